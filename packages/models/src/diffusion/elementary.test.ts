import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential, logarithm } from './elementary.js';

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 4.5e-16 * Math.abs(b);

describe('elementary functions', { timeout: 120_000 }, () => {
  it('exponential agrees with Math.exp to two units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => near(exponential(x), Math.exp(x))),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (x) => near(exponential(x), Math.exp(x))),
      { numRuns: 5_000 },
    );
    expect(exponential(0)).toBe(1);
  });

  it('logarithm agrees with Math.log to two units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => near(logarithm(x), Math.log(x))),
      { numRuns: 5_000 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 3, noNaN: true }), (x) => near(logarithm(x), Math.log(x))),
      { numRuns: 5_000 },
    );
    expect(logarithm(1)).toBe(0);
  });
});
