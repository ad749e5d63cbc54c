import { describe, expect, it } from 'vitest';
import { concatenateChains, discreteChain, markovChain } from './chain.js';
import {
  distribution,
  threeLevelChain,
  threeLevelLogits,
  threeLevelPaths,
  threeLevelPrior,
  threeLevelSteps,
} from './example-chains.js';
import { posterior, priorDivergence, priorTerm, reverseProbabilities } from './posterior.js';

const chain = threeLevelChain();

/** Joint probabilities of (x_{t−1}, x_t) given x_0, by enumerating every path. */
function jointByEnumeration(t: number, x0: number): number[][] {
  const joint = [0, 1, 2].map(() => [0, 0, 0]);
  for (const { path, probability } of threeLevelPaths(x0)) joint[path[t - 1]][path[t]] += probability;
  return joint;
}

describe('posterior', () => {
  it('equals the conditional probability of the enumerated chain', () => {
    for (const t of [1, 2, 3]) {
      for (const j of [0, 1, 2]) {
        const joint = jointByEnumeration(t, j);
        for (const i of [0, 1, 2]) {
          const total = joint[0][i] + joint[1][i] + joint[2][i];
          const q = posterior(chain, t, i, j);
          expect(chain.cumulative[t][i * 3 + j]).toBeCloseTo(total, 13);
          for (const k of [0, 1, 2]) expect(Math.abs(q[k] - joint[k][i] / total)).toBeLessThan(1e-12);
        }
      }
    }
  });

  it('is zero where x_t cannot come from x_0', () => {
    const frozen = markovChain([Float64Array.from([1, 0, 0, 1])], Float64Array.from([0.5, 0.5]));
    expect([...posterior(frozen, 1, 1, 0)]).toEqual([0, 0]);
    expect([...posterior(frozen, 1, 0, 0)]).toEqual([1, 0]);
  });
});

describe('reverseProbabilities', () => {
  const predicted = distribution(threeLevelLogits(2, 1));

  it('is proportional to Q_ik Σ_j Q̄_kj p̃_j', () => {
    for (const t of [2, 3]) {
      for (const i of [0, 1, 2]) {
        const p = reverseProbabilities(chain, t, i, predicted);
        // By enumeration: weights of (x_{t−1} = k, x_t = i) with x_0 ~ p̃.
        const joints = [0, 1, 2].map((j) => jointByEnumeration(t, j));
        const weight = [0, 1, 2].map((k) => [0, 1, 2].reduce((sum, j) => sum + predicted[j] * joints[j][k][i], 0));
        const total = weight[0] + weight[1] + weight[2];
        for (const k of [0, 1, 2]) expect(Math.abs(p[k] - weight[k] / total)).toBeLessThan(1e-12);
      }
    }
  });

  it('is not the mixture of posteriors, which divides by Q̄_ij inside the sum', () => {
    let largest = 0;
    for (const i of [0, 1, 2]) {
      const p = reverseProbabilities(chain, 2, i, predicted);
      const mixture = [0, 1, 2].map((k) =>
        [0, 1, 2].reduce((sum, j) => sum + predicted[j] * posterior(chain, 2, i, j)[k], 0),
      );
      for (const k of [0, 1, 2]) largest = Math.max(largest, Math.abs(p[k] - mixture[k]));
    }
    expect(largest).toBeGreaterThan(0.005);
  });

  it('keeps the chance of the last hop at t = 1', () => {
    const q = (k: number): number => threeLevelSteps[0][2 * 3 + k] * predicted[k];
    const p = reverseProbabilities(chain, 1, 2, predicted);
    for (const k of [0, 1, 2]) expect(p[k]).toBeCloseTo(q(k) / (q(0) + q(1) + q(2)), 14);
  });

  it('recovers the data distribution when the prediction is the true one', () => {
    // One pixel: what is known of x_0 besides the pixel's own x_t is the data distribution.
    const data = Float64Array.from([0.15, 0.6, 0.25]);
    let current = Float64Array.from(
      [0, 1, 2].map((i) => [0, 1, 2].reduce((s, j) => s + chain.cumulative[3][i * 3 + j] * data[j], 0)),
    );
    for (const t of [3, 2, 1]) {
      const next = new Float64Array(3);
      for (const i of [0, 1, 2]) {
        const p = reverseProbabilities(chain, t, i, data);
        for (const k of [0, 1, 2]) next[k] += current[i] * p[k];
      }
      current = next;
    }
    for (const j of [0, 1, 2]) expect(Math.abs(current[j] - data[j])).toBeLessThan(1e-12);
  });
});

describe('prior term', () => {
  it('is KL(q(x_T|x_0) || prior), averaged over the pixels', () => {
    const divergence = priorDivergence(chain);
    for (const j of [0, 1, 2]) {
      const last = [0, 0, 0];
      for (const { path, probability } of threeLevelPaths(j)) last[path[3]] += probability;
      const expected = last.reduce((sum, q, i) => sum + q * Math.log(q / threeLevelPrior[i]), 0);
      expect(divergence[j]).toBeCloseTo(expected, 13);
      expect(expected).toBeGreaterThan(1e-3);
    }
    const pixels = Uint8Array.from([0, 2, 2, 1]);
    expect(priorTerm(chain, pixels)).toBeCloseTo((divergence[0] + 2 * divergence[2] + divergence[1]) / 4, 14);
  });

  it('vanishes for a chain that forgets at once', () => {
    const mixed = markovChain([new Float64Array(9).fill(1 / 3)], new Float64Array(3).fill(1 / 3));
    for (const d of priorDivergence(mixed)) expect(d).toBeLessThan(1e-15);
  });
});

describe('chains', () => {
  it('compose by multiplying', () => {
    const first = markovChain(threeLevelSteps.slice(0, 1), threeLevelPrior);
    const rest = markovChain(threeLevelSteps.slice(1), threeLevelPrior);
    const joined = concatenateChains([first, rest]);
    expect(joined.steps).toBe(3);
    joined.cumulative[3].forEach((p, i) => {
      expect(p).toBeCloseTo(chain.cumulative[3][i], 14);
    });
  });

  it('refuse a matrix that is not stochastic, and one of the wrong size', () => {
    expect(() => markovChain([Float64Array.from([0.5, 0, 0.4, 1])], Float64Array.from([0.5, 0.5]))).toThrow(
      /Column 0 of Q̄_1 sums to 0.9/,
    );
    expect(() =>
      discreteChain({
        ...chain,
        oneStep: chain.step,
        stationary: chain.prior,
        markov: true,
        cumulative: [new Float64Array(4)],
      }),
    ).toThrow(/4 cumulative|3 one-step/);
  });

  it('of marginals alone take independent posteriors', () => {
    const coherent = discreteChain({ ...chain, oneStep: [], stationary: chain.prior, markov: false });
    for (const k of [0, 1, 2]) expect(posterior(coherent, 3, 1, 2)[k]).toBeCloseTo(chain.cumulative[2][k * 3 + 2], 14);
    const p = reverseProbabilities(coherent, 3, 0, Float64Array.from([0, 0, 1]));
    for (const k of [0, 1, 2]) expect(p[k]).toBeCloseTo(chain.cumulative[2][k * 3 + 2], 14);
  });
});
