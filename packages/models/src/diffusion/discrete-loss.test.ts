import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discreteChain } from './chain.js';
import { discreteLoss, lossTables } from './discrete-loss.js';
import {
  distribution,
  ringChain,
  threeLevelChain,
  threeLevelLogits,
  threeLevelPaths,
  threeLevelPrior,
} from './example-chains.js';
import { posterior, priorDivergence, reverseProbabilities } from './posterior.js';

const chain = threeLevelChain();
const tables = lossTables(chain);

const predictedBy = (t: number, xt: number) => distribution(threeLevelLogits(t, xt));

/** The loss of one pixel, through the fused function. */
function onePixel(x0: number, xt: number, t: number) {
  // float32 logits: compare against the distribution of the rounded ones.
  const logits = Float32Array.from(threeLevelLogits(t, xt));
  return {
    ...discreteLoss(tables, logits, Uint8Array.of(x0), Uint8Array.of(xt), Int32Array.of(t), 0.01),
    predicted: distribution(Float64Array.from(logits)),
  };
}

describe('discreteLoss', () => {
  it('is the divergence of posterior and reverse step, and −log p at t = 1, per pixel', () => {
    for (const x0 of [0, 1, 2]) {
      for (const xt of [0, 1, 2]) {
        for (const t of [1, 2, 3]) {
          const { bound, crossEntropy, predicted } = onePixel(x0, xt, t);
          const q = posterior(chain, t, xt, x0);
          const p = reverseProbabilities(chain, t, xt, predicted);
          const expected = t === 1 ? -Math.log(p[x0]) : q.reduce((sum, qk, k) => sum + qk * Math.log(qk / p[k]), 0);
          expect(Math.abs(bound[0] - expected)).toBeLessThan(1e-12);
          expect(Math.abs(crossEntropy[0] + Math.log(predicted[x0]))).toBeLessThan(1e-12);
        }
      }
    }
  });

  it('sums, with the prior term, to the evidence bound of the enumerated joint distribution', () => {
    for (const x0 of [0, 1, 2]) {
      let direct = 0;
      for (const { path, probability } of threeLevelPaths(x0)) {
        let log = Math.log(probability) - Math.log(threeLevelPrior[path[3]]);
        for (const t of [3, 2, 1]) {
          const predicted = distribution(Float64Array.from(Float32Array.from(threeLevelLogits(t, path[t]))));
          log -= Math.log(reverseProbabilities(chain, t, path[t], predicted)[path[t - 1]]);
        }
        direct += probability * log;
      }
      let parts = priorDivergence(chain)[x0];
      for (const t of [1, 2, 3]) {
        for (const xt of [0, 1, 2]) parts += chain.cumulative[t][xt * 3 + x0] * onePixel(x0, xt, t).bound[0];
      }
      expect(Math.abs(parts - direct)).toBeLessThan(1e-12);
      // And it bounds the true −log p(x_0).
      let evidence = 0;
      for (const a of [0, 1, 2])
        for (const b of [0, 1, 2])
          for (const c of [0, 1, 2])
            evidence +=
              threeLevelPrior[c] *
              reverseProbabilities(chain, 3, c, predictedBy(3, c))[b] *
              reverseProbabilities(chain, 2, b, predictedBy(2, b))[a] *
              reverseProbabilities(chain, 1, a, predictedBy(1, a))[x0];
      expect(direct).toBeGreaterThan(-Math.log(evidence));
    }
  });

  it('has the gradient of finite differences', () => {
    const random = fc.sample(fc.double({ min: -4, max: 4, noNaN: true }), { numRuns: 4 * 5 * 8, seed: 3 });
    const ring = lossTables(ringChain(8, 6, 0.4));
    const logits = Float32Array.from(random);
    const x0 = Uint8Array.from({ length: 20 }, (_, i) => (i * 3) % 8);
    // A ring step moves at most one level, so keep x_t within reach: even t and t = 1 from near x_0.
    const t = Int32Array.of(1, 2, 5, 6);
    const xt = x0.map((level, i) => (level + (i % 2)) % 8);
    const gradient = new Float32Array(logits.length);
    const total = (values: Float32Array): number => {
      const { bound, crossEntropy } = discreteLoss(ring, values, x0, xt, t, 0.3);
      return bound.reduce((sum, b, i) => sum + b + 0.3 * crossEntropy[i], 0) / 4;
    };
    discreteLoss(ring, logits, x0, xt, t, 0.3, gradient);
    for (let i = 0; i < logits.length; i++) {
      const up = Float32Array.from(logits);
      const down = Float32Array.from(logits);
      up[i] += 1e-2;
      down[i] -= 1e-2;
      const numeric = (total(up) - total(down)) / (up[i] - down[i]);
      expect(Math.abs(gradient[i] - numeric)).toBeLessThan(2e-6);
    }
  });

  it('has a gradient that sums to zero over the levels, and is zero at the exact answer of t = 1', () => {
    const logits = Float32Array.from([40, 0, 0]);
    const gradient = new Float32Array(3);
    const { bound } = discreteLoss(tables, logits, Uint8Array.of(0), Uint8Array.of(1), Int32Array.of(1), 1, gradient);
    expect(bound[0]).toBeLessThan(1e-15);
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-15);
  });

  it('stays finite for logits a thousand apart', () => {
    const gradient = new Float32Array(3);
    for (const t of [1, 2, 3]) {
      const { bound } = discreteLoss(
        tables,
        Float32Array.from([1000, -1000, 0]),
        Uint8Array.of(1),
        Uint8Array.of(1),
        Int32Array.of(t),
        0.1,
        gradient,
      );
      expect(Number.isFinite(bound[0])).toBe(true);
      expect(gradient.every(Number.isFinite)).toBe(true);
    }
  });

  it('is infinite for a pair that the chain cannot produce', () => {
    const ring = lossTables(ringChain(8, 3, 0.5));
    const { bound } = discreteLoss(ring, new Float32Array(8), Uint8Array.of(0), Uint8Array.of(4), Int32Array.of(3), 0);
    expect(bound[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes independent posteriors of a coherent process', () => {
    const coherent = discreteChain({ ...chain, oneStep: [], stationary: chain.prior, markov: false });
    const logits = Float32Array.from([0.3, -0.2, 1.1]);
    const predicted = distribution(Float64Array.from(logits));
    const { bound } = discreteLoss(
      lossTables(coherent),
      logits,
      Uint8Array.of(2),
      Uint8Array.of(0),
      Int32Array.of(3),
      0,
    );
    const p = reverseProbabilities(coherent, 3, 0, predicted);
    const expected = [0, 1, 2].reduce(
      (s, k) => s + chain.cumulative[2][k * 3 + 2] * Math.log(chain.cumulative[2][k * 3 + 2] / p[k]),
      0,
    );
    expect(bound[0]).toBeCloseTo(expected, 13);
  });

  it('refuses wrong sizes and levels', () => {
    const call = (logits: number, x0: number, t: number) =>
      discreteLoss(tables, new Float32Array(logits), Uint8Array.of(x0), Uint8Array.of(0), Int32Array.of(t), 0);
    expect(() => call(4, 0, 1)).toThrow(/4 logits/);
    expect(() => call(3, 3, 1)).toThrow(/level 3/);
    expect(() => call(3, 0, 4)).toThrow(/time of 4/);
  });
});
