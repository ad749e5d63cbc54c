import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComplexNpy } from '../../../models/src/data/index.js';
import { writeComplexNpy } from './write-npy.js';

describe('writeComplexNpy', () => {
  it('writes what numpy.save writes', () => {
    const bytes = writeComplexNpy({ shape: [2], data: Float64Array.of(1, -2, 0.5, 0) });
    // numpy 2: np.save(f, np.array([1-2j, 0.5])) — 128 bytes before the items, the dictionary padded with blanks.
    const text = new TextDecoder('latin1').decode(bytes.subarray(0, 128));
    expect(text.slice(0, 10)).toBe('\x93NUMPY\x01\x00v\x00');
    expect(text.slice(10)).toBe(`${"{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }".padEnd(117)}\n`);
    expect(bytes.length).toBe(128 + 32);
    expect(Array.from(new Float64Array(bytes.buffer, 128))).toEqual([1, -2, 0.5, 0]);
  });

  it('is read back with every shape', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), fc.double(), (shape, first) => {
        const items = shape.reduce((product, extent) => product * extent, 1);
        const data = Float64Array.from({ length: 2 * items }, (_, k) => (k === 0 ? first : k / 3));
        const array = readComplexNpy(writeComplexNpy({ shape, data }), 'a.npy');
        expect(array).toEqual({ shape, data });
      }),
    );
  });

  it('refuses a shape that does not fit', () => {
    expect(() => writeComplexNpy({ shape: [2, 2], data: new Float64Array(6) })).toThrow(
      expect.objectContaining({ code: 'cli/wrong-shape' }),
    );
  });
});
