import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OptionValue } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../pictures/index.js';
import { loadDataset } from './load-dataset.js';
import { dataSchemas } from './schema.js';
import { SOURCES } from './sources/index.js';

const load = (component: string, options: Record<string, OptionValue> = {}, baseDir?: string) =>
  loadDataset({ name: 'D', source: { component, options } }, { baseDir });

describe('loadDataset', () => {
  it('has a source for every schema and a schema for every source', () => {
    expect(Object.keys(SOURCES).sort()).toEqual(dataSchemas.map((schema) => schema.name).sort());
  });

  it('names the place in the script and the nearest source', async () => {
    const span = { file: 'a.kraus', line: 3, column: 5, offset: 40, length: 4 };
    const of = (component: string, options: Record<string, OptionValue>) =>
      loadDataset({ name: 'D', source: { component, options, span } });
    await expect(of('mnits', {})).rejects.toMatchObject({
      code: 'core/unknown-component',
      message: /Did you mean 'mnist'/,
      span,
    });
    await expect(of('glyphs', { size: 7 })).rejects.toMatchObject({ code: 'core/option-out-of-range', span });
    await expect(of('csv', { path: 'nowhere.csv' })).rejects.toMatchObject({
      code: 'data/not-found',
      message: /there is no nowhere\.csv/,
      span,
    });
  });

  it('stops when aborted', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(loadDataset({ name: 'D', source: { component: 'glyphs', options: {} } }, { signal })).rejects.toThrow(
      'enough',
    );
  });
});

describe('glyphs', () => {
  it('gives what was asked for, the same every time', async () => {
    const options = { size: 12, limit: 90, test: 20, classes: [3, 8], seed: 5 };
    const [one, two] = [await load('glyphs', options), await load('glyphs', options)];
    expect(one).toEqual(two);
    expect(one.shape).toEqual([12, 12, 1]);
    expect([one.train.count, one.validation.count, one.test.count]).toEqual([90, 10, 20]);
    expect([...one.train.labels.subarray(0, 4)]).toEqual([3, 8, 3, 8]);
    const other = await load('glyphs', { ...options, seed: 6 });
    expect(other.train.pixels).not.toEqual(one.train.pixels);
  });

  it('continues when more are asked for, and no image is in two splits', async () => {
    const few = await load('glyphs', { limit: 50, test: 50 });
    const many = await load('glyphs', { limit: 100, test: 50 });
    expect(many.train.pixels.subarray(0, few.train.pixels.length)).toEqual(few.train.pixels);
    const size = 16 * 16;
    const seen = new Set<string>();
    let images = 0;
    for (const split of [many.train, many.validation, many.test]) {
      for (let i = 0; i < split.count; i++) {
        seen.add(Buffer.from(split.pixels.subarray(i * size, (i + 1) * size)).toString('base64'));
        images += 1;
      }
    }
    expect(seen.size).toBe(images);
  });

  it.each([8, 12, 16, 28, 32])('keeps digits inside an image of %i pixels, white on black', async (size) => {
    const { train } = await load('glyphs', { size, limit: 400, test: 1 });
    let border = 0;
    for (let n = 0; n < train.count; n++) {
      const image = train.pixels.subarray(n * size * size, (n + 1) * size * size);
      expect(Math.max(...image)).toBeGreaterThan(120);
      const ink = image.reduce((a, b) => a + b, 0) / 255 / (size * size);
      expect(ink).toBeGreaterThan(0.02);
      expect(ink).toBeLessThan(0.4);
      for (let i = 0; i < size; i++) border += (image[i] ?? 0) + (image[size * (size - 1) + i] ?? 0);
    }
    // Hardly any ink touches the top and bottom rows.
    expect(border / 255 / (train.count * 2 * size)).toBeLessThan(size < 12 ? 0.08 : 0.02);
  });

  it('are told apart by the nearest class mean', async () => {
    const size = 16 * 16;
    const { train, test } = await load('glyphs', { limit: 2000, test: 500 });
    const means = Array.from({ length: 10 }, () => new Float64Array(size));
    for (let n = 0; n < train.count; n++) {
      const mean = means[train.labels[n] ?? 0];
      for (let i = 0; i < size; i++)
        if (mean !== undefined) mean[i] = (mean[i] ?? 0) + (train.pixels[n * size + i] ?? 0) / 200;
    }
    let right = 0;
    for (let n = 0; n < test.count; n++) {
      const distances = means.map((mean) =>
        mean.reduce((sum, value, i) => sum + (value - (test.pixels[n * size + i] ?? 0)) ** 2, 0),
      );
      if (distances.indexOf(Math.min(...distances)) === test.labels[n]) right += 1;
    }
    expect(right / test.count).toBeGreaterThan(0.9);
  });
});

describe('files of the user', () => {
  let folder: string;
  const grey = (value: number, side = 2) =>
    encodePng({ height: side, width: side, channels: 1, pixels: new Uint8Array(side * side).fill(value) });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kraus-data-'));
    for (const [split, names] of Object.entries({ train: ['a1', 'a2', 'b1', 'b2'], test: ['a3', 'b3'] })) {
      for (const name of names) {
        const dir = join(folder, 'pets', split, name[0] === 'a' ? 'ant' : 'bee');
        await mkdir(dir, { recursive: true });
        await writeFile(join(dir, `${name}.png`), grey(10 * Number(name[1]) + (name[0] === 'a' ? 0 : 100)));
      }
    }
    await mkdir(join(folder, 'flat'));
    await writeFile(join(folder, 'flat', 'x.png'), grey(1));
    await writeFile(join(folder, 'flat', 'y.png'), grey(3, 4));
    await writeFile(join(folder, 'flat', 'notes.txt'), 'not an image');
    await writeFile(
      join(folder, 'colour.png'),
      encodePng({ height: 1, width: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3) }),
    );
    await writeFile(
      join(folder, 'rows.csv'),
      `label,p\n${Array.from({ length: 20 }, (_, i) => `${i % 2},${i}`).join('\n')}\n`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a folder of images with splits and classes', async () => {
    const set = await load('images', { path: 'pets', validation: 0 }, folder);
    expect(set.classes).toEqual(['ant', 'bee']);
    expect(set.shape).toEqual([2, 2, 1]);
    expect([...set.train.labels]).toEqual([0, 0, 1, 1]);
    expect([...set.train.pixels].filter((_, i) => i % 4 === 0)).toEqual([10, 20, 110, 120]);
    expect([...set.test.pixels].filter((_, i) => i % 4 === 0)).toEqual([30, 130]);
    expect(set.provenance.files).toEqual([{ name: 'pets', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  });

  it('needs a size for images that differ', async () => {
    const options = { path: 'flat', validation: 0, test: 0 };
    await expect(load('images', options, folder)).rejects.toThrow(
      /y\.png is 4 × 4, but x\.png is 2 × 2; give a 'size'/,
    );
    expect(
      [...(await load('images', { ...options, size: 4 }, folder)).train.pixels].filter((_, i) => i % 16 === 0),
    ).toEqual([1, 3]);
    await expect(load('images', { path: 'pets/train/nothing' }, folder)).rejects.toMatchObject({
      code: 'data/not-found',
    });
  });

  it('reads a CSV file and shares it out', async () => {
    const set = await load('csv', { path: 'rows.csv' }, folder);
    expect([set.train.count, set.validation.count, set.test.count]).toEqual([16, 2, 2]);
    expect([...set.train.pixels, ...set.validation.pixels, ...set.test.pixels].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
  });
});
