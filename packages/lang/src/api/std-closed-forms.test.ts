import {
  averageGateFidelity,
  type ChannelProgram,
  type ComplexMatrix,
  type GeneratorProgram,
  hermitianEigen,
  liouvillian,
  matrixFromData,
  superoperator,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { rightScript } from '../../test-data/check-text.js';
import { lowerCircuit, lowerDeclaration } from './index.js';

async function lowered(imports: string, declaration: string): Promise<ChannelProgram | GeneratorProgram> {
  return lowerDeclaration(await rightScript(`${imports}\n${declaration}\n`), 'It');
}

async function channel(module: string, call: string, wires: string): Promise<ChannelProgram> {
  const [name = ''] = call.split('(');
  const program = await lowered(`import { ${name} } from "std/${module}"`, `channel It on ${wires} = ${call}`);
  if (program.kind === 'generator') throw new Error(call);
  return program;
}

async function generator(call: string): Promise<GeneratorProgram> {
  const [name = ''] = call.split('(');
  const script = await rightScript(`import { ${name} } from "std/generators"\nconst zero = 0\n`);
  const set = Object.fromEntries(
    [...call.matchAll(/(\w+): ([\d.e-]+)/g)].map(([, own = '', value = '']) => [own, Number(value)]),
  );
  const program = lowerDeclaration(script, name, { set });
  if (program.kind !== 'generator') throw new Error(call);
  return program;
}

/** The entry of E(|i><j|) at row a, column b. */
function entry(s: ComplexMatrix, d: number, [a, b]: readonly [number, number], [i, j]: readonly [number, number]) {
  return s.at(a + d * b, i + d * j);
}

/** Probability j → i. */
const chance = (program: ChannelProgram, d: number, i: number, j: number): number =>
  entry(superoperator(program), d, [i, i], [j, j])[0];

const energies = (program: GeneratorProgram): number[] =>
  [...hermitianEigen(matrixFromData(program.hamiltonian)).values].sort((a, b) => a - b);

/** How fast the density matrix element |i><j| leaves itself: −Re and Im of its entry of the Liouvillian. */
function rate(program: GeneratorProgram, d: number, i: number, j: number): number {
  return -entry(liouvillian(program), d, [i, j], [i, j])[0];
}

describe('channels of the library against closed forms', () => {
  it.each(['X', 'Y', 'Z'])('Overrotation%s: average gate infidelity 2 sin²(ε/2)/3', async (axis) => {
    const program = await channel('channels', `Overrotation${axis}(0.3)`, 'q');
    expect(1 - averageGateFidelity(program)).toBeCloseTo((2 * Math.sin(0.15) ** 2) / 3, 14);
  });

  it('Crosstalk: |11> − |10> − |01> + |00> gains the phase −2π ζ t', async () => {
    const s = superoperator(await channel('channels', 'Crosstalk(60kHz, 1us)', 'a, b'));
    const phase = (level: number): number => {
      const [re, im] = entry(s, 4, [level, 0], [level, 0]);
      return Math.atan2(im, re);
    };
    // Phases relative to |00>, which drops out of the sum of four: φ11 − φ10 − φ01.
    expect(phase(3) - phase(2) - phase(1)).toBeCloseTo(-2 * Math.PI * 60e3 * 1e-6, 12);
  });

  it('Erasure: (1 − p) ρ + p |flag><flag|', async () => {
    const s = superoperator(await channel('channels', 'Erasure(0.3, 3, 2)', 'x: level[3]'));
    expect(entry(s, 3, [2, 2], [0, 0])[0]).toBeCloseTo(0.3, 14);
    expect(entry(s, 3, [0, 0], [0, 0])[0]).toBeCloseTo(0.7, 14);
    expect(entry(s, 3, [0, 1], [0, 1])[0]).toBeCloseTo(0.7, 14);
    expect(entry(s, 3, [2, 2], [2, 2])[0]).toBeCloseTo(1, 14);
  });

  it('Leakage: |1> goes to |2> with probability p, coherence with |0> shrinks by √(1 − p)', async () => {
    const program = await channel('channels', 'Leakage(0.36)', 'x: level[3]');
    expect(chance(program, 3, 2, 1)).toBeCloseTo(0.36, 14);
    expect(chance(program, 3, 2, 2)).toBeCloseTo(1, 14);
    expect(entry(superoperator(program), 3, [0, 1], [0, 1])[0]).toBeCloseTo(0.8, 14);
  });

  it('PhotonLoss: each quantum is lost on its own', async () => {
    const program = await channel('channels', 'PhotonLoss(0.3, 4)', 'x: level[4]');
    const binomial = [
      [1, 0.3, 0.09, 0.027],
      [0, 0.7, 2 * 0.3 * 0.7, 3 * 0.09 * 0.7],
      [0, 0, 0.49, 3 * 0.3 * 0.49],
      [0, 0, 0, 0.343],
    ];
    binomial.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(chance(program, 4, i, j)).toBeCloseTo(value, 13);
      });
    });
  });

  it('ReadoutError: the confusion matrix, and nothing else is left', async () => {
    const program = await channel('channels', 'ReadoutError(0.02, 0.05)', 'q');
    expect([chance(program, 2, 1, 0), chance(program, 2, 0, 1)]).toEqual([
      expect.closeTo(0.02, 14),
      expect.closeTo(0.05, 14),
    ]);
    expect(Math.hypot(...entry(superoperator(program), 2, [0, 1], [0, 1]))).toBeLessThan(1e-15);
  });
});

describe('generators of the library against closed forms', () => {
  it('TransverseIsing of two spins: ±√(J² + 4h²), ±J', async () => {
    const levels = energies(await generator('TransverseIsing(coupling: 0.7, field: 0.4, n: 2)'));
    const outer = Math.sqrt(0.49 + 4 * 0.16);
    [-outer, -0.7, 0.7, outer].forEach((value, k) => {
      expect(levels[k]).toBeCloseTo(value, 12);
    });
  });

  it('Heisenberg of two spins: singlet −3J/4, triplet J/4', async () => {
    const levels = energies(await generator('Heisenberg(jx: 2, jy: 2, jz: 2, n: 2)'));
    [-1.5, 0.5, 0.5, 0.5].forEach((value, k) => {
      expect(levels[k]).toBeCloseTo(value, 12);
    });
  });

  it('Exchange: ±√(g² + (Δ/2)²) in the subspace of one excitation', async () => {
    const levels = energies(await generator('Exchange(coupling: 0.3, detuning: 0.8)'));
    expect(levels[0]).toBeCloseTo(-Math.hypot(0.3, 0.4), 12);
    expect(levels[3]).toBeCloseTo(Math.hypot(0.3, 0.4), 12);
  });

  it('CollectiveDecay: |11> decays at 2γ into the symmetric state; the singlet is dark', async () => {
    const program = await generator('CollectiveDecay(gamma: 0.4, n: 2)');
    expect(rate(program, 4, 3, 3)).toBeCloseTo(0.8, 13);
    const jump = matrixFromData(program.jumps[0] ?? program.hamiltonian);
    // The jump on (|01> − |10>)/√2, levels 1 and 2, gives nothing; on their sum √2 times √γ |00>, twice the rate of one.
    expect(jump.re(0, 1) - jump.re(0, 2)).toBeCloseTo(0, 15);
    expect(((jump.re(0, 1) + jump.re(0, 2)) / Math.SQRT2) ** 2).toBeCloseTo(2 * 0.4, 13);
  });

  it('CollectiveDephasing: |01> and |10> keep their coherence, |00> and |11> lose it at 4γ', async () => {
    const program = await generator('CollectiveDephasing(gamma: 0.4, n: 2)');
    expect(rate(program, 4, 1, 2)).toBeCloseTo(0, 14);
    expect(rate(program, 4, 0, 3)).toBeCloseTo(1.6, 13);
    expect(rate(program, 4, 0, 1)).toBeCloseTo(0.4, 13);
  });

  it('IndependentDecay: |1…1> of n decays at nγ', async () => {
    expect(rate(await generator('IndependentDecay(gamma: 0.4, n: 3)'), 8, 7, 7)).toBeCloseTo(1.2, 13);
  });

  it('Dephasing: coherences decay at γ, populations stay', async () => {
    const program = await generator('Dephasing(gamma: 0.4, d: 3)');
    expect([rate(program, 3, 0, 1), rate(program, 3, 1, 1)]).toEqual([expect.closeTo(0.4, 13), expect.closeTo(0, 14)]);
  });

  it('walks: ω = 1 leaves every vertex at rate 1 (StochasticWalk) or at its degree (LaplacianWalk)', async () => {
    for (const [name, leaving] of [
      ['StochasticWalk', [1, 1, 1]],
      ['LaplacianWalk', [1, 2, 1]],
    ] as const) {
      const script = await rightScript(
        `import { ${name} } from "std/generators"\nchannel It(dt: time) on x: level[3] = evolve ${name}(path(3), 1) for dt\n`,
      );
      const program = lowerDeclaration(script, 'It', { set: { dt: 1e-7 } });
      if (program.kind === 'generator') throw new Error(name);
      leaving.forEach((value, vertex) => {
        expect((1 - chance(program, 3, vertex, vertex)) / 1e-7).toBeCloseTo(value, 5);
      });
    }
  });
});

describe('schedules of the library against closed forms', () => {
  it.each([
    ['Linear(0.3)', 0.3],
    ['Ramp(0.5, 0.1, 0.9)', 0.5],
    ['Cosine(0.25)', Math.sin(Math.PI / 8) ** 2],
    ['Sigmoid(0.5)', 0.5],
    ['Sigmoid(1, 4)', 1 / (1 + Math.exp(-2))],
    ['CosineOffset(0)', 0],
    ['CosineOffset(1)', 1],
    ['Geometric(0)', 0.01],
    ['Geometric(0.5, 2, 1)', 0.1],
    ['Power(0.5, 3)', 0.125],
  ] as const)('%s = %d', async (call, value) => {
    const [name = ''] = call.split('(');
    const program = await lowered(
      `import { ${name} } from "std/schedules"\nimport { BitFlip } from "std/channels"`,
      `channel It on q = BitFlip(${call})`,
    );
    if (program.kind === 'generator') throw new Error(call);
    expect(chance(program, 2, 1, 0)).toBeCloseTo(value, 12);
  });
});

describe('ansätze of the library', () => {
  it.each([
    // Parameters as their documentation counts them, at n = 4 and 2 layers (QuDDPM: 2 + 1 qubits, 4 layers).
    ['HardwareEfficient', 2 * 4 * 3, 0],
    ['StronglyEntangling', 3 * 4 * 2, 0],
    ['BrickWall', 2 * (2 * 4 + 3 * 4), 0],
    ['QuDDPM', 2 * 3 * 4, 0],
    ['DataReuploading', 3 * 4 * 2, 4],
    ['QuDDPMScrambling', 0, 3 * 2 + 1],
  ] as const)('%s: %d parameters, %d inputs', async (name, parameters, inputs) => {
    const { program } = lowerCircuit(await rightScript(`import { ${name} } from "std/ansatz"\n`), name);
    expect([program.parameters, program.inputs]).toEqual([parameters, inputs]);
  });
});
