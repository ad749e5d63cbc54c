import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawImages } from './image-dataset.js';
import { centreSquare, resizeImages, toColour, toGrey } from './resize.js';
import { type Selection, selectSplits } from './selection.js';

const defaults: Selection = {
  classes: undefined,
  size: undefined,
  colour: undefined,
  limit: undefined,
  validation: 0.1,
  test: 0.1,
  seed: 0,
};

/** One-pixel images whose value is their index, so that a split shows which images it holds. */
function numbered(count: number): RawImages {
  const pixels = Uint8Array.from({ length: count }, (_, i) => i);
  return { count, height: 1, width: 1, channels: 1, pixels, labels: pixels.map((i) => i % 3) };
}

describe('selectSplits', () => {
  it('makes disjoint splits that together are the pool, in the order of the file', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 200 }), fc.nat(5), (count, seed) => {
        const { train, validation, test } = selectSplits({ pool: numbered(count) }, { ...defaults, seed }, 'set');
        for (const split of [train, validation, test])
          expect([...split.pixels]).toEqual([...split.pixels].sort((a, b) => a - b));
        const all = [...train.pixels, ...validation.pixels, ...test.pixels].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(test.count).toBe(Math.round(count / 10));
      }),
    );
  });

  it('draws a smaller limit from a larger one, and never from what is held out', () => {
    const at = (limit: number) => selectSplits({ pool: numbered(200) }, { ...defaults, limit }, 'set');
    const [small, large] = [at(20), at(100)];
    expect([small.train.count, small.validation.count, small.test.count]).toEqual([20, 3, 20]);
    const inLarge = new Set(large.train.pixels);
    expect([...small.train.pixels].every((i) => inLarge.has(i))).toBe(true);
    expect([...small.test.pixels]).toEqual([...large.test.pixels]);
    const held = new Set([...large.validation.pixels, ...large.test.pixels]);
    expect([...large.train.pixels].some((i) => held.has(i))).toBe(false);
  });

  it('depends on the seed', () => {
    const of = (seed: number) => [...selectSplits({ pool: numbered(100) }, { ...defaults, seed }, 'set').test.pixels];
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('keeps labels as they are when classes are selected', () => {
    const { train, validation, test } = selectSplits({ pool: numbered(90) }, { ...defaults, classes: [2] }, 'set');
    for (const split of [train, validation, test]) {
      expect(split.count).toBeGreaterThan(0);
      expect(new Set(split.labels)).toEqual(new Set([2]));
      expect([...split.pixels].every((i) => i % 3 === 2)).toBe(true);
    }
  });

  it("uses the source's own splits whole", () => {
    const raw = { pool: numbered(50), validation: numbered(7), test: numbered(9) };
    const { train, validation, test } = selectSplits(raw, defaults, 'set');
    expect([train.count, validation.count, test.count]).toEqual([50, 7, 9]);
  });

  it('says what is wrong with a class or a share', () => {
    expect(() => selectSplits({ pool: numbered(30) }, { ...defaults, classes: [0, 7] }, 'set')).toThrow(
      'set: there is no image of class 7; the labels are 0, 1, 2.',
    );
    expect(() => selectSplits({ pool: numbered(4) }, { ...defaults, validation: 0.5, test: 0.5 }, 'set')).toThrow(
      /no training image is left of 4/,
    );
  });
});

describe('resizeImages', () => {
  const image = (height: number, width: number, pixels: number[]): RawImages => ({
    count: 1,
    height,
    width,
    channels: 1,
    pixels: Uint8Array.from(pixels),
    labels: Uint8Array.of(0),
  });

  it('averages whole blocks and shared borders', () => {
    expect([...resizeImages(image(2, 4, [0, 10, 20, 30, 40, 50, 60, 71]), 1, 2).pixels]).toEqual([25, 45]);
    // 3 → 2: each target pixel is 1 whole and ½ of the middle one: (0 + 45)/1.5, (45 + 30)/1.5.
    expect([...resizeImages(image(1, 3, [0, 90, 30]), 1, 2).pixels]).toEqual([30, 50]);
    expect([...resizeImages(image(1, 2, [10, 20]), 2, 4).pixels]).toEqual([10, 10, 20, 20, 10, 10, 20, 20]);
    expect([...resizeImages(image(1, 2, [0, 1]), 1, 1).pixels]).toEqual([1]);
  });

  it('keeps constants, bounds and (nearly) the mean at any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.uint8Array({ minLength: 144, maxLength: 144 }),
        (from, to, noise) => {
          const source = image(from, from, [...noise.subarray(0, from * from)]);
          const target = resizeImages(source, to, to).pixels;
          const mean = (values: Uint8Array) => values.reduce((a, b) => a + b, 0) / values.length;
          expect(Math.abs(mean(target) - mean(source.pixels))).toBeLessThanOrEqual(0.5 + 1e-9);
          expect(Math.min(...target)).toBeGreaterThanOrEqual(Math.min(...source.pixels));
          expect(Math.max(...target)).toBeLessThanOrEqual(Math.max(...source.pixels));
        },
      ),
    );
  });

  it('cuts the centred square, and changes colour there and back', () => {
    expect([...centreSquare(image(1, 4, [1, 2, 3, 4])).pixels]).toEqual([2]);
    const grey = image(1, 3, [0, 100, 255]);
    expect(toGrey(toColour(grey)).pixels).toEqual(grey.pixels);
    expect([...toGrey({ ...grey, width: 1, channels: 3, pixels: Uint8Array.of(255, 0, 0) }).pixels]).toEqual([76]);
  });
});
