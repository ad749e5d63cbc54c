import fc from 'fast-check';
import { expect, it } from 'vitest';
import { faberCoefficients, faberTerms } from './faber.js';

it('sums to the exponential at every point of the ellipse', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -20, max: 0, noNaN: true }),
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (center, rho, share, time) => {
        const delta = share * rho;
        fc.pre(time * (center + rho + delta) < 3);
        const ellipse = { center, rho, delta };
        const terms = faberTerms(ellipse, time, 1e-15);
        const a = faberCoefficients(ellipse, time, terms);
        for (let k = 0; k < 12; k++) {
          const [angle, radius] = [k, (k % 4) / 3];
          const re = radius * (rho + delta) * Math.cos(angle);
          const im = radius * (rho - delta) * Math.sin(angle);
          const sum = faberSum(a, re / rho, im / rho, delta / rho);
          const size = Math.exp(time * (center + re));
          expect(Math.abs(sum[0] - size * Math.cos(time * im))).toBeLessThan(1e-12);
          expect(Math.abs(sum[1] - size * Math.sin(time * im))).toBeLessThan(1e-12);
        }
      },
    ),
    { numRuns: 200 },
  );
});

it('is the Chebyshev series of a cosine for a line: coefficients are Bessel functions', () => {
  // J_0(1), 2 J_1(1) … of Abramowitz & Stegun, table 9.1; F_k = 2 T_k (z/2ρ) in modulus, so a_k = J_k.
  const a = faberCoefficients({ center: 0, rho: 0.5, delta: -0.5 }, 1, 6);
  [0.7651976865579666, 0.4400505857449335, 0.1149034849319005, 0.0195633539826684].forEach((j, k) => {
    expect(a[k]).toBeCloseTo(j, 14);
  });
});

/** Σ a_k F_k at x = (z − s)/ρ. */
function faberSum(a: Float64Array, re: number, im: number, ratio: number): [number, number] {
  let before: [number, number] = [1, 0];
  let here: [number, number] = [re, im];
  const sum: [number, number] = [a[0] + (a[1] ?? 0) * re, (a[1] ?? 0) * im];
  for (let k = 2; k < a.length; k++) {
    const c = k === 2 ? 2 * ratio : ratio;
    const next: [number, number] = [
      re * here[0] - im * here[1] - c * before[0],
      re * here[1] + im * here[0] - c * before[1],
    ];
    sum[0] += a[k] * next[0];
    sum[1] += a[k] * next[1];
    before = here;
    here = next;
  }
  return sum;
}
