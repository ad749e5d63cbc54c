import type { DatasetSpec, OptionValue } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { datasetSample } from './index.js';

const spec = (component: string, options: Record<string, OptionValue> = {}): DatasetSpec => ({
  name: 'D',
  source: { component, options },
});

describe('datasetSample', () => {
  it('takes as many images of each class, in their order', async () => {
    const sample = await datasetSample(spec('glyphs', { classes: [0, 3], size: 8, limit: 300 }), '');
    if (sample.kind !== 'images') throw new Error(sample.kind);
    expect(sample.shape).toEqual([8, 8, 1]);
    expect(sample.labels.filter((label) => label === 0)).toHaveLength(60);
    expect(sample.labels.filter((label) => label === 3)).toHaveLength(60);
    expect(Buffer.from(sample.pixels, 'base64')).toHaveLength(120 * 64);
    expect(sample.counts.train).toBe(300);
  });

  it('gives points as they are', async () => {
    const sample = await datasetSample(spec('line', { from: [0, 0], to: [2, 0], limit: 50 }), '');
    if (sample.kind !== 'points') throw new Error(sample.kind);
    expect(sample.values).toHaveLength(100);
    expect(sample.values.every((value, k) => (k % 2 === 1 ? value === 0 : value >= 0 && value <= 2))).toBe(true);
  });

  it('gives Bloch vectors of states: pure ones of one qubit lie on the sphere', async () => {
    const sample = await datasetSample(spec('circleOfStates', { limit: 20 }), '');
    if (sample.kind !== 'states') throw new Error(sample.kind);
    expect(sample.qubits).toBe(1);
    for (let n = 0; n < 20; n++) expect(Math.hypot(...sample.vectors.slice(3 * n, 3 * n + 3))).toBeCloseTo(1, 9);
  });

  it('downloads nothing', async () => {
    await expect(datasetSample(spec('medmnist', { set: 'nosuchset' }), '')).rejects.toThrow();
    await expect(datasetSample(spec('idx', { images: 'none.idx' }), '/nowhere')).rejects.toThrow(/none\.idx/);
  });
});
