import type { ComponentSpec } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import type { ImageSplit } from './image-dataset.js';
import { loadDataset } from './load-dataset.js';

const dataDir = process.env.KRAUS_DATA;
const load = (component: string, options: ComponentSpec['options'] = {}) =>
  loadDataset({ name: 'D', source: { component, options } }, { baseDir: dataDir });

const sum = (...splits: ImageSplit[]): number =>
  splits.reduce((all, split) => split.pixels.reduce((a, b) => a + b, all), 0);
const histogram = (splits: ImageSplit[], classes: number): number[] => {
  const counts = new Array<number>(classes).fill(0);
  for (const split of splits) for (const label of split.labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
};

// Counts, first labels and pixel sums as they are stated beside the files, counted by other programs.
describe.skipIf(dataDir === undefined)('the real files (set KRAUS_DATA to the folder that has them)', () => {
  it('reads MNIST whole', async () => {
    const set = await load('mnist', { validation: 0 });
    expect(set.shape).toEqual([28, 28, 1]);
    expect([set.train.count, set.validation.count, set.test.count]).toEqual([60_000, 0, 10_000]);
    expect([...set.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...set.test.labels.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect([sum(set.train), sum(set.test)]).toEqual([1_567_298_545, 264_923_200]);
    expect(histogram([set.test], 10)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(set.provenance.files).toHaveLength(4);
    expect(set.provenance.files[0]).toEqual({
      name: 'train-images-idx3-ubyte.gz',
      sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
    });
  });

  it('selects classes, holds out, and limits', async () => {
    const set = await load('mnist', { classes: [0, 1, 2], limit: 6000, size: 14 });
    expect(set.shape).toEqual([14, 14, 1]);
    expect([set.train.count, set.validation.count, set.test.count]).toEqual([6000, 667, 980 + 1135 + 1032]);
    expect(new Set(set.train.labels)).toEqual(new Set([0, 1, 2]));
    expect(set.classes).toHaveLength(10);
    // Area averaging by two keeps the mean up to rounding.
    const whole = await load('mnist', { classes: [0, 1, 2], limit: 6000 });
    expect(sum(set.test) / set.test.pixels.length).toBeCloseTo(sum(whole.test) / whole.test.pixels.length, 0);
  });

  it('reads the subset of Fashion-MNIST and says so', async () => {
    const set = await load('fashion', { subset: 'train-first3615' });
    expect(sum(set.train, set.validation, set.test)).toBe(205_598_286);
    expect(histogram([set.train, set.validation, set.test], 10)).toEqual([
      335, 394, 357, 375, 357, 357, 362, 376, 342, 360,
    ]);
    expect(set.provenance.note).toMatch(/subset 'train-first3615' of 3615 images/);
    expect(set.classes[9]).toBe('Ankle boot');
  });

  it.each([
    ['retina', [1080, 120, 400], 3, [172_486_755, 18_819_325, 61_494_456]],
    ['pneumonia', [4708, 524, 624], 1, [538_305_934, 59_624_090, 70_355_184]],
    ['breast', [546, 78, 156], 1, [35_757_482, 5_282_574, 10_478_773]],
  ] as const)('reads MedMNIST %s', async (name, counts, channels, sums) => {
    const set = await load('medmnist', { name });
    expect(set.shape).toEqual([28, 28, channels]);
    expect([set.train.count, set.validation.count, set.test.count]).toEqual(counts);
    expect([sum(set.train), sum(set.validation), sum(set.test)]).toEqual(sums);
  });

  it('reads stored members, and makes splits where the archive has only a test split', async () => {
    const set = await load('npz', { path: 'medmnist/pathmnist_test718.npz' });
    expect(sum(set.train, set.validation, set.test)).toBe(286_542_495);
    expect(histogram([set.train, set.validation, set.test], 9)).toEqual([147, 78, 26, 60, 112, 60, 85, 28, 122]);
    expect(set.provenance.note).toMatch(/has no training images/);
  });

  it('reads the derived blood cells and turns them grey', async () => {
    const set = await load('npz', { path: 'bccd/bccd_cells_28.npz' });
    expect([sum(set.train), sum(set.validation), sum(set.test)]).toEqual([1_193_242_055, 484_153_500, 404_321_963]);
    const grey = await load('npz', { path: 'bccd/bccd_cells_28.npz', colour: 'grey', classes: [1] });
    expect(grey.shape).toEqual([28, 28, 1]);
    expect([grey.train.count, grey.validation.count, grey.test.count]).toEqual([214, 87, 71]);
  });
});
