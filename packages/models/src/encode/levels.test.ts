import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelEncoding } from './levels.js';

describe('levelEncoding', () => {
  it('is floor(x·count/256), not rounding', () => {
    const eight = levelEncoding(8);
    expect([...eight.encode(Uint8Array.of(0, 31, 32, 127, 128, 223, 224, 255))]).toEqual([0, 0, 1, 3, 4, 6, 7, 7]);
    expect([...eight.decode(Uint8Array.of(0, 1, 4, 7))]).toEqual([0, 36, 146, 255]);
    expect([...levelEncoding(2).quantise(Uint8Array.of(127, 128))]).toEqual([0, 255]);
    expect([...levelEncoding(256).quantise(Uint8Array.of(0, 77, 255))]).toEqual([0, 77, 255]);
  });

  it('gives every level back, and quantising twice changes nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 256 }), fc.uint8Array({ minLength: 1 }), (count, pixels) => {
        const encoding = levelEncoding(count);
        const levels = Uint8Array.from({ length: count }, (_, i) => i);
        expect(encoding.encode(encoding.decode(levels))).toEqual(levels);
        const once = encoding.quantise(pixels);
        expect(encoding.quantise(once)).toEqual(once);
        expect(encoding.decode(encoding.encode(pixels))).toEqual(once);
        pixels.forEach((pixel, i) => {
          expect(encoding.encode(pixels)[i]).toBe(Math.floor((pixel * count) / 256));
        });
      }),
    );
  });

  it('refuses what is not a level or a count', () => {
    expect(() => levelEncoding(8).decode(Uint8Array.of(0, 8))).toThrow(
      'item 1 is level 8, but there are 8 levels, 0 … 7',
    );
    expect(() => levelEncoding(1)).toThrow('count = 1 is not a whole number from 2 to 256');
    expect(() => levelEncoding(257)).toThrow(/257/);
    expect(() => levelEncoding(7.5)).toThrow(/7\.5/);
  });
});
