import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { PointSet } from '../point-data/index.js';
import { exactTransport } from '../transport/index.js';
import { slicedWasserstein } from './index.js';

const normal = (count: number, dimension: number, seed: number): PointSet => ({
  count,
  dimension,
  values: stream(seed, 'points').fillNormal(new Float64Array(count * dimension)),
});
const moved = (points: PointSet, by: readonly number[]): PointSet => ({
  ...points,
  values: points.values.map((x, k) => x + (by[k % points.dimension] as number)),
});

describe('sliced Wasserstein distance', () => {
  it('of shifted points is the shift over √dimension', () => {
    const flat = normal(50, 2, 1);
    expect(slicedWasserstein(flat, moved(flat, [3, -4]))).toBeCloseTo(5 / Math.SQRT2, 12);
    const deep = normal(50, 5, 1);
    const by = [1, 2, 0, -2, 1];
    const random = stream(2);
    expect(slicedWasserstein(deep, moved(deep, by), { directions: 20_000, random })).toBeCloseTo(
      Math.sqrt(10 / 5),
      1.7,
    );
    expect(slicedWasserstein(flat, flat)).toBe(0);
  });

  it('of equal and unequal counts on a line is exact transport of squared distances', () => {
    for (const [n, m] of [
      [6, 6],
      [4, 6],
      [5, 7],
    ] as const) {
      const [x, y] = [normal(n, 1, 3), normal(m, 1, 4)];
      const costs = Float64Array.from(
        { length: n * m },
        (_, k) => ((x.values[Math.floor(k / m)] as number) - (y.values[k % m] as number)) ** 2,
      );
      expect(slicedWasserstein(x, y) ** 2).toBeCloseTo(exactTransport({ rows: n, columns: m, costs }).cost, 12);
    }
  });

  it('of Gaussians of deviations 1 and 2 is near 1, the distance of their quantiles', () => {
    const wide = normal(5000, 2, 6);
    const twice = { ...wide, values: wide.values.map((v) => 2 * v) };
    expect(Math.abs(slicedWasserstein(normal(5000, 2, 5), twice, { directions: 30 }) - 1)).toBeLessThan(0.06);
  });

  it('says what is missing', () => {
    expect(() => slicedWasserstein(normal(3, 2, 1), normal(3, 3, 1))).toThrow(/of dimension 2 and 3 of 3/);
    expect(() => slicedWasserstein(normal(3, 3, 1), normal(3, 3, 1))).toThrow(/random stream/);
  });
});
