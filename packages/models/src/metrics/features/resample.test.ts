import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resampleImages } from './resample.js';

const picture = Uint8Array.from({ length: 30 }, (_, at) => {
  const [i, j] = [Math.floor(at / 6), at % 6];
  return (37 * (3 * i + 5 * j) + 11 * i * j) % 256;
});
const one = { count: 1, shape: [5, 6, 1] as const, pixels: picture };

// torch.nn.functional.interpolate(mode='bilinear', antialias=True, align_corners=False), torch 2.13, float64.
const REFERENCE: readonly [number, number, readonly number[]][] = [
  [
    3,
    4,
    [
      77.571428571, 149.158730159, 138.746031746, 143.285714286, 146.736111111, 122.24691358, 114.679012346,
      141.152777778, 128.535714286, 96.238095238, 135.761904762, 103.464285714,
    ],
  ],
  [2, 2, [126.181818182, 136.181818182, 116.772727273, 122.136363636]],
  [
    8,
    9,
    [
      0, 92.5, 173.166666667, 125.833333333, 78.5, 73.833333333, 197.166666667, 192.5, 157, 48.5625, 87.46875,
      134.010416667, 164.552083333, 139.09375, 118.96875, 170.84375, 150.71875, 117.625, 117.9375, 88.28125,
      88.739583333, 209.197916667, 209.65625, 170.114583333, 130.572916667, 99.03125, 77.375, 187.3125, 161.09375,
      139.46875, 157.84375, 136.21875, 101.260416667, 66.302083333, 119.34375, 181.125, 176.6875, 153.90625, 123.53125,
      93.15625, 102.78125, 112.40625, 82.03125, 139.65625, 204.875, 86.0625, 66.71875, 40.927083333, 15.135416667,
      109.34375, 203.552083333, 177.760416667, 159.96875, 148.625, 139.4375, 123.53125, 102.322916667, 81.114583333,
      115.90625, 150.697916667, 129.489583333, 108.28125, 92.375, 188, 174.5, 156.5, 138.5, 120.5, 102.5, 84.5, 66.5,
      53,
    ],
  ],
];

describe('resampling', () => {
  it.each(REFERENCE)('agrees with PyTorch to %i × %i', (height, width, expected) => {
    const out = resampleImages(one, height, width);
    expect(out).toHaveLength(expected.length);
    for (let i = 0; i < expected.length; i++) expect(out[i]).toBeCloseTo(expected[i] as number, 4);
  });

  it('leaves pixels alone where the size is right, and constants constant at any size', () => {
    expect([...resampleImages(one, 5, 6)]).toEqual([...picture]);
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (h, w, height, width, value) => {
        const flat = { count: 1, shape: [h, w, 1] as const, pixels: new Uint8Array(h * w).fill(value) };
        for (const v of resampleImages(flat, height, width)) expect(v).toBeCloseTo(value, 4);
      }),
      { numRuns: 50 },
    );
  });

  it('treats channels and images apart', () => {
    const [a, b, c] = [picture, picture.map((v) => 255 - v), picture.map((v) => v >> 1)] as const;
    const mixed = new Uint8Array(2 * 30 * 3);
    for (let i = 0; i < 30; i++) {
      mixed.set([a[i] as number, b[i] as number, c[i] as number], 3 * i);
      mixed.set([c[i] as number, a[i] as number, b[i] as number], 90 + 3 * i);
    }
    const out = resampleImages({ count: 2, shape: [5, 6, 3], pixels: mixed }, 7, 4);
    const alone = (pixels: Uint8Array) => resampleImages({ ...one, pixels }, 7, 4);
    const plane = (n: number, channel: number) =>
      Float32Array.from({ length: 28 }, (_, i) => out[n * 84 + 3 * i + channel] as number);
    expect([plane(0, 0), plane(0, 1), plane(0, 2)]).toEqual([alone(a), alone(b), alone(c)]);
    expect([plane(1, 0), plane(1, 1), plane(1, 2)]).toEqual([alone(c), alone(a), alone(b)]);
  });
});
