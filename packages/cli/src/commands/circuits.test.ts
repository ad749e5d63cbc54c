import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExitCode } from '../exit-codes.js';
import { run } from '../program.js';
import { recordedContext } from '../testing/index.js';

const SCRIPT = `
import { CX, RY, RX } from "std/gates"
import { Depolarizing } from "std/channels"
/// A Bell pair.
circuit Bell on q[2] {
  H q[0]
  CX q[0], q[1]
}
circuit Ordered on q[3] { X q[0]; H q[2] }
circuit Noisy(p: prob = 0.1) on q[2] {
  H q[0]
  CX q[0], q[1]
  Depolarizing(p) q
  return expval(Z, q), expval(at(Z, q[0]) * at(Z, q[1])), probs(q)
}
circuit Ansatz(layers: int = 2) on q[2] {
  param theta: angle[layers, 2]
  input x: real
  RX(x) q[0]
  for l in 0..layers { for i in 0..2 { RY(theta[l, i]) q[i] } }
  return expval(Z, q)
}
circuit Drawn on q {
  param a: angle = uniform(0, 1)
  RY(a) q
  return expval(Z, q)
}
circuit Teleport on q[3] {
  bit c[2]
  RY(1) q[0]
  H q[1]
  CX q[1], q[2]
  CX q[0], q[1]
  H q[0]
  measure q[0..2] -> c
  if c[1] == 1 { X q[2] }
  if c[0] == 1 { Z q[2] }
  return expval(Z, q[2])
}
circuit Given on q {
  input psi: state
  start psi
  return expval(Z, q)
}
gate Root on q = (I + 1i * X) / sqrt(2)
channel Loss(g: prob) on q { kraus |0><0| + sqrt(1 - g) * |1><1|; kraus sqrt(g) * |0><1| }
generator Decay(rate: real) on q { hamiltonian 0.5 * Z; jump sqrt(rate) * |0><1| }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kraus-circuits-'));
  writeFileSync(join(folder, 'c.kraus'), SCRIPT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function kraus(...argv: string[]) {
  const { context, texts } = recordedContext({ workingDirectory: folder });
  return { exitCode: await run(argv, context), ...texts };
}

async function json<T>(...argv: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await kraus(...argv, '--json');
  expect([exitCode, stderr]).toEqual([ExitCode.Ok, '']);
  return JSON.parse(stdout) as T;
}

type Pair = readonly [number, number];
type Rows = readonly (readonly Pair[])[];
interface Run {
  readonly probabilities: Record<string, number>;
  readonly counts: Record<string, number> | null;
  readonly expectation: number[] | null;
  readonly observables: string[];
  readonly state: Pair[] | null;
  readonly engine: string;
  readonly seed: number;
  readonly errors?: { readonly expectation: number[] };
}

describe('kraus run', () => {
  it('gives probabilities, state and engine of a Bell pair', async () => {
    const { probabilities, state, ...rest } = await json<Run>('run', 'c.kraus', 'Bell');
    expect(rest).toMatchObject({ counts: null, expectation: null, engine: 'state-vector', seed: 0 });
    for (const [outcome, p] of Object.entries({ '00': 0.5, '01': 0, '10': 0, '11': 0.5 })) {
      expect(probabilities[outcome]).toBeCloseTo(p, 14);
    }
    for (const [k, size] of [Math.SQRT1_2, 0, 0, Math.SQRT1_2].entries()) expect(state?.[k]?.[0]).toBeCloseTo(size, 14);
  });

  it('writes the most significant bit first', async () => {
    const { probabilities, state } = await json<Run>('run', 'c.kraus', 'Ordered');
    expect(probabilities['001']).toBeCloseTo(0.5, 14);
    expect(probabilities['101']).toBeCloseTo(0.5, 14);
    expect(state?.[5]?.[0]).toBeCloseTo(Math.SQRT1_2, 14);
  });

  it('counts shots: the same for the same seed, others for another', async () => {
    const shots = (seed: string) => json<Run>('run', 'c.kraus', 'Bell', '--shots', '1000', '--seed', seed);
    const [one, same, other] = [await shots('7'), await shots('7'), await shots('8')];
    expect(one).toEqual(same);
    expect(one.counts).not.toEqual(other.counts);
    expect(Object.keys(one.counts ?? {}).sort()).toEqual(['00', '11']);
    expect((one.counts?.['00'] ?? 0) + (one.counts?.['11'] ?? 0)).toBe(1000);
    // Six standard deviations.
    expect(Math.abs((one.counts?.['00'] ?? 0) - 500)).toBeLessThan(95);
  });

  it('estimates noise by trajectories with errors, and says which observable is which', async () => {
    const run = await json<Run>(
      'run',
      'c.kraus',
      'Noisy',
      '--engine',
      'trajectories',
      '--shots',
      '4000',
      '--set',
      'p=0.2',
    );
    expect(run.engine).toBe('trajectories');
    expect(run.observables.slice(0, 2)).toEqual(['expval(Z, q)[0]', 'expval(Z, q)[1]']);
    expect(run.state).toBeNull();
    // ZZ of a Bell pair shrinks by 1 - p on each qubit.
    const error = run.errors?.expectation[2] as number;
    expect(error).toBeGreaterThan(0.005);
    expect(Math.abs((run.expectation?.[2] as number) - 0.64)).toBeLessThan(5 * error);
  });

  it('takes values of parameters and inputs, whole or by entry', async () => {
    const cosine = async (...set: string[]) => {
      const { expectation } = await json<Run>('run', 'c.kraus', 'Ansatz', ...set.flatMap((text) => ['--set', text]));
      return expectation?.[0];
    };
    expect(await cosine('layers=1', 'theta=0.3', 'x=0')).toBeCloseTo(Math.cos(0.3), 14);
    expect(await cosine('theta=0.3', 'theta[1,0]=0.5', 'x=0')).toBeCloseTo(Math.cos(0.8), 14);
    expect(await cosine('theta=0', 'x=0.7')).toBeCloseTo(Math.cos(0.7), 14);
  });

  it('draws parameters as the script says, from the seed', async () => {
    const value = async (seed: string) =>
      (await json<Run>('run', 'c.kraus', 'Drawn', '--seed', seed)).expectation?.[0] ?? 0;
    expect(await value('1')).toBe(await value('1'));
    expect(await value('1')).not.toBe(await value('2'));
    expect(await value('1')).toBeGreaterThan(Math.cos(1));
  });

  it('teleports: measured digits control gates', async () => {
    const run = await json<Run>('run', 'c.kraus', 'Teleport', '--shots', '4000');
    expect(run.engine).toBe('density-matrix');
    expect(run.expectation?.[0]).toBeCloseTo(Math.cos(1), 12);
    expect(run.probabilities['10']).toBeCloseTo(0.25, 12);
    expect(Object.keys(run.counts ?? {}).sort()).toEqual(['00', '01', '10', '11']);
  });

  it('shows people a histogram', async () => {
    const { stdout } = await kraus('run', 'c.kraus', 'Bell', '--shots', '100');
    expect(stdout).toMatch(/counts 100 shots, seed 0\n {2}00 {2}\d+ +█+\n {2}11 {2}\d+ +█+\n/);
    expect((await kraus('run', 'c.kraus', 'Noisy')).stdout).toContain('expval(at(Z, q[0]) * at(Z, q[1]))');
  });

  it.each([
    [['run', 'c.kraus'], ExitCode.Usage, 'has several circuits: Bell'],
    [['run', 'c.kraus', 'Bel'], ExitCode.Usage, "Did you mean 'Bell'"],
    [['run', 'c.kraus', 'Bell', '--shots', '0'], ExitCode.Usage, 'whole number from 1'],
    [['run', 'c.kraus', 'Bell', '--engine', 'fast'], ExitCode.Usage, 'Allowed choices are auto, state-vector'],
    [['run', 'c.kraus', 'Bell', '--set', 'p=1'], ExitCode.Usage, 'no such parameter'],
    [['run', 'c.kraus', 'Ansatz'], ExitCode.Usage, 'needs values for theta[2, 2], x'],
    [['run', 'c.kraus', 'Ansatz', '--set', 'theta[2,0]=1'], ExitCode.Usage, 'theta has the shape [2, 2]'],
    [['run', 'c.kraus', 'Noisy', '--set', 'p=1.5'], ExitCode.Script, 'p = 1.5'],
    [
      ['run', 'c.kraus', 'Noisy', '--engine', 'state-vector'],
      ExitCode.Failed,
      'is noise (Depolarizing); use the engine',
    ],
    [['run', 'c.kraus', 'Given'], ExitCode.Usage, 'takes states as inputs'],
  ])('%j is refused with exit code %i', async (argv, code, words) => {
    const { exitCode, stdout, stderr } = await kraus(...argv);
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toContain(words);
  });
});

describe('kraus inspect', () => {
  it('a channel: Kraus operators, Choi and Pauli-transfer matrix, fixed point', async () => {
    const found = await json<{
      dims: number[];
      kraus: Rows[];
      choi: Rows;
      ptm: number[][];
      transition: number[][];
      checks: Record<string, { holds: boolean }>;
      averageGateFidelity: number;
      fixedPoint: { state: Rows };
    }>('inspect', 'c.kraus', 'Loss', '--set', 'g=0.36');
    expect(found.kraus[0]?.[1]?.[1]?.[0]).toBeCloseTo(0.8, 14);
    expect(found.kraus[1]?.[0]?.[1]?.[0]).toBeCloseTo(0.6, 14);
    expect(found.choi[0]?.[3]?.[0]).toBeCloseTo(0.8, 14);
    expect(found.choi[2]?.[2]?.[0]).toBeCloseTo(0.36, 14);
    const diagonal = [1, 0.8, 0.8, 0.64];
    for (const [k, value] of diagonal.entries()) expect(found.ptm[k]?.[k]).toBeCloseTo(value, 13);
    expect(found.ptm[3]?.[0]).toBeCloseTo(0.36, 13);
    expect(found.transition[0]?.[1]).toBeCloseTo(0.36, 13);
    expect(Object.values(found.checks).map(({ holds }) => holds)).toEqual([true, true, false]);
    // F = (d Fp + 1)/(d + 1), Fp = (1 + √(1 − g))²/4.
    expect(found.averageGateFidelity).toBeCloseTo((2 * 0.81 + 1) / 3, 13);
    expect(found.fixedPoint.state[0]?.[0]?.[0]).toBeCloseTo(1, 12);
  });

  it('a gate: its matrix; a generator: Liouvillian and spectrum', async () => {
    const gate = await json<{ kind: string; unitary: Rows; checks: { unitary: { holds: boolean } } }>(
      'inspect',
      'c.kraus',
      'Root',
    );
    expect([gate.kind, gate.checks.unitary.holds]).toEqual(['gate', true]);
    expect(gate.unitary[0]?.[1]?.[1]).toBeCloseTo(Math.SQRT1_2, 14);
    const decay = await json<{ liouvillian: Rows; spectrum: Pair[] }>(
      'inspect',
      'c.kraus',
      'Decay',
      '--set',
      'rate=0.2',
    );
    // vec ρ = (ρ00, ρ10, ρ01, ρ11): ρ11 decays into ρ00, coherences by half the rate, turning with frequency 1.
    expect(decay.liouvillian[0]?.[3]?.[0]).toBeCloseTo(0.2, 14);
    expect(decay.liouvillian[1]?.[1]?.[0]).toBeCloseTo(-0.1, 14);
    expect(decay.liouvillian[1]?.[1]?.[1]).toBeCloseTo(1, 14);
    expect(decay.spectrum).toHaveLength(4);
  });

  it('a circuit: size, depth, gates, parameters, and its matrix once all parameters have values', async () => {
    interface Circuit {
      readonly qubits: number;
      readonly depth: number;
      readonly gates: number;
      readonly parameters: number;
      readonly unitary: Rows | null;
    }
    const bell = await json<Circuit>('inspect', 'c.kraus', 'Bell');
    expect(bell).toMatchObject({ kind: 'circuit', qubits: 2, depth: 2, gates: 2, parameters: 0 });
    const half = Math.SQRT1_2;
    const expected = [
      [half, half, 0, 0],
      [0, 0, half, -half],
      [0, 0, half, half],
      [half, -half, 0, 0],
    ];
    for (const [i, row] of expected.entries()) {
      for (const [j, value] of row.entries()) {
        expect(bell.unitary?.[i]?.[j]?.[0]).toBeCloseTo(value, 14);
        expect(bell.unitary?.[i]?.[j]?.[1]).toBeCloseTo(0, 14);
      }
    }
    expect(await json('inspect', 'c.kraus', 'Ansatz')).toMatchObject({
      parameters: 4,
      inputs: 1,
      gates: 5,
      unitary: null,
    });
    const given = await json<Circuit>('inspect', 'c.kraus', 'Ansatz', '--set', 'theta=0', '--set', 'x=0.4');
    expect(given.unitary?.[0]?.[1]?.[1]).toBeCloseTo(-Math.sin(0.2), 14);
    expect((await kraus('inspect', 'c.kraus', 'Teleport')).stdout).toMatch(/classical digits +2\n/);
  });
});
