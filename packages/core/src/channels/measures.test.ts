import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, ComplexMatrix, dagger, expm, maxDifference, multiply, scale } from '../linear-algebra/index.js';
import type { ChannelProgram } from '../program/index.js';
import { stream } from '../random/index.js';
import { checkDensityMatrix, fidelity, haarKet, haarUnitary, maximallyMixed, pureState } from '../states/index.js';
import {
  applyChannel,
  averageGateFidelity,
  blochMap,
  channelDifference,
  channelFromKraus,
  channelResiduals,
  composeChannels,
  diamondBounds,
  fixedPoint,
  identityChannel,
  pauliOperator,
  pauliTransferFromSuperoperator,
  processFidelity,
  randomChannel,
  superoperator,
  twirl,
  unitarity,
  unitaryChannel,
} from './index.js';

const seeds = fc.integer({ min: 0, max: 1e6 });
const probabilities = fc.double({ min: 0, max: 1, noNaN: true });

/** Applies each Pauli error with the given probability. */
function pauliChannel(px: number, py: number, pz: number): ChannelProgram {
  const weights = [
    ['I', 1 - px - py - pz],
    ['X', px],
    ['Y', py],
    ['Z', pz],
  ] as const;
  return channelFromKraus(
    [2],
    weights.map(([label, p]) => scale(pauliOperator(label), Math.sqrt(Math.max(0, p)))),
  );
}

/** (1 − p) ρ + p I/2. */
const depolarizing = (p: number): ChannelProgram => pauliChannel(p / 4, p / 4, p / 4);

function amplitudeDamping(g: number): ChannelProgram {
  return channelFromKraus(
    [2],
    [
      ComplexMatrix.diagonal([1, Math.sqrt(1 - g)]),
      ComplexMatrix.fromRows([
        [0, Math.sqrt(g)],
        [0, 0],
      ]),
    ],
  );
}

describe('channel residuals', () => {
  it('vanish for random channels and tell trace, positivity and unitality apart', () => {
    fc.assert(
      fc.property(fc.constantFrom([2], [3], [2, 2]), fc.integer({ min: 1, max: 4 }), seeds, (dims, rank, seed) => {
        const residuals = channelResiduals(randomChannel(stream(seed), dims, rank));
        expect(residuals.tracePreserving).toBeLessThan(1e-13);
        expect(residuals.completelyPositive).toBeLessThan(1e-13);
      }),
      { numRuns: 30 },
    );
    expect(channelResiduals(amplitudeDamping(0.3)).unital).toBeCloseTo(0.3, 14);
    const short = channelFromKraus([2], [ComplexMatrix.diagonal([1, 0.8])]);
    expect(channelResiduals(short).tracePreserving).toBeCloseTo(0.36, 14);
  });
});

describe('figures of a channel', () => {
  it('have the closed forms of depolarizing noise; p is the weight of the maximally mixed state', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        const channel = depolarizing(p);
        expect(averageGateFidelity(channel)).toBeCloseTo(1 - p / 2, 13);
        expect(processFidelity(channel)).toBeCloseTo(1 - (3 * p) / 4, 13);
        expect(unitarity(channel)).toBeCloseTo((1 - p) ** 2, 13);
        expect(blochMap(channel).axes.map(({ length }) => length)[2]).toBeCloseTo(1 - p, 13);
      }),
      { numRuns: 30 },
    );
    // The other convention, an error with probability p, shrinks the ball by 1 − 4p/3.
    const other = pauliChannel(0.1, 0.1, 0.1);
    expect(blochMap(other).axes[0]?.length).toBeCloseTo(1 - (4 * 0.3) / 3, 14);
    expect(blochMap(depolarizing(0.3)).axes[0]?.length).toBeCloseTo(0.7, 14);
  });

  it('are the average over Haar-random states of <ψ|U†E(ψ)U|ψ>', () => {
    const draws = stream(10);
    const channel = randomChannel(draws, [3], 2);
    const target = haarUnitary(draws, 3);
    const count = 4000;
    let mean = 0;
    for (let k = 0; k < count; k++) {
      const ket = haarKet(draws, 3);
      mean += fidelity(pureState(multiply(target, ket)), applyChannel(channel, pureState(ket))) / count;
    }
    expect(Math.abs(mean - averageGateFidelity(channel, target))).toBeLessThan(0.01);
    expect(averageGateFidelity(unitaryChannel([3], target), target)).toBeCloseTo(1, 13);
    expect(unitarity(unitaryChannel([3], target))).toBeCloseTo(1, 13);
  });

  it('give the Bloch ellipsoid of amplitude damping and of a rotation', () => {
    const { centre, axes, matrix } = blochMap(amplitudeDamping(0.36));
    expect(centre[2]).toBeCloseTo(0.36, 14);
    expect(axes.map(({ length }) => length)).toEqual([
      expect.closeTo(0.8, 12),
      expect.closeTo(0.8, 12),
      expect.closeTo(0.64, 12),
    ]);
    expect(Math.abs(axes[2]?.direction[2] as number)).toBeCloseTo(1, 12);
    expect(matrix[0]?.[0]).toBeCloseTo(0.8, 14);
    // exp(−iθZ/2) turns x towards y.
    const turn = blochMap(unitaryChannel([2], expm(scale(pauliOperator('Z'), [0, -0.3]))));
    expect(turn.matrix[1]?.[0]).toBeCloseTo(Math.sin(0.6), 14);
    expect(turn.matrix[0]?.[1]).toBeCloseTo(-Math.sin(0.6), 14);
    expect(() => blochMap(identityChannel([3]))).toThrow(/one qubit/);
  });

  it('match the Pauli-transfer matrix of any one-qubit channel', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const channel = randomChannel(stream(seed), [2], 2);
        const r = pauliTransferFromSuperoperator(superoperator(channel));
        const { matrix, centre } = blochMap(channel);
        for (let i = 0; i < 3; i++) {
          expect(centre[i]).toBeCloseTo(r.re(i + 1, 0), 13);
          for (let j = 0; j < 3; j++) expect(matrix[i]?.[j]).toBeCloseTo(r.re(i + 1, j + 1), 13);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('fixed points', () => {
  it('are left alone by the channel, unique for random ones', () => {
    fc.assert(
      fc.property(fc.constantFrom([2], [3], [2, 2]), seeds, (dims, seed) => {
        const channel = randomChannel(stream(seed), dims, 3);
        const { state, unique } = fixedPoint(channel);
        expect(unique).toBe(true);
        checkDensityMatrix(state, 1e-11);
        expect(maxDifference(applyChannel(channel, state), state)).toBeLessThan(1e-11);
      }),
      { numRuns: 25 },
    );
    expect(maxDifference(fixedPoint(amplitudeDamping(0.1)).state, ComplexMatrix.diagonal([1, 0]))).toBeLessThan(1e-14);
  });

  it('are an average where there are many', () => {
    const dephasing = fixedPoint(pauliChannel(0, 0, 0.2));
    expect(dephasing.unique).toBe(false);
    expect(maxDifference(dephasing.state, maximallyMixed(2))).toBeLessThan(1e-12);
    expect(fixedPoint(identityChannel([2])).unique).toBe(false);
    // Rounding errors of a rotation, which never ends, must not grow with the time that is averaged over.
    const [c, s] = [Math.cos(Math.PI / 8), Math.sin(Math.PI / 8)];
    const rotation = unitaryChannel(
      [2],
      ComplexMatrix.fromRows([
        [c, [0, -s]],
        [[0, -s], c],
      ]),
    );
    expect(fixedPoint(rotation).unique).toBe(false);
    expect(maxDifference(fixedPoint(rotation).state, ComplexMatrix.diagonal([0.5, 0.5]))).toBeLessThan(1e-10);
  });
});

describe('twirl', () => {
  it('over the Paulis leaves a Pauli channel with the same process fidelity', () => {
    fc.assert(
      fc.property(fc.constantFrom([2], [2, 2]), seeds, (dims, seed) => {
        const channel = randomChannel(stream(seed), dims, 2);
        const twirled = twirl(channel);
        const r = pauliTransferFromSuperoperator(superoperator(twirled));
        for (let i = 0; i < r.rows; i++)
          for (let j = 0; j < r.rows; j++) if (i !== j) expect(Math.abs(r.re(i, j))).toBeLessThan(1e-12);
        expect(processFidelity(twirled)).toBeCloseTo(processFidelity(channel), 12);
      }),
      { numRuns: 15 },
    );
  });

  it('over the Clifford group leaves depolarizing noise', () => {
    const h = scale(add(pauliOperator('X'), pauliOperator('Z')), Math.SQRT1_2);
    const s = ComplexMatrix.diagonal([1, [0, 1]]);
    const group: ComplexMatrix[] = [ComplexMatrix.identity(2)];
    for (let k = 0; k < group.length; k++) {
      for (const generator of [h, s]) {
        const next = multiply(generator, group[k] as ComplexMatrix);
        const known = group.some((u) => {
          const overlap = multiply(dagger(u), next);
          return (
            Math.abs(Math.hypot(overlap.re(0, 0) + overlap.re(1, 1), overlap.im(0, 0) + overlap.im(1, 1)) - 2) < 1e-9
          );
        });
        if (!known) group.push(next);
      }
    }
    expect(group).toHaveLength(24);
    const channel = amplitudeDamping(0.4);
    const p = (4 / 3) * (1 - processFidelity(channel));
    expect(channelDifference(twirl(channel, group), depolarizing(p))).toBeLessThan(1e-13);
  });
});

describe('diamond-norm bounds', () => {
  it('meet for Pauli channels at the sum of probability differences', () => {
    const { lower, upper } = diamondBounds(pauliChannel(0.1, 0.05, 0.2), pauliChannel(0.02, 0.1, 0.1));
    expect(lower).toBeCloseTo(0.08 + 0.05 + 0.1 + 0.13, 13);
    expect(upper).toBeCloseTo(lower, 13);
  });

  it('enclose 2 √(1 − cos²θ) for rotations and are ordered for random channels', () => {
    const theta = 0.4;
    const turn = unitaryChannel([2], expm(scale(pauliOperator('Z'), [0, -theta])));
    const exact = 2 * Math.sin(theta);
    const bounds = diamondBounds(turn, identityChannel([2]));
    expect(bounds.lower).toBeLessThanOrEqual(exact + 1e-12);
    expect(bounds.upper).toBeGreaterThanOrEqual(exact - 1e-12);
    fc.assert(
      fc.property(seeds, (seed) => {
        const draws = stream(seed);
        const [a, b] = [randomChannel(draws, [3], 2), randomChannel(draws, [3], 2)];
        const { lower, upper } = diamondBounds(a, b);
        expect(lower).toBeGreaterThan(0);
        expect(upper).toBeGreaterThanOrEqual(lower - 1e-12);
        expect(upper).toBeLessThanOrEqual(2 + 1e-12);
        expect(diamondBounds(a, composeChannels(a)).upper).toBeLessThan(1e-12);
      }),
      { numRuns: 20 },
    );
  });
});
