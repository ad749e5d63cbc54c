import { describe, expect, it } from 'vitest';
import { exampleModel } from '../testing/index.js';
import { TrainingBatches, validationBatches } from './batches.js';
import { buildLevelModel } from './level-model.js';

const model = buildLevelModel(exampleModel(), [8, 8, 1]);
/** Image n has level (n >> 2p) & 3 at pixel p < 3: its number can be read off. */
const images = Uint8Array.from({ length: 20 * 64 }, (_, i) => (i % 64 < 3 ? ((i >> 6) >> (2 * (i % 64))) & 3 : 0));
const numberOf = (x0: Uint8Array, b: number): number => x0[b * 64] + 4 * x0[b * 64 + 1] + 16 * x0[b * 64 + 2];

describe('TrainingBatches', () => {
  it('is a function of seed and step, whatever was asked before', () => {
    const one = new TrainingBatches(model, images, 6, 1);
    const other = new TrainingBatches(model, images, 6, 1);
    other.at(9);
    other.at(2);
    expect(other.at(5)).toEqual(one.at(5));
    expect(new TrainingBatches(model, images, 6, 2).at(5)).not.toEqual(one.at(5));
  });

  it('takes every image at most once an epoch, in another order each epoch', () => {
    const batches = new TrainingBatches(model, images, 6, 1);
    const epoch = (first: number): number[] =>
      [0, 1, 2].flatMap((s) => {
        const { x0 } = batches.at(first + s);
        return [0, 1, 2, 3, 4, 5].map((b) => numberOf(x0, b));
      });
    expect(new Set(epoch(1)).size).toBe(18);
    expect(new Set(epoch(4)).size).toBe(18);
    expect(epoch(4)).not.toEqual(epoch(1));
  });

  it('draws all times equally often, and noise of their strength', () => {
    const batches = new TrainingBatches(model, images, 10, 3);
    const counts = new Array<number>(6).fill(0);
    const kept = new Array<number>(6).fill(0);
    for (let step = 1; step <= 400; step++) {
      const { x0, xt, t } = batches.at(step);
      t.forEach((time, b) => {
        counts[time] += 1;
        for (let p = 3; p < 64; p++) kept[time] += xt[b * 64 + p] === x0[b * 64 + p] ? 1 : 0;
      });
    }
    expect(counts).toEqual([0, 800, 800, 800, 800, 800]);
    for (let t = 1; t <= 5; t++) {
      // Pixels from 3 on are level 0: kept with probability (Q̄_t)_00; 48,800 draws, 5 standard deviations.
      expect(Math.abs(kept[t] / (800 * 61) - model.chain.cumulative[t][0])).toBeLessThan(5 * Math.sqrt(0.25 / 48_800));
    }
  });
});

describe('validationBatches', () => {
  it('is fixed, covers the images and all times evenly', () => {
    const make = () => validationBatches(model, images, { seed: 1, batch: 7, most: 512 });
    expect(make()).toEqual(make());
    const times = make().flatMap(({ t }) => [...t]);
    expect(times.length).toBe(20);
    for (let t = 1; t <= 5; t++) expect(times.filter((time) => time === t).length).toBe(4);
    const seen = make().flatMap(({ x0, t }) => Array.from(t, (_, b) => numberOf(x0, b)));
    expect(new Set(seen).size).toBe(20);
  });

  it('repeats few images until every time is well met, and is empty without images', () => {
    const few = validationBatches(model, images.slice(0, 64), { seed: 1, batch: 8, most: 512 });
    expect(few.flatMap(({ t }) => [...t]).length).toBe(20);
    expect(validationBatches(model, new Uint8Array(0), { seed: 1, batch: 8, most: 512 })).toEqual([]);
  });
});
