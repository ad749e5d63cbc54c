import type { ChannelProgram, MatrixData } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { rightScript } from '../../test-data/check-text.js';
import { embedMatrix, SparseMatrix } from '../matrix/index.js';
import { type CheckedScript, lowerDeclaration } from './index.js';

/** ρ → Σ K ρ K† of a channel of Kraus operators. */
function apply(channel: ChannelProgram, rho: SparseMatrix): SparseMatrix {
  if (channel.kind === 'compose') return channel.parts.reduce((state, part) => apply(part, state), rho);
  if (channel.kind !== 'kraus') throw new Error(channel.kind);
  return channel.operators
    .map(SparseMatrix.fromData)
    .map((operator) => operator.times(rho).times(operator.dagger()))
    .reduce((sum, term) => sum.plus(term));
}

const close = (a: SparseMatrix, b: SparseMatrix): number => a.plus(b, -1).frobeniusNorm();
const states = [
  SparseMatrix.fromRows([
    [
      [0.7, 0],
      [0.2, -0.3],
    ],
    [
      [0.2, 0.3],
      [0.3, 0],
    ],
  ]),
  SparseMatrix.fromRows([
    [
      [0.25, 0],
      [-0.1, 0.4],
    ],
    [
      [-0.1, -0.4],
      [0.75, 0],
    ],
  ]),
];
const [I, X, Y, Z] = [
  SparseMatrix.identity(2),
  SparseMatrix.fromRows([
    [
      [0, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [0, 0],
    ],
  ]),
  SparseMatrix.fromRows([
    [
      [0, 0],
      [0, -1],
    ],
    [
      [0, 1],
      [0, 0],
    ],
  ]),
  SparseMatrix.fromRows([
    [
      [1, 0],
      [0, 0],
    ],
    [
      [0, 0],
      [-1, 0],
    ],
  ]),
];
const conjugated = (rho: SparseMatrix, u: SparseMatrix): SparseMatrix => u.times(rho).times(u.dagger());

/** The closed forms of the noise channels, written without Kraus operators. */
const closedForms: Record<string, { set: Record<string, number>; map: (rho: SparseMatrix) => SparseMatrix }> = {
  Depolarizing: { set: { p: 0.37 }, map: (rho) => rho.scaled(0.63).plus(I.scaled(0.37 / 2)) },
  BitFlip: { set: { p: 0.2 }, map: (rho) => rho.scaled(0.8).plus(conjugated(rho, X), 0.2) },
  PhaseFlip: { set: { p: 0.2 }, map: (rho) => rho.scaled(0.8).plus(conjugated(rho, Z), 0.2) },
  BitPhaseFlip: { set: { p: 0.2 }, map: (rho) => rho.scaled(0.8).plus(conjugated(rho, Y), 0.2) },
  PauliError: {
    set: { px: 0.1, py: 0.2, pz: 0.3 },
    map: (rho) =>
      rho.scaled(0.4).plus(conjugated(rho, X), 0.1).plus(conjugated(rho, Y), 0.2).plus(conjugated(rho, Z), 0.3),
  },
  AmplitudeDamping: {
    set: { gamma: 0.36 },
    map: (rho) => damped(rho, 1 - 0.36, Math.sqrt(1 - 0.36), 0.36 * rho.at(1, 1)[0]),
  },
  PhaseDamping: { set: { gamma: 0.36 }, map: (rho) => damped(rho, 1, Math.sqrt(1 - 0.36), 0) },
  GeneralizedAmplitudeDamping: {
    // Relaxes towards diag(p, 1 − p): populations by gamma, coherences by √(1 − gamma).
    set: { gamma: 0.36, p: 0.9 },
    map: (rho) => {
      const up = 0.36 * 0.1 * rho.at(0, 0)[0];
      const down = 0.36 * 0.9 * rho.at(1, 1)[0];
      return SparseMatrix.fromRows([
        [[rho.at(0, 0)[0] - up + down, 0], scale(rho.at(0, 1), 0.8)],
        [scale(rho.at(1, 0), 0.8), [rho.at(1, 1)[0] + up - down, 0]],
      ]);
    },
  },
  Reset: { set: { p: 0.25 }, map: (rho) => rho.scaled(0.75).plus(SparseMatrix.unit(2, 2, 0, 0), 0.25) },
};

function scale([re, im]: readonly [number, number], factor: number): [number, number] {
  return [re * factor, im * factor];
}

function damped(rho: SparseMatrix, excited: number, coherence: number, gained: number): SparseMatrix {
  return SparseMatrix.fromRows([
    [[rho.at(0, 0)[0] + gained, 0], scale(rho.at(0, 1), coherence)],
    [scale(rho.at(1, 0), coherence), [excited * rho.at(1, 1)[0], 0]],
  ]);
}

function lowered(script: CheckedScript, name: string, set: Record<string, number>): ChannelProgram {
  const program = lowerDeclaration(script, name, { set });
  if (program.kind === 'generator') throw new Error('generator');
  return program;
}

describe('the channels of the standard library', () => {
  it.each(Object.entries(closedForms))('%s has its closed form', async (name, { set, map }) => {
    const script = await rightScript(`import { ${name} } from "std/channels"`);
    const channel = lowered(script, name, set);
    for (const rho of states) expect(close(apply(channel, rho), map(rho))).toBeLessThan(1e-14);
  });

  it('ThermalRelaxation decays populations with T1 and coherences with T2', async () => {
    const script = await rightScript('import { ThermalRelaxation } from "std/channels"');
    const [t1, t2, duration] = [50e-6, 30e-6, 10e-6];
    const channel = lowered(script, 'ThermalRelaxation', { t1, t2, duration });
    for (const rho of states) {
      const after = apply(channel, rho);
      expect(after.at(1, 1)[0]).toBeCloseTo(rho.at(1, 1)[0] * Math.exp(-duration / t1), 14);
      expect(after.at(0, 1)[1]).toBeCloseTo(rho.at(0, 1)[1] * Math.exp(-duration / t2), 14);
    }
  });

  it('QuditDepolarizing mixes towards the maximally mixed state', async () => {
    const script = await rightScript(
      'import { QuditDepolarizing } from "std/channels"\nchannel Three(p: prob) on x: level[3] = QuditDepolarizing(p, 3)',
    );
    const rho = SparseMatrix.unit(3, 3, 2, 2);
    const expected = rho.scaled(0.6).plus(SparseMatrix.identity(3).scaled(0.4 / 3));
    expect(close(apply(lowered(script, 'Three', { p: 0.4 }), rho), expected)).toBeLessThan(1e-14);
  });
});

describe('the gates of the standard library', () => {
  it('have the textbook matrices, first wire least significant', async () => {
    const script = await rightScript('import { CX, CZ, SWAP, RX, RY, RZ } from "std/gates"');
    const entries = (name: string, set = {}): MatrixData['entries'] => {
      const program = lowered(script, name, set);
      return (program.kind === 'kraus' && program.operators[0]?.entries) || [];
    };
    const ones = (...positions: [number, number][]) => positions.map(([i, j]) => [i, j, 1, 0]);
    expect(entries('CX')).toEqual(ones([0, 0], [1, 3], [2, 2], [3, 1]));
    expect(entries('SWAP')).toEqual(ones([0, 0], [1, 2], [2, 1], [3, 3]));
    expect(entries('CZ')).toEqual([...ones([0, 0], [1, 1], [2, 2]), [3, 3, -1, 0]]);
    // R(θ) = exp(−iθP/2), so that a turn by π is −iP.
    for (const [name, pauli] of [
      ['RX', X],
      ['RY', Y],
      ['RZ', Z],
    ] as const) {
      const matrix = SparseMatrix.fromData({ rows: 2, columns: 2, entries: entries(name, { theta: Math.PI }) });
      expect(close(matrix, pauli.scaled(0, -1))).toBeLessThan(1e-15);
    }
  });
});

describe('embedding', () => {
  it('agrees with Kronecker products', () => {
    const a = SparseMatrix.fromRows([
      [
        [1, 2],
        [3, 0],
      ],
      [
        [0, 1],
        [5, 0],
      ],
    ]);
    const [two, three] = [SparseMatrix.identity(2), SparseMatrix.identity(3)];
    expect(close(embedMatrix(a, [0], [2, 3]), three.kron(a))).toBe(0);
    expect(close(embedMatrix(a, [1], [3, 2]), a.kron(three))).toBe(0);
    const b = SparseMatrix.fromRows([
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
      [
        [0, 1],
        [0, 0],
        [0, 0],
      ],
      [
        [4, 0],
        [0, 0],
        [1, 1],
      ],
    ]);
    // The operator's least significant factor goes to the position named first.
    expect(close(embedMatrix(b.kron(a), [0, 2], [2, 2, 3]), b.kron(two).kron(a))).toBe(0);
    expect(close(embedMatrix(a.kron(b), [1, 0], [2, 3]), b.kron(a))).toBe(0);
  });
});
