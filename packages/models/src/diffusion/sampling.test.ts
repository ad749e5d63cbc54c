import { describe, expect, it } from 'vitest';
import { lossTables } from './discrete-loss.js';
import { distribution, ringChain, threeLevelChain } from './example-chains.js';
import { drawNoisy, drawPrior, drawStep, forwardTable } from './forward-sampling.js';
import { reverseProbabilities } from './posterior.js';
import { reverseStep } from './reverse-sampling.js';

const chain = threeLevelChain();
const count = 60_000;

/** Equidistant points: frequencies then equal probabilities to 1/count, with no chance in the test. */
const grid = Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count);

/** Weyl sequence with the golden ratio's powers: low-discrepancy points for the product of `n` dimensions. */
function weyl(n: number): Float64Array {
  // Root of x^{n+1} = x + 1.
  let root = 1.5;
  for (let i = 0; i < 60; i++) root = (1 + root) ** (1 / (n + 1));
  return Float64Array.from({ length: count * n }, (_, i) => (0.5 + Math.floor(i / n) * root ** -((i % n) + 1)) % 1);
}

function frequencies(levels: Uint8Array, n: number): number[] {
  const counts = new Array<number>(n).fill(0);
  for (const level of levels) counts[level] += 1 / levels.length;
  return counts;
}

describe('forward sampling', () => {
  it('has the marginals of the chain', () => {
    const table = forwardTable(chain);
    for (const t of [1, 2, 3]) {
      for (const j of [0, 1, 2]) {
        const xt = new Uint8Array(count);
        drawNoisy(table, new Uint8Array(count).fill(j), t, grid, xt);
        frequencies(xt, 3).forEach((f, i) => {
          expect(Math.abs(f - chain.cumulative[t][i * 3 + j])).toBeLessThan(1e-4);
        });
      }
    }
  });

  it('copies at t = 0 and never draws an impossible level', () => {
    const ring = ringChain(8, 2, 0.5);
    const table = forwardTable(ring);
    const x0 = Uint8Array.of(7, 3);
    const xt = new Uint8Array(2);
    drawNoisy(table, x0, 0, Float64Array.of(0.9, 0.1), xt);
    expect([...xt]).toEqual([7, 3]);
    const draws = new Uint8Array(3);
    drawNoisy(table, Uint8Array.of(0, 0, 0), 1, Float64Array.of(0, 0.999999999999999, 0.6), draws);
    for (const level of draws) expect([7, 0, 1]).toContain(level);
  });

  it('draws single steps and the prior', () => {
    const next = new Uint8Array(count);
    drawStep(chain, 2, new Uint8Array(count).fill(1), grid, next);
    frequencies(next, 3).forEach((f, i) => {
      expect(Math.abs(f - chain.step[1][i * 3 + 1])).toBeLessThan(1e-4);
    });
    drawPrior(chain, grid, next);
    frequencies(next, 3).forEach((f, i) => {
      expect(Math.abs(f - chain.prior[i])).toBeLessThan(1e-4);
    });
  });
});

describe('reverse sampling', () => {
  it('draws from the reverse step', () => {
    const logits = Float32Array.from({ length: count * 3 }, (_, i) => [0.2, -1, 0.7][i % 3]);
    const predicted = distribution(Float64Array.from(logits.slice(0, 3)));
    for (const t of [2, 3]) {
      const xt = new Uint8Array(count).fill(1);
      reverseStep(lossTables(chain), t, xt, logits, weyl(3));
      const expected = reverseProbabilities(chain, t, 1, predicted);
      frequencies(xt, 3).forEach((f, k) => {
        expect(Math.abs(f - expected[k])).toBeLessThan(2e-3);
      });
    }
  });

  it('takes the most probable level at the last step, whatever the noise', () => {
    const xt = Uint8Array.of(0, 0);
    reverseStep(
      lossTables(chain),
      1,
      xt,
      Float32Array.of(0.1, 3, 0.2, 5, 4, 4.9),
      Float64Array.of(0.9, 0.01, 0.9, 0.01, 0.9, 0.9),
    );
    expect([...xt]).toEqual([1, 0]);
  });
});
