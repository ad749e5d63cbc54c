import { stream } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIMENSION, rows, X, Y } from './example-features.js';
import { FrechetReference, frechetDistance, frechetDistanceOfFeatures } from './frechet-distance.js';
import { type Moments, moments } from './moments.js';

function gaussian(mean: number[], variances: number[]): Moments {
  const d = mean.length;
  const covariance = new Float64Array(d * d);
  variances.forEach((v, k) => {
    covariance[k * d + k] = v;
  });
  return { count: 1000, dimension: d, mean: Float64Array.from(mean), covariance };
}

/** R diag(v) Rᵀ for the rotation by `angle` of two axes. */
function turned(angle: number, v0: number, v1: number): Moments {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const covariance = Float64Array.of(
    c * c * v0 + s * s * v1,
    c * s * (v0 - v1),
    c * s * (v0 - v1),
    s * s * v0 + c * c * v1,
  );
  return { count: 1000, dimension: 2, mean: new Float64Array(2), covariance };
}

describe('Fréchet distance', () => {
  it('is Σ (Δμ² + (σ₁ − σ₂)²) for independent Gaussians', () => {
    const axis = fc.tuple(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 4, noNaN: true }),
      fc.double({ min: 0, max: 4, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 6 }), (axes) => {
        const a = gaussian(
          axes.map((x) => x[0]),
          axes.map((x) => x[2] ** 2),
        );
        const b = gaussian(
          axes.map((x) => x[1]),
          axes.map((x) => x[3] ** 2),
        );
        const expected = axes.reduce((t, [m1, m2, s1, s2]) => t + (m1 - m2) ** 2 + (s1 - s2) ** 2, 0);
        expect(frechetDistance(a, b)).toBeCloseTo(expected, 6);
      }),
    );
  });

  it('has the closed form of two dimensions, tr √(AB) = √(tr AB + 2 √det AB)', () => {
    const a = turned(0.4, 3, 0.5);
    const b = turned(1.5, 2, 0.7);
    let trace = 0;
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 2; j++) trace += (a.covariance[i * 2 + j] as number) * (b.covariance[j * 2 + i] as number);
    }
    const expected = 3.5 + 2.7 - 2 * Math.sqrt(trace + 2 * Math.sqrt(3 * 0.5 * 2 * 0.7));
    expect(frechetDistance(a, b)).toBeCloseTo(expected, 12);
  });

  it('agrees with scipy on correlated features', () => {
    expect(frechetDistanceOfFeatures(X, Y, DIMENSION)).toBeCloseTo(0.945772431556577, 11);
    expect(frechetDistanceOfFeatures(Y, X, DIMENSION)).toBeCloseTo(0.945772431556577, 11);
    expect(frechetDistanceOfFeatures(X, X, DIMENSION)).toBeCloseTo(0, 11);
  });

  it('does not depend on the order of the images', () => {
    const random = stream(3, 'order');
    const shuffled = rows(X, DIMENSION, random.permutation(40));
    expect(frechetDistanceOfFeatures(shuffled, Y, DIMENSION)).toBeCloseTo(
      frechetDistanceOfFeatures(X, Y, DIMENSION),
      12,
    );
  });

  it('scales with the square of the features', () => {
    const twice = (v: Float64Array): Float64Array => v.map((x) => 2 * x);
    expect(frechetDistanceOfFeatures(twice(X), twice(Y), DIMENSION)).toBeCloseTo(4 * 0.945772431556577, 10);
  });

  it('refuses a covariance without full rank, unless told otherwise', () => {
    const few = X.slice(0, 4 * DIMENSION);
    expect(() => frechetDistanceOfFeatures(few, X, DIMENSION)).toThrow(/4 images against 6 features/);
    expect(() => frechetDistanceOfFeatures(X, X.slice(0, 6 * DIMENSION), DIMENSION)).toThrow(/6 images/);
    expect(() => frechetDistanceOfFeatures(X, X.slice(0, 7 * DIMENSION), DIMENSION)).not.toThrow();
    const value = frechetDistanceOfFeatures(few, X, DIMENSION, { allowDeficient: true });
    expect(value).toBeCloseTo(2.2932963374379174, 6);
  });

  it('falls with the number of images for equal distributions: the bias that the floor shows', () => {
    const d = 8;
    const draw = (name: string, n: number): Float64Array => stream(1, name).fillNormal(new Float64Array(n * d));
    const reference = new FrechetReference(moments(draw('reference', 20_000), d));
    const at = (n: number): number => reference.distanceTo(moments(draw(`n${n}`, n), d));
    const [small, middle, large] = [at(50), at(400), at(3200)] as const;
    expect(small).toBeGreaterThan(2 * middle);
    expect(middle).toBeGreaterThan(2 * large);
    expect(large).toBeLessThan(0.02);
  });

  it('refuses features that are not numbers, and different dimensions', () => {
    expect(() => moments(Float64Array.of(1, NaN, 2, 3), 2)).toThrow(/feature 1 is not finite/);
    expect(() => frechetDistance(moments(X, DIMENSION), moments(Y, 5))).toThrow(/dimension 6 and 5/);
  });
});
