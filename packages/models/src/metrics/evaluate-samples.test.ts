import { KrausError, stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageDataset, loadDataset } from '../data/index.js';
import { levelEncoding } from '../encode/index.js';
import { startEngine } from '../engine/index.js';
import { type EvaluationRequest, evaluateSamples, formatEvaluation } from './index.js';

const spec = (component: string, options = {}) => ({ component, options });
const pixels = { features: 'pixels' };
let glyphs: ImageDataset;
/** 300 glyphs that the data set does not hold: what a perfect model would give. */
let perfect: ImageDataset;

beforeAll(async () => {
  await startEngine({ backend: 'js' });
  const draw = (seed: number, limit: number) =>
    loadDataset({ name: 'Glyphs', source: spec('glyphs', { size: 8, limit, test: 700, seed, validation: 0 }) });
  glyphs = await draw(1, 900);
  perfect = await draw(2, 300);
});

function request(samples: Uint8Array, metrics: EvaluationRequest['metrics'], more = {}): EvaluationRequest {
  const { shape } = glyphs;
  const count = samples.length / (shape[0] * shape[1] * shape[2]);
  return { samples: { count, shape, pixels: samples }, reference: glyphs, metrics, seed: 5, ...more };
}

function noise(count: number): Uint8Array {
  return stream(9, 'noise').fillInteger(new Uint8Array(count * 64), 256);
}

describe('evaluateSamples', { timeout: 120_000 }, () => {
  const all = [spec('fid', pixels), spec('kid', { ...pixels, subsets: 4 }), spec('memorisation', pixels)];

  it('puts a perfect sampler at the floor, noise far above it', async () => {
    const good = await evaluateSamples(request(perfect.train.pixels, all));
    const bad = await evaluateSamples(request(noise(300), all));
    const [fid, kid, memorisation] = good.metrics;
    const [badFid, badKid] = bad.metrics;
    expect(fid?.value).toBeGreaterThan(0);
    expect(fid?.value).toBeLessThan(1.25 * (fid?.floor?.value ?? 0));
    expect(badFid?.value).toBeGreaterThan(10 * (fid?.floor?.value ?? Infinity));
    const [low, high] = kid?.spread?.interval95 ?? [1, 0];
    expect(low).toBeLessThan(kid?.floor?.value ?? -Infinity);
    expect(high).toBeGreaterThan(kid?.floor?.value ?? Infinity);
    expect(badKid?.value).toBeGreaterThan(100 * Math.abs(kid?.value ?? Infinity));
    if (memorisation?.metric !== 'memorisation') throw new Error('wrong order');
    expect(memorisation.details.pixels.ratio).toBeCloseTo(1, 1);
    expect(memorisation.details.pixels.closeShare).toBeLessThan(0.12);
    expect(memorisation.details.copies).toBe(0);
  });

  it('compares the values of pixels, channel by channel', async () => {
    const good = await evaluateSamples(request(perfect.train.pixels, [spec('colour')]));
    const darker = glyphs.train.pixels.map((v) => Math.floor(v / 2));
    const bad = await evaluateSamples(request(darker, [spec('colour')]));
    const [[own], [other]] = [good.metrics, bad.metrics];
    if (own?.metric !== 'colour' || other?.metric !== 'colour') throw new Error('wrong order');
    expect(own.value).toBeLessThan((own.floor?.value ?? 0) + 4 * (own.spread?.standardError ?? 0));
    // Where all values fall the distance is the difference of the means.
    const [channel] = other.details.channels;
    expect(other.value).toBeCloseTo((channel?.realMean ?? 0) - (channel?.mean ?? 0), 6);
    const mean = darker.reduce((a, b) => a + b, 0) / darker.length;
    expect(channel?.mean).toBeCloseTo(mean, 9);
    expect(formatEvaluation(bad)).toContain('pixel values, mean ± deviation, samples (real): grey');
  });

  it('catches a model that copies its training images', async () => {
    const copies = glyphs.train.pixels.slice(0, 300 * 64);
    const { metrics } = await evaluateSamples(request(copies, [spec('memorisation', pixels), spec('fid', pixels)]));
    const [memorisation, fid] = metrics;
    if (memorisation?.metric !== 'memorisation') throw new Error('wrong order');
    expect(memorisation.details).toMatchObject({ copies: 300, realCopies: 0 });
    expect(memorisation.details.pixels).toMatchObject({ median: 0, ratio: 0, closeShare: 1 });
    expect(memorisation.details.closest[3]).toEqual({ sample: 3, train: 3, distance: 0 });
    // The Fréchet distance does not see it: it is at the floor or below.
    expect(fid?.value).toBeLessThan(1.1 * (fid?.floor?.value ?? 0));
  });

  it('tells poor quality (precision) from missing kinds (recall)', async () => {
    const metrics = [spec('precision', pixels), spec('recall', pixels)];
    const values = async (samples: Uint8Array) =>
      (await evaluateSamples(request(samples, metrics))).metrics.map((m) => m.value / (m.floor?.value ?? 0));
    const [p, r] = await values(perfect.train.pixels);
    expect(p).toBeCloseTo(1, 1);
    expect(r).toBeCloseTo(1, 1);
    expect(await values(noise(300))).toEqual([0, 0]);
    // One digit only, well drawn: precise, but nine kinds are missing.
    const one = Array.from(perfect.train.labels.keys()).filter((i) => perfect.train.labels[i] === 3);
    const threes = new Uint8Array(one.length * 64);
    one.forEach((at, i) => {
      threes.set(perfect.train.pixels.subarray(at * 64, at * 64 + 64), i * 64);
    });
    const [precise, missing] = await values(threes);
    expect(precise).toBeGreaterThan(0.7);
    expect(missing).toBeLessThan(0.3);
  });

  it('carries what is needed to compare: extractor, hash, counts, floor, seed', async () => {
    const { metrics, ...head } = await evaluateSamples(request(perfect.train.pixels, [spec('fid', pixels)]));
    expect(head).toMatchObject({
      version: 1,
      seed: 5,
      samples: { count: 300, shape: [8, 8, 1] },
      data: { name: 'Glyphs', source: 'glyphs', counts: { train: 900, test: 700 }, preparation: 'none' },
    });
    expect(metrics[0]).toMatchObject({
      metric: 'fid',
      title: 'Fréchet distance (pixels)',
      counts: { samples: 300, reference: 900 },
      extractor: { name: 'pixels', dimension: 64, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      floor: { repeats: 2, counts: { samples: 300, reference: 900 } },
    });
    expect(metrics[0]?.floor?.deviation).toBeGreaterThan(0);
  });

  it('gives the same JSON again, and other draws for another seed', async () => {
    const run = async (seed: number) =>
      JSON.stringify(await evaluateSamples({ ...request(perfect.train.pixels, all), seed }));
    const first = await run(5);
    expect(await run(5)).toBe(first);
    expect(await run(6)).not.toBe(first);
    expect(JSON.parse(first)).toEqual(await evaluateSamples(request(perfect.train.pixels, all)));
  });

  it('does not depend on the order of the samples', async () => {
    const order = stream(4, 'order').permutation(300);
    const shuffled = new Uint8Array(300 * 64);
    order.forEach((from, to) => {
      shuffled.set(perfect.train.pixels.subarray(from * 64, from * 64 + 64), to * 64);
    });
    const a = await evaluateSamples(request(perfect.train.pixels, all));
    const b = await evaluateSamples(request(shuffled, all));
    // Roots of eigenvalues that are zero but for rounding (pixels that are always black) leave about 1e-8.
    for (let m = 0; m < all.length; m++) expect(b.metrics[m]?.value).toBeCloseTo(a.metrics[m]?.value ?? 0, 6);
  });

  it('quantises the reference as the model does, and tells what that costs', async () => {
    const { quantise } = levelEncoding(3);
    const metrics = [spec('fid', { ...pixels, quantisation: true })];
    const coarse = quantise(perfect.train.pixels);
    const options = { prepare: quantise, preparation: 'quantised to 3 levels' };
    const fair = await evaluateSamples(request(coarse, metrics, options));
    const unfair = await evaluateSamples(request(coarse, metrics));
    const [a, b] = [fair.metrics[0], unfair.metrics[0]];
    if (a?.metric !== 'fid' || b?.metric !== 'fid') throw new Error('wrong metric');
    expect(a.value).toBeLessThan(1.25 * (a.floor?.value ?? 0));
    expect(a.details.quantisation).toBeGreaterThan(0.05);
    expect(b.details.quantisation).toBeCloseTo(0, 9);
    // The unfair comparison is off by about the cost of quantisation.
    expect(b.value - a.value).toBeGreaterThan(0.5 * (a.details.quantisation ?? Infinity));
    expect(fair.data.preparation).toBe('quantised to 3 levels');
  });

  it('finds a floor inside one split when the other is too small', async () => {
    const small = { ...glyphs, test: { count: 0, pixels: new Uint8Array(0), labels: new Uint8Array(0) } };
    const { metrics } = await evaluateSamples({
      ...request(perfect.train.pixels, [spec('kid', pixels)]),
      reference: small,
    });
    expect(metrics[0]?.floor).toMatchObject({ repeats: 1, counts: { samples: 300, reference: 600 } });
    expect(Math.abs(metrics[0]?.floor?.value ?? 1)).toBeLessThan(0.01);
  });

  it('refuses too few images for a Fréchet distance before computing anything, unless told otherwise', async () => {
    const few = perfect.train.pixels.slice(0, 64 * 64);
    const refused = evaluateSamples(request(few, [spec('fid', pixels)]));
    await expect(refused).rejects.toMatchObject({ code: 'metrics/deficient-covariance' });
    const { metrics } = await evaluateSamples(request(few, [spec('fid', { ...pixels, allowDeficient: true })]));
    expect(metrics[0]).toMatchObject({ details: { deficient: true }, spread: null });
    expect(metrics[0]?.notes.join()).toMatch(/not full rank/);
  });

  it('refuses unknown metrics, unknown options and other shapes, and stops when asked', async () => {
    const samples = perfect.train.pixels;
    await expect(evaluateSamples(request(samples, [spec('ssim')]))).rejects.toThrow(/no metric 'ssim'/);
    await expect(evaluateSamples(request(samples, [spec('fid', { feature: 'lenet' })]))).rejects.toThrow(KrausError);
    const other = { count: 4, shape: [4, 4, 1] as const, pixels: new Uint8Array(64) };
    await expect(evaluateSamples({ ...request(samples, all), samples: other })).rejects.toThrow(/4 × 4 × 1 against/);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(evaluateSamples(request(samples, all, { signal }))).rejects.toThrow('stopped');
  });

  it('prints a table in which every number has its context', async () => {
    const text = formatEvaluation(await evaluateSamples(request(perfect.train.pixels, all)));
    expect(text).toMatch(/Fréchet distance \(pixels\) +[\d.]+ +[\d.]+ … [\d.]+ +[\d.]+ ± [\d.]+ +300 +900 train/);
    expect(text).toMatch(/pixels: 64 features, sha256 [0-9a-f]{16}/);
    expect(text).toMatch(/real vs real: 2 disjoint draws of 300 test images/);
    expect(text).toMatch(/exact copies: 0/);
  });
});
