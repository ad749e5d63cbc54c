import { stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageDataset, loadDataset } from '../data/index.js';
import { startEngine } from '../engine/index.js';
import { type ClassifierResult, evaluateSamples, formatEvaluation } from './index.js';

const spec = (component: string, options = {}) => ({ component, options });
let glyphs: ImageDataset;

beforeAll(async () => {
  await startEngine();
  const options = { size: 28, classes: [0, 1, 7], limit: 120, test: 120, validation: 0 };
  glyphs = await loadDataset({ name: 'Glyphs', source: spec('glyphs', options) });
});

async function classify(pixels: Uint8Array, confidence = 0.9): Promise<ClassifierResult> {
  const samples = { count: pixels.length / 784, shape: glyphs.shape, pixels };
  const request = { samples, reference: glyphs, metrics: [spec('classifier', { confidence })], seed: 1 };
  const [result] = (await evaluateSamples(request)).metrics;
  if (result?.metric !== 'classifier') throw new Error('another metric came back');
  return result;
}

describe('the metric classifier', { timeout: 120_000 }, () => {
  it('finds the drawn digits among themselves: equal histograms, the floor reached', async () => {
    const result = await classify(glyphs.train.pixels);
    const { classes, totalVariation } = result.details;
    expect(classes.map((c) => c.label).join('')).toBe('0123456789');
    expect(classes.reduce((total, c) => total + c.share, 0)).toBeCloseTo(1, 12);
    expect(totalVariation).toBe(0);
    expect(classes.filter((c) => c.share > 0.2).length).toBeGreaterThanOrEqual(2);
    expect(Math.abs(result.value - (result.floor?.value ?? 0))).toBeLessThan(0.15);
    expect(result.notes.join()).toMatch(/lenet was trained on MNIST; on glyphs images/);
    for (const c of classes) expect(c.share === 0 ? c.confident === null : c.confident !== null).toBe(true);
  });

  it('counts by the confidence asked for', async () => {
    const at = async (confidence: number) => (await classify(glyphs.train.pixels, confidence)).value;
    expect(await at(0)).toBe(1);
    expect(await at(0.99)).toBeLessThan(await at(0.5));
  });

  it('warns where confidence misleads: lenet is sure of noise, but sees one digit only', async () => {
    const noise = stream(1, 'noise').fillInteger(new Uint8Array(120 * 784), 256);
    const { value, details, notes } = await classify(noise);
    expect(value).toBeGreaterThan(0.9);
    expect(details.totalVariation).toBeGreaterThan(0.5);
    expect(notes.join()).toMatch(/sure of pure noise too/);
    expect((await classify(glyphs.train.pixels)).notes.join()).not.toMatch(/noise/);
  });

  it('shares a table with the distances by lenet', async () => {
    const samples = { count: 120, shape: glyphs.shape, pixels: glyphs.test.pixels };
    const metrics = [spec('fid'), spec('kid', { subsets: 2 }), spec('classifier'), spec('memorisation')];
    const evaluation = await evaluateSamples({ samples, reference: glyphs, metrics, seed: 1 });
    expect(evaluation.metrics.map((m) => m.extractor?.name)).toEqual(['lenet', 'lenet', 'lenet', 'lenet']);
    const text = formatEvaluation(evaluation);
    expect(text).toMatch(/Fréchet distance \(lenet\)/);
    // Said once, not four times.
    expect(text.match(/lenet: 84 features, sha256 [0-9a-f]{16}/g)).toHaveLength(1);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });
});
