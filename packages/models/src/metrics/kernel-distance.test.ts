import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { DIMENSION, rows, X, Y } from './example-features.js';
import { kernelDistance, kernelSet, subsetDistances } from './kernel-distance.js';

async function distance(a: Float64Array, b: Float64Array, d: number) {
  return kernelDistance(await kernelSet(a, d), await kernelSet(b, d));
}

/** The definition, pair by pair. */
function direct(x: Float64Array, y: Float64Array, d: number): number {
  const k = (a: Float64Array, i: number, b: Float64Array, j: number): number => {
    let dot = 0;
    for (let c = 0; c < d; c++) dot += (a[i * d + c] as number) * (b[j * d + c] as number);
    return (dot / d + 1) ** 3;
  };
  const mean = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    let pairs = 0;
    for (let i = 0; i < a.length / d; i++) {
      for (let j = 0; j < b.length / d; j++) {
        if (a === b && i === j) continue;
        sum += k(a, i, b, j);
        pairs += 1;
      }
    }
    return sum / pairs;
  };
  return mean(x, x) + mean(y, y) - 2 * mean(x, y);
}

describe('kernel distance', () => {
  it('agrees with numpy, value and jackknife error', async () => {
    const { value, standardError, counts } = await distance(X, Y, DIMENSION);
    expect(value).toBeCloseTo(0.23084708339670446, 12);
    expect(standardError).toBeCloseTo(0.1446628866847244, 12);
    expect(counts).toEqual([40, 55]);
    expect((await distance(Y, X, DIMENSION)).value).toBeCloseTo(0.23084708339670446, 12);
  });

  it('equals its definition for more images than one block', async () => {
    const d = 5;
    const x = stream(1, 'x').fillNormal(new Float64Array(519 * d));
    const y = stream(1, 'y').fillNormal(new Float64Array(301 * d));
    expect((await distance(x, y, d)).value).toBeCloseTo(direct(x, y, d), 12);
  });

  it('is unbiased: its mean over many draws from one distribution is zero within its error, and it goes below zero', async () => {
    const d = 4;
    const draws = 400;
    const values: number[] = [];
    for (let i = 0; i < draws; i++) {
      const x = stream(7, 'x', i).fillNormal(new Float64Array(12 * d));
      const y = stream(7, 'y', i).fillNormal(new Float64Array(15 * d));
      values.push((await distance(x, y, d)).value);
    }
    const mean = values.reduce((t, v) => t + v, 0) / draws;
    const error = Math.sqrt(values.reduce((t, v) => t + (v - mean) ** 2, 0) / (draws * (draws - 1)));
    expect(Math.abs(mean)).toBeLessThan(3 * error);
    // With the diagonal left in, the estimate would be off by about this much: far outside.
    expect(error).toBeLessThan(0.1);
    expect(values.filter((v) => v < 0).length).toBeGreaterThan(draws / 4);
  });

  it('has a jackknife error near the true spread of the estimate', async () => {
    const d = 3;
    const draws = 200;
    const values: number[] = [];
    let claimed = 0;
    for (let i = 0; i < draws; i++) {
      const x = stream(8, 'x', i).fillNormal(new Float64Array(40 * d));
      const y = stream(8, 'y', i)
        .fillNormal(new Float64Array(60 * d))
        .map((v) => 0.8 + v);
      const result = await distance(x, y, d);
      values.push(result.value);
      claimed += result.standardError / draws;
    }
    const mean = values.reduce((t, v) => t + v, 0) / draws;
    const deviation = Math.sqrt(values.reduce((t, v) => t + (v - mean) ** 2, 0) / (draws - 1));
    expect(claimed / deviation).toBeGreaterThan(0.8);
    expect(claimed / deviation).toBeLessThan(1.25);
  });

  it('does not depend on the order of the images', async () => {
    const order = stream(3, 'order').permutation(40);
    const shuffled = await distance(rows(X, DIMENSION, order), Y, DIMENSION);
    expect(shuffled.value).toBeCloseTo(0.23084708339670446, 12);
  });

  it('gives the same subsets for the same seed, and a spread around the full value', async () => {
    const [x, y] = [await kernelSet(X, DIMENSION), await kernelSet(Y, DIMENSION)];
    const run = (seed: number) => subsetDistances(x, y, { subsets: 60, subsetSize: 20, random: stream(seed, 'kid') });
    const first = await run(1);
    expect(first).toEqual(await run(1));
    expect(first.values).not.toEqual((await run(2)).values);
    expect(Math.abs(first.mean - 0.2308)).toBeLessThan((4 * first.deviation) / Math.sqrt(60));
    const whole = await subsetDistances(x, y, { subsets: 2, subsetSize: 40, random: stream(1, 'kid') });
    expect(whole.values).toHaveLength(2);
  });

  it('refuses subsets that are too small or too large, and stops when asked', async () => {
    const [x, y] = [await kernelSet(X, DIMENSION), await kernelSet(Y, DIMENSION)];
    const random = stream(1, 'kid');
    await expect(subsetDistances(x, y, { subsets: 1, subsetSize: 41, random })).rejects.toThrow(/from 3 to 40/);
    await expect(kernelSet(X.slice(0, 12), DIMENSION)).rejects.toThrow(/at least 3/);
    await expect(kernelSet(X, DIMENSION, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
      'stopped',
    );
  });
});
