import { stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../engine/index.js';
import { nearestFeatures, nearestImages } from './nearest.js';

beforeAll(async () => {
  await startEngine();
});

/** The definition, pair by pair. */
function direct(a: ArrayLike<number>, b: ArrayLike<number>, d: number, scale: number) {
  const found: { distance: number; index: number }[] = [];
  for (let i = 0; i < a.length / d; i++) {
    let best = { distance: Infinity, index: -1 };
    for (let j = 0; j < b.length / d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += ((a[i * d + k] as number) - (b[j * d + k] as number)) ** 2;
      if (Math.sqrt(sum) / scale < best.distance) best = { distance: Math.sqrt(sum) / scale, index: j };
    }
    found.push(best);
  }
  return found;
}

describe('nearest neighbours', () => {
  it.each([
    [16, 16, 1, 'one block of columns'],
    [20, 20, 3, 'two blocks of columns'],
  ])('of %i × %i × %i images are exact to the last bit: %s', async (h, w, c) => {
    const shape = [h, w, c] as const;
    const batch = (name: string, count: number) => ({
      count,
      shape,
      // Extremes only: the largest sums there can be.
      pixels: stream(1, name)
        .fillInteger(new Uint8Array(count * h * w * c), 2)
        .map((v) => 255 * v),
    });
    const [queries, candidates] = [batch('q', 300), batch('c', 120)];
    candidates.pixels.set(queries.pixels.subarray(0, h * w * c), 70 * h * w * c);
    const found = await nearestImages(queries, candidates);
    const expected = direct(queries.pixels, candidates.pixels, h * w * c, 255);
    expect([...found.distances]).toEqual(expected.map((e) => e.distance));
    expect([...found.indices]).toEqual(expected.map((e) => e.index));
    expect([found.distances[0], found.indices[0]]).toEqual([0, 70]);
  });

  it('of feature vectors agree with the definition', async () => {
    const d = 7;
    const a = stream(2, 'a').fillNormal(new Float64Array(301 * d));
    const b = stream(2, 'b').fillNormal(new Float64Array(530 * d));
    const found = await nearestFeatures(a, b, d);
    const expected = direct(a, b, d, 1);
    expect([...found.indices]).toEqual(expected.map((e) => e.index));
    expected.forEach((e, i) => {
      expect(found.distances[i]).toBeCloseTo(e.distance, 10);
    });
  });
});
