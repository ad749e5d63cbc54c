import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DatasetSpec, type OptionValue, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import {
  circles,
  drawPoints,
  gaussians,
  line,
  loadPoints,
  moons,
  type PointLaw,
  parsePoints,
  ring,
  swissRoll,
} from './index.js';

const spec = (component: string, options: Record<string, OptionValue> = {}): DatasetSpec => ({
  name: 'Data',
  source: { component, options },
});

const MANY = 40_000;

function moments(law: PointLaw) {
  const points = drawPoints(law, MANY, stream(1, 'moments'));
  const mean = (f: (x: number, y: number) => number): number => {
    let sum = 0;
    for (let n = 0; n < MANY; n++) sum += f(points[2 * n] as number, points[2 * n + 1] as number);
    return sum / MANY;
  };
  return { points, mean };
}

const text = (content: string) => new TextEncoder().encode(content);

describe('shapes', () => {
  it('line: uniform between its ends', () => {
    const { points, mean } = moments(line([-1, 0], [1, 4]));
    for (let n = 0; n < 100; n++) expect(points[2 * n + 1]).toBeCloseTo(2 * ((points[2 * n] as number) + 1), 12);
    expect(mean((x) => x)).toBeCloseTo(0, 1.6);
    expect(mean((x) => x * x)).toBeCloseTo(1 / 3, 1.8);
  });

  it('moons: each on its half circle, mean ±(−1/2, 2/π − 1/4)', () => {
    const { points, mean } = moments(moons());
    for (let n = 0; n < 200; n++) {
      const [x, y] = [points[2 * n] as number, points[2 * n + 1] as number];
      const on = [1, -1].some(
        (s) => Math.abs(Math.hypot(s * x + 0.5, s * y + 0.25) - 1) < 1e-12 && s * y + 0.25 >= -1e-12,
      );
      expect(on).toBe(true);
    }
    // E x² = E(cos θ − ½)² = ½ + ¼; E y² = ½ + 1/16 − ½ · 2/π.
    expect(mean((x) => x * x)).toBeCloseTo(0.75, 1.8);
    expect(mean((_, y) => y * y)).toBeCloseTo(0.5625 - 1 / Math.PI, 1.9);
    expect(Math.abs(mean((x) => x))).toBeLessThan(0.02);
  });

  it('circles, swiss roll, Gaussians: radii and second moments', () => {
    const two = moments(circles(0.5));
    expect(two.mean((x, y) => x * x + y * y)).toBeCloseTo((1 + 0.25) / 2, 1.9);
    // E r² of the spiral: mean of θ²/(4.5π)² over [1.5π, 4.5π] = (4.5³ − 1.5³)/(3 · 3 · 4.5²).
    const roll = moments(swissRoll());
    expect(roll.mean((x, y) => x * x + y * y)).toBeCloseTo((91.125 - 3.375) / (9 * 20.25), 2);
    const modes = moments(gaussians(ring(8, 2), 0.3));
    expect(modes.mean((x, y) => x * x + y * y)).toBeCloseTo(4 + 2 * 0.09, 1.3);
    expect(Math.abs(modes.mean((x, y) => x * y))).toBeLessThan(0.03);
  });
});

describe('data sets of points', () => {
  it.each(['line', 'moons', 'circles', 'swissRoll', 'gaussians'])('%s: splits, seeds, prefixes', async (name) => {
    const small = await loadPoints(spec(name, { limit: 6, test: 5, validation: 0.25, seed: 3 }));
    expect([small.train.count, small.validation?.count, small.test?.count, small.dimension]).toEqual([6, 2, 5, 2]);
    const large = await loadPoints(spec(name, { limit: 9, test: 5, seed: 3 }));
    expect(large.train.values.slice(0, 12)).toEqual(small.train.values);
    const other = await loadPoints(spec(name, { limit: 6, test: 5, seed: 4 }));
    expect(other.train.values).not.toEqual(small.train.values);
    expect(small.test?.values.slice(0, 2)).not.toEqual(small.train.values.slice(0, 2));
  });

  it('come from CSV and .npy files, plain or gzipped, of any dimension', async () => {
    expect(parsePoints(text('x;y;z\r\n1;2;3\r\n-4e-1;5;6\r\n'), 'a.csv')).toEqual({
      count: 2,
      dimension: 3,
      values: Float64Array.of(1, 2, 3, -0.4, 5, 6),
    });
    expect(parsePoints(gzipSync(text('1 2\n3  4\n')), 'a.txt').values).toEqual(Float64Array.of(1, 2, 3, 4));
    const folder = await mkdtemp(join(tmpdir(), 'kraus-points-'));
    try {
      await writeFile(join(folder, 'points.csv'), Array.from({ length: 10 }, (_, k) => `${k},${k * k}`).join('\n'));
      const data = await loadPoints(spec('pointFile', { path: 'points.csv', test: 0.3, validation: 0 }), {
        baseDir: folder,
      });
      expect([data.train.count, data.validation, data.test?.count]).toEqual([7, undefined, 3]);
      const all = [...data.train.values, ...(data.test?.values ?? [])]
        .filter((_, k) => k % 2 === 0)
        .sort((a, b) => a - b);
      expect(all).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(data.provenance.files[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are refused with the line', async () => {
    expect(() => parsePoints(text('1,2\n3,x\n'), 'a.csv')).toThrow(/a.csv, line 2: '3,x'; expected 2 numbers/);
    expect(() => parsePoints(text('x,y\n1,2\n3\n'), 'a.csv')).toThrow(/line 3/);
    expect(() => parsePoints(text(''), 'a.csv')).toThrow(/no points/);
    expect(() => parsePoints(text('1,Infinity\n'), 'a.csv')).toThrow(/coordinate Infinity/);
    await expect(loadPoints(spec('moon'))).rejects.toThrow("Did you mean 'moons'?");
  });
});
