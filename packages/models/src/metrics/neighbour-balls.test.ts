import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { neighbourBalls, shareInside } from './neighbour-balls.js';

describe('nearest-neighbour regions', () => {
  it('have the radii of the k-th neighbour', async () => {
    const line = Float64Array.of(0, 1, 3, 7, 15);
    expect([...(await neighbourBalls(line, 1, 1)).squaredRadii]).toEqual([1, 1, 4, 16, 64]);
    expect([...(await neighbourBalls(line, 1, 2)).squaredRadii]).toEqual([9, 4, 9, 36, 144]);
    expect([...(await neighbourBalls(line, 1, 4)).squaredRadii]).toEqual([225, 196, 144, 64, 225]);
  });

  it('count what lies inside, border included, once', async () => {
    const region = await neighbourBalls(Float64Array.of(0, 1, 10, 12), 1, 1);
    const points = await neighbourBalls(Float64Array.of(-1, 2, 2.5, 8, 14, 15, 0.5, 100), 1, 1);
    expect(await shareInside(points, region)).toBe(5 / 8);
  });

  it('equal the definition over several blocks', async () => {
    const d = 3;
    const [a, b] = [
      stream(1, 'a').fillNormal(new Float64Array(400 * d)),
      stream(1, 'b').fillNormal(new Float64Array(300 * d)),
    ];
    const square = (x: Float64Array, i: number, y: Float64Array, j: number): number => {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += ((x[i * d + c] as number) - (y[j * d + c] as number)) ** 2;
      return sum;
    };
    const radius = (j: number): number =>
      Array.from({ length: 300 }, (_, o) => (o === j ? Infinity : square(b, j, b, o))).sort(
        (p, q) => p - q,
      )[2] as number;
    const radii = Array.from({ length: 300 }, (_, j) => radius(j));
    let inside = 0;
    for (let i = 0; i < 400; i++) if (radii.some((r, j) => square(a, i, b, j) <= r)) inside += 1;
    const regions = await neighbourBalls(b, d, 3);
    regions.squaredRadii.forEach((r, j) => {
      expect(r).toBeCloseTo(radii[j] as number, 12);
    });
    expect(await shareInside(await neighbourBalls(a, d, 3), regions)).toBe(inside / 400);
    expect(inside).toBeGreaterThan(200);
    expect(inside).toBeLessThan(400);
  });

  it('refuse fewer images than neighbours', async () => {
    await expect(neighbourBalls(new Float64Array(3), 1, 3)).rejects.toThrow(/3 images and the neighbour k = 3/);
  });
});
