import { beforeAll, describe, expect, it } from 'vitest';
import { type ImageDataset, loadDataset } from '../../data/index.js';
import { levelEncoding } from '../../encode/index.js';
import { startEngine } from '../../engine/index.js';
import type { ImageBatch } from '../image-batch.js';
import { type Lenet, loadLenet } from './index.js';

const DATA = process.env.KRAUS_DATA;
let lenet: Lenet;
beforeAll(async () => {
  await startEngine();
  lenet = await loadLenet();
});

async function accuracy(images: ImageBatch, labels: Uint8Array) {
  const probabilities = await lenet.classify(images);
  let right = 0;
  let confident = 0;
  for (let n = 0; n < images.count; n++) {
    const row = probabilities.subarray(10 * n, 10 * n + 10);
    const largest = row.reduce((a, b) => Math.max(a, b));
    if (row.indexOf(largest) === labels[n]) right += 1;
    if (largest >= 0.9) confident += 1;
  }
  return { right: right / images.count, confident: confident / images.count };
}

describe('lenet', () => {
  it('ships weights of known hash and says how they were made', () => {
    expect(lenet).toMatchObject({ name: 'lenet', dimension: 84, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(lenet.facts.recipe).toMatch(/tools\/lenet\/train.mjs, seed 1/);
    expect(Number(lenet.facts.testAccuracy)).toBeGreaterThanOrEqual(0.985);
  });

  it('gives each image its own features, whatever the batch', async () => {
    const { test, shape } = await loadDataset({
      name: 'G',
      source: { component: 'glyphs', options: { size: 28, limit: 10, test: 300 } },
    });
    const images = { ...test, shape };
    const all = await lenet.extract(images);
    const last = await lenet.extract({ count: 2, shape, pixels: images.pixels.subarray(298 * 784) });
    expect(all).toHaveLength(300 * 84);
    for (let k = 0; k < 2 * 84; k++) expect(last[k]).toBeCloseTo(all[298 * 84 + k] as number, 4);
    const probabilities = await lenet.classify(images);
    for (let n = 0; n < 300; n++) {
      const total = probabilities.subarray(10 * n, 10 * n + 10).reduce((a, b) => a + b);
      expect(total).toBeCloseTo(1, 12);
    }
  });

  it('takes colour and other sizes by the documented rule', async () => {
    const { test, shape } = await loadDataset({
      name: 'G',
      source: { component: 'glyphs', options: { size: 16, limit: 10, test: 20 } },
    });
    const grey = await lenet.extract({ ...test, shape });
    const colour = new Uint8Array(test.pixels.length * 3);
    test.pixels.forEach((v, i) => {
      colour.fill(v, 3 * i, 3 * i + 3);
    });
    expect(await lenet.extract({ count: 20, shape: [16, 16, 3], pixels: colour })).toEqual(grey);
    expect(lenet.preprocessing).toMatch(/28 × 28 by an antialiased triangle filter/);
  });
});

describe.skipIf(DATA === undefined)('lenet on MNIST (needs the files in KRAUS_DATA)', () => {
  let mnist: ImageDataset;
  beforeAll(async () => {
    mnist = await loadDataset({ name: 'M', source: { component: 'mnist', options: { limit: 10 } } });
  }, 300_000);

  it('is right on at least 98.5 % of the test images, as its file says, also at 8 levels', {
    timeout: 600_000,
  }, async () => {
    const { shape, test } = mnist;
    const fine = await accuracy({ ...test, shape }, test.labels);
    const coarse = await accuracy(
      { count: test.count, shape, pixels: levelEncoding(8).quantise(test.pixels) },
      test.labels,
    );
    expect(test.count).toBe(10_000);
    expect(fine.right).toBeGreaterThanOrEqual(0.985);
    expect(coarse.right).toBeGreaterThanOrEqual(0.985);
    expect(fine.right).toBeCloseTo(Number(lenet.facts.testAccuracy), 3);
    expect(coarse.right).toBeCloseTo(Number(lenet.facts.testAccuracy8Levels), 3);
    expect(fine.confident).toBeCloseTo(Number(lenet.facts.testConfident), 2);
  });
});
