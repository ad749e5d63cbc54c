import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadExtractor, loadInception } from './index.js';
import { channelMeansModel } from './onnx-file.js';

/** onnxruntime-node is an optional peer: 240 MB that the project does not install by itself. */
function runtimeInstalled(): boolean {
  return [import.meta.url, pathToFileURL(path.join(process.cwd(), 'package.json')).href].some((place) => {
    try {
      createRequire(place).resolve('onnxruntime-node');
      return true;
    } catch {
      return false;
    }
  });
}

let folder: string;
let weights: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-onnx-'));
  weights = path.join(folder, 'means.onnx');
  await writeFile(weights, channelMeansModel(299));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!runtimeInstalled())('inception (needs `npm install onnxruntime-node`, not installed here)', () => {
  const colour = {
    count: 18,
    shape: [2, 2, 3] as const,
    pixels: Uint8Array.from({ length: 18 * 12 }, (_, i) => [10 * Math.floor(i / 12), 128, 255][i % 3] as number),
  };

  it('gives the features of the file, channel by channel, in any number of batches', async () => {
    const extractor = await loadInception({ weights });
    expect(extractor).toMatchObject({ name: 'inception', dimension: 3, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const features = await extractor.extract(colour);
    for (let n = 0; n < 18; n++) {
      expect(features[3 * n]).toBeCloseTo((10 * n - 128) / 128, 5);
      expect(features[3 * n + 1]).toBeCloseTo(0, 5);
      expect(features[3 * n + 2]).toBeCloseTo(127 / 128, 5);
    }
  });

  it('repeats grey into three channels, and takes the named output and scaling', async () => {
    const grey = { count: 1, shape: [1, 1, 1] as const, pixels: Uint8Array.of(51) };
    const extractor = await loadInception({ weights, output: 'square', scaling: 'unit' });
    const features = await extractor.extract(grey);
    for (const value of features) expect(value).toBeCloseTo(0.04, 4);
    expect(extractor.preprocessing).toMatch(/299 × 299.*v \/ 255, output 'square'/);
  });

  it('refuses an output that is not there and a file that is no model', async () => {
    await expect(loadInception({ weights, output: 'pool3' })).rejects.toThrow(/no output 'pool3'; it has mean, square/);
    await writeFile(path.join(folder, 'no.onnx'), 'text');
    await expect(loadInception({ weights: path.join(folder, 'no.onnx') })).rejects.toThrow(/cannot be read as an ONNX/);
  });
});

describe.skipIf(runtimeInstalled())('inception without onnxruntime-node', () => {
  it('says what to install', async () => {
    await expect(loadInception({ weights })).rejects.toThrow(/npm install onnxruntime-node/);
  });
});

it('asks for weights when there are none', async () => {
  const asked = loadExtractor({ features: 'inception', shape: [28, 28, 1], weights: '' });
  await expect(asked).rejects.toThrow(/KRAUS_INCEPTION/);
});
