import fc from 'fast-check';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decodePng, encodePng, enlarge, pictureGrid, pictureStrip } from './index.js';

describe('PNG', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 3),
        fc.infiniteStream(fc.nat(255)),
        (height, width, channels, noise) => {
          const pixels = Uint8Array.from({ length: height * width * channels }, () => noise.next().value ?? 0);
          pixels[0] = 255;
          pixels[channels - 1] = channels === 3 ? 1 : 255;
          const picture = { height, width, channels, pixels };
          expect(decodePng(encodePng(picture), 'a.png')).toEqual(picture);
        },
      ),
    );
  });

  it('reads other kinds: grey in colour, alpha over black, 16 bits, 1 bit, palettes', () => {
    const read = (image: Parameters<typeof encode>[0]) => decodePng(encode(image), 'a.png');
    expect(read({ width: 1, height: 1, channels: 3, data: Uint8Array.of(7, 7, 7) })).toMatchObject({
      channels: 1,
      pixels: Uint8Array.of(7),
    });
    expect(read({ width: 2, height: 1, channels: 2, data: Uint8Array.of(200, 255, 200, 0) }).pixels).toEqual(
      Uint8Array.of(200, 0),
    );
    expect(read({ width: 1, height: 1, channels: 4, data: Uint8Array.of(200, 100, 0, 51) }).pixels).toEqual(
      Uint8Array.of(40, 20, 0),
    );
    expect(read({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(65_535, 32_768) }).pixels).toEqual(
      Uint8Array.of(255, 128),
    );
    expect(
      read({ width: 3, height: 2, channels: 1, depth: 1, data: Uint8Array.of(0b10100000, 0b01000000) }).pixels,
    ).toEqual(Uint8Array.of(255, 0, 255, 0, 255, 0));
    const palette = [
      [9, 8, 7],
      [1, 2, 3],
    ];
    expect(read({ width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(1, 0), palette }).pixels).toEqual(
      Uint8Array.of(1, 2, 3, 9, 8, 7),
    );
  });

  it('refuses damaged and absurd files', () => {
    const good = encodePng({ height: 2, width: 2, channels: 1, pixels: new Uint8Array(4) });
    const refused = { code: 'pictures/not-png' };
    expect(() => decodePng(good.subarray(0, 20), 'a.png')).toThrow(expect.objectContaining(refused));
    expect(() => decodePng(good.subarray(0, good.length - 20), 'a.png')).toThrow(expect.objectContaining(refused));
    const huge = good.slice();
    huge.set([0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff], 16);
    expect(() => decodePng(huge, 'a.png')).toThrow(/claims 2147483647 × 2147483647 pixels/);
    expect(() => encodePng({ height: 2, width: 2, channels: 1, pixels: new Uint8Array(3) })).toThrow(
      /2 × 2 × 1 with 3 values/,
    );
  });
});

describe('grids and strips', () => {
  const batch = (values: number[]) => ({
    count: values.length,
    height: 1,
    width: 1,
    channels: 1,
    pixels: Uint8Array.from(values),
  });

  it('lays pictures out row by row with gaps', () => {
    const sheet = pictureGrid(batch([1, 2, 3]), { columns: 2, gap: 1, gapValue: 0 });
    expect([sheet.height, sheet.width]).toEqual([5, 5]);
    const rows = Array.from({ length: 5 }, (_, y) => [...sheet.pixels.subarray(5 * y, 5 * y + 5)]);
    expect(rows).toEqual([
      [0, 0, 0, 0, 0],
      [0, 1, 0, 2, 0],
      [0, 0, 0, 0, 0],
      [0, 3, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
  });

  it('enlarges by repeating', () => {
    const two = enlarge({ count: 1, height: 1, width: 2, channels: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) }, 2);
    const row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
    expect([...two.pixels]).toEqual([...row, ...row]);
    expect(() => enlarge(batch([1]), 1.5)).toThrow(/1\.5 times/);
  });

  it('puts times side by side, pictures below each other', () => {
    const strip = pictureStrip([batch([1, 2]), batch([3, 4]), batch([5, 6])], { gap: 0 });
    expect([strip.height, strip.width]).toEqual([2, 3]);
    expect([...strip.pixels]).toEqual([1, 3, 5, 2, 4, 6]);
    expect(() => pictureStrip([batch([1, 2]), batch([3])])).toThrow(/frame 1 has 1 pictures/);
    expect(() => pictureStrip([])).toThrow(/at least one frame/);
    expect(() => pictureGrid(batch([]))).toThrow(/at least one/);
  });
});
