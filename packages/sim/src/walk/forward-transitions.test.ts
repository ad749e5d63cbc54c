import { type ChannelForwardSpec, type ChannelProgram, cycle, path, stochasticWalk } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forwardTransitions } from './forward-transitions.js';
import { mixing } from './mixing.js';
import {
  largestDifference,
  mutualInformation,
  secondEigenvalue,
  stationaryDistribution,
  transitionPower,
} from './stochastic-matrix.js';
import { transitionMatrix } from './transition-matrix.js';

function step(omega: number, time: number, n = 8): ChannelProgram {
  return { kind: 'evolve', dims: [n], generator: stochasticWalk(cycle(n), omega), time };
}

function forward(channels: ChannelProgram[], steps: number, more: Partial<ChannelForwardSpec> = {}) {
  return forwardTransitions({ kind: 'channel', name: 'Walk', steps, channels, mode: 'measured', ...more });
}

const omegas = [0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1];
/** PAPERS 3.1.3: second eigenvalue and steps until the total-variation distance to uniform is below 0.01. */
const mixingTable: [time: number, second: number[], steps: number[]][] = [
  [0.05, [0.9985, 0.9974, 0.9961, 0.9949, 0.9923, 0.9897, 0.9869, 0.9855], [2799, 1548, 1062, 803, 534, 395, 311, 280]],
  [0.1, [0.9942, 0.9924, 0.9905, 0.9884, 0.984, 0.9792, 0.9739, 0.9711], [699, 535, 428, 353, 255, 196, 156, 140]],
  [0.2, [0.9767, 0.9755, 0.9737, 0.9715, 0.9656, 0.9579, 0.9484, 0.9431], [174, 166, 154, 142, 118, 96, 78, 70]],
  [0.5, [0.8588, 0.8733, 0.8843, 0.8919, 0.8976, 0.8916, 0.8754, 0.8638], [27, 31, 34, 36, 38, 36, 31, 28]],
  [1.0, [0.4946, 0.5712, 0.6354, 0.6872, 0.7548, 0.7784, 0.7646, 0.7461], [6, 8, 10, 11, 15, 17, 16, 14]],
  [2.0, [0.6187, 0.4522, 0.255, 0.2151, 0.44, 0.565, 0.5809, 0.5567], [9, 5, 3, 3, 5, 8, 8, 7]],
];

describe('mixing', () => {
  it.each(mixingTable)('has the published eigenvalues and step counts at time %f', (time, second, steps) => {
    omegas.forEach((omega, k) => {
      const result = mixing(transitionMatrix(step(omega, time)));
      expect(Math.abs(result.secondEigenvalue - (second[k] as number))).toBeLessThan(5.1e-5);
      expect(result.steps).toBe(steps[k]);
      for (const p of result.stationary) expect(p).toBeCloseTo(1 / 8, 14);
    });
  });

  it('knows chains that never mix, alternate, or favour a level', () => {
    expect(mixing(Float64Array.of(1, 0, 0, 1)).steps).toBeUndefined();
    expect(mixing(Float64Array.of(0, 1, 1, 0)).steps).toBeUndefined();
    expect([...stationaryDistribution(Float64Array.of(0, 1, 1, 0))]).toEqual([0.5, 0.5]);
    // Out of level 0 with 0.3, out of level 1 with 0.1: stationary (1/4, 3/4), second eigenvalue 0.6.
    const q = Float64Array.of(0.7, 0.1, 0.3, 0.9);
    expect(stationaryDistribution(q)[0]).toBeCloseTo(0.25, 14);
    expect(secondEigenvalue(q)).toBeCloseTo(0.6, 14);
    expect(mixing(q).steps).toBe(Math.ceil(Math.log(0.01 / 0.75) / Math.log(0.6)));
  });
});

describe('forwardTransitions', () => {
  it('distinguishes reset from no reset (time 0.5, 10 steps, omega 0)', () => {
    const measured = forward([step(0, 0.5)], 10);
    const coherent = forward([step(0, 0.5)], 10, { mode: 'coherent' });
    expect(measured.cumulative[10]?.[0]).toBeCloseTo(0.18, 3);
    expect(measured.cumulative[10]?.[8]).toBeCloseTo(0.164, 3);
    expect(coherent.cumulative[10]?.[0]).toBeCloseTo(0.154, 3);
    expect(coherent.cumulative[10]?.[8]).toBeCloseTo(0.013, 3);
    expect(measured.markov).toBe(true);
    expect(coherent.markov).toBe(false);
    expect(coherent.oneStep).toEqual([]);
  });

  it('gives the same law for both modes at omega 1, and says that it is Markov', () => {
    const [measured, coherent] = [forward([step(1, 0.5)], 6), forward([step(1, 0.5)], 6, { mode: 'coherent' })];
    expect(coherent.markov).toBe(true);
    expect(coherent.oneStep).toHaveLength(6);
    measured.cumulative.forEach((q, t) => {
      expect(largestDifference(q, coherent.cumulative[t] as Float64Array)).toBeLessThan(1e-13);
    });
  });

  it('multiplies the channels of a schedule in their order', () => {
    const path3: ChannelProgram = { kind: 'evolve', dims: [3], generator: stochasticWalk(path(3), 1), time: 0.4 };
    const raise: ChannelProgram = {
      kind: 'kraus',
      dims: [3],
      operators: [
        {
          rows: 3,
          columns: 3,
          entries: [
            [1, 0, 1, 0],
            [2, 1, 1, 0],
            [0, 2, 1, 0],
          ],
        },
      ],
    };
    const { cumulative, oneStep } = forward([raise, path3], 2);
    expect(cumulative[1]).toEqual(Float64Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0));
    // From level 0: raised to 1, then spread from the middle of the path.
    const spread = oneStep[1] as Float64Array;
    for (let i = 0; i < 3; i++) expect(cumulative[2]?.[i * 3]).toBeCloseTo(spread[i * 3 + 1] as number, 15);
    expect(forward([path3], 200).stationary[1]).toBeCloseTo(0.5, 12);
  });

  it('loses information at every measured step, from log2 of the levels', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        (omega, time) => {
          const { information, distance, cumulative } = forward([step(omega, time)], 12);
          expect(information[0]).toBeCloseTo(3, 14);
          for (let t = 1; t <= 12; t++) {
            expect(information[t]).toBeLessThanOrEqual((information[t - 1] as number) + 1e-13);
            expect(distance[t]).toBeLessThanOrEqual((distance[t - 1] as number) + 1e-13);
            const q = cumulative[t] as Float64Array;
            for (let j = 0; j < 8; j++) {
              let sum = 0;
              for (let i = 0; i < 8; i++) sum += q[i * 8 + j] as number;
              expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('refuses steps and channels that do not fit', () => {
    expect(() => forward([step(1, 1)], 0)).toThrow(/0 steps/);
    expect(() => forward([step(1, 1), step(1, 1)], 3)).toThrow(/2 channels for 3 steps/);
    expect(() => forward([step(1, 1), step(1, 1, 4)], 2)).toThrow(/different systems/);
  });
});

describe('matched noise', () => {
  const reference = step(1, 0.5);
  const gap = secondEigenvalue(transitionMatrix(reference));

  it.each(omegas)('gives every omega (%f) the spectral gap of the reference', (omega) => {
    const { oneStep, matchedTime, timeScale } = forward([step(omega, 0.5)], 20, { match: { reference, by: 'gap' } });
    expect(secondEigenvalue(oneStep[0] as Float64Array)).toBeCloseTo(gap, 10);
    expect(matchedTime).toBeCloseTo(0.5 * (timeScale as number), 14);
    if (omega === 1) expect(matchedTime).toBeCloseTo(0.5, 9);
  });

  it('recovers the time of the coherent walk when it is its own reference', () => {
    const target = transitionMatrix(step(0, 0.5));
    const { matchedTime } = forward([step(0, 2)], 5, { match: { reference: step(0, 0.5), by: 'gap' } });
    expect(matchedTime).toBeCloseTo(0.5, 8);
    expect(secondEigenvalue(target)).toBeCloseTo(0.8588, 4);
  });

  it.each([0, 0.3, 1])('gives omega %f the final information of the reference', (omega) => {
    const { cumulative } = forward([step(omega, 0.3)], 20, { match: { reference, by: 'information' } });
    const expected = mutualInformation(transitionPower(transitionMatrix(reference), 20));
    expect(mutualInformation(cumulative[20] as Float64Array)).toBeCloseTo(expected, 9);
  });

  it('says when no time is noisy enough, when nothing evolves, and when the reference adds no noise', () => {
    const noisy = step(1, 40);
    expect(() => forward([step(0, 0.5)], 20, { match: { reference: noisy, by: 'gap' } })).toThrow(/Zeno/);
    const still: ChannelProgram = {
      kind: 'kraus',
      dims: [8],
      operators: [{ rows: 8, columns: 8, entries: Array.from({ length: 8 }, (_, i) => [i, i, 1, 0] as const) }],
    };
    expect(() => forward([still], 5, { match: { reference, by: 'gap' } })).toThrow(/no evolution in time/);
    expect(() => forward([step(0, 1)], 5, { match: { reference: still, by: 'information' } })).toThrow(/adds no noise/);
    expect(() => forward([step(0, 1)], 5, { match: { reference: step(1, 1, 4), by: 'gap' } })).toThrow(/4 levels/);
  });
});
