import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readComplexNpy } from '../../../models/src/data/index.js';
import { ExitCode } from '../exit-codes.js';
import { run } from '../program.js';
import { recordedContext } from '../testing/index.js';

const SCRIPT = `
import { CX } from "std/gates"
import { Depolarizing } from "std/channels"
gate Bell on a, b { H a; CX a, b }
channel Loss(g: prob) on q { kraus |0><0| + sqrt(1 - g) * |1><1|; kraus sqrt(g) * |0><1| }
channel Composed(g: prob) on q = Loss(g) >> Loss(g)
generator Decay(rate: real) on q { jump sqrt(rate) * |0><1| }
circuit Pair on q[2] { H q[0]; CX q[0], q[1]; return state }
circuit Noisy on q { H q; Depolarizing(1) q; return state }
circuit Measured on q { bit c; H q; measure q -> c; return counts }
const n = 3
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kraus-npy-'));
  writeFileSync(join(folder, 'a.kraus'), SCRIPT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exported(...argv: string[]) {
  const recorded = recordedContext({ workingDirectory: folder });
  const exitCode = await run(['export', 'a.kraus', ...argv, '--npy', 'out.npy'], recorded.context);
  return { exitCode, stdout: recorded.texts.stdout, stderr: recorded.texts.stderr };
}

const h = Math.SQRT1_2;
const real = (...values: number[]): number[] => values.flatMap((value) => [value, 0]);

describe('kraus export --npy', () => {
  it.each([
    // H on the first wire, the least significant, then CX: |00> -> (|00> + |11>)/sqrt 2.
    [['Bell'], 'matrix', [4, 4], real(h, h, 0, 0, 0, 0, h, -h, 0, 0, h, h, h, -h, 0, 0)],
    [['Loss', '--set', 'g=0.36'], 'Kraus operators', [2, 2, 2], real(1, 0, 0, 0.8, 0, 0.6, 0, 0)],
    // Columns stacked: d rho_11/dt = -rate rho_11, coherences at half the rate.
    [['Decay', '--set', 'rate=2'], 'Liouvillian', [4, 4], real(0, 0, 0, 2, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -2)],
    [['Pair'], 'state', [4], real(h, 0, 0, h)],
    [['Noisy'], 'density matrix', [2, 2], real(0.5, 0, 0, 0.5)],
  ] as const)('writes %j', async (argv, what, shape, entries) => {
    const { exitCode, stdout } = await exported(...argv);
    expect(exitCode).toBe(ExitCode.Ok);
    expect(stdout).toContain(`${what} of ${argv[0]}`);
    const array = readComplexNpy(readFileSync(join(folder, 'out.npy')), 'out.npy');
    expect(array.shape).toEqual(shape);
    array.data.forEach((value, k) => {
      expect(value).toBeCloseTo(entries[k] ?? Number.NaN, 12);
    });
  });

  it('gives the canonical operators of a composed channel, which decays twice', async () => {
    await exported('Composed', '--set', 'g=0.36');
    const { shape, data } = readComplexNpy(readFileSync(join(folder, 'out.npy')), 'out.npy');
    expect(shape).toEqual([2, 2, 2]);
    // Sum over operators of |K_01|^2: the probability of |1> -> |0>.
    const fallen = [0, 1].reduce(
      (sum, k) => sum + (data[8 * k + 2] as number) ** 2 + (data[8 * k + 3] as number) ** 2,
      0,
    );
    expect(fallen).toBeCloseTo(1 - 0.64 ** 2, 12);
  });

  it.each([
    [['Measured'], 'does not return its state'],
    [['n'], 'is a const'],
    [['Bel'], "Did you mean 'Bell'?"],
    [['Pair', '--qasm3'], 'Give one of'],
  ] as const)('refuses %j', async (argv, words) => {
    const { exitCode, stderr } = await exported(...argv);
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stderr).toContain(words);
  });
});
