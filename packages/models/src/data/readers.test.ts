import { crc32, deflateRawSync } from 'node:zlib';
import { KrausError } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.js';
import { readIdx } from './idx.js';
import { readNpy } from './npy.js';
import { readNpz } from './npz.js';
import { toImages } from './to-images.js';
import { openZip } from './zip.js';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof KrausError) return error.code;
    throw error;
  }
  return 'no error';
};

function npy(descr: string, shape: string, data: Uint8Array, fortran = false): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`;
  const out = new Uint8Array(10 + text.length + data.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  out.set(new TextEncoder().encode(text), 10);
  out.set(data, 10 + text.length);
  return out;
}

function idx(type: number, shape: number[], data: number[]): Uint8Array {
  const out = new Uint8Array(4 + 4 * shape.length + data.length);
  out.set([0, 0, type, shape.length]);
  shape.forEach((extent, i) => {
    new DataView(out.buffer).setUint32(4 + 4 * i, extent);
  });
  out.set(data, 4 + 4 * shape.length);
  return out;
}

interface ZipOptions {
  readonly stored?: boolean;
  /** Sizes and offsets of 0xffffffff with a zip64 extra field and zip64 end records, as NumPy writes for streams. */
  readonly zip64?: boolean;
}

/** Local headers carry zero sizes, as streaming writers leave them. */
function zip(members: Record<string, Uint8Array>, options: ZipOptions = {}): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(members)) {
    const packed = options.stored === true ? Buffer.from(data) : deflateRawSync(data);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(options.stored === true ? 0 : 8, 10);
    entry.writeUInt32LE(crc32(data), 16);
    const extra = Buffer.alloc(options.zip64 === true ? 28 : 0);
    if (options.zip64 === true) {
      entry.writeUInt32LE(0xffffffff, 20);
      entry.writeUInt32LE(0xffffffff, 24);
      entry.writeUInt32LE(0xffffffff, 42);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      [data.length, packed.length, offset].forEach((value, i) => {
        extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
      });
    } else {
      entry.writeUInt32LE(packed.length, 20);
      entry.writeUInt32LE(data.length, 24);
      entry.writeUInt32LE(offset, 42);
    }
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(extra.length, 30);
    directory.push(entry, Buffer.from(name), extra);
    parts.push(local, Buffer.from(name), packed);
    offset += 30 + name.length + packed.length;
  }
  const count = Object.keys(members).length;
  const start = offset;
  const size = directory.reduce((all, part) => all + part.length, 0);
  const tail: Buffer[] = [];
  if (options.zip64 === true) {
    const end64 = Buffer.alloc(56);
    end64.writeUInt32LE(0x06064b50, 0);
    end64.writeBigUInt64LE(BigInt(count), 32);
    end64.writeBigUInt64LE(BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(start + size), 8);
    tail.push(end64, locator);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64 === true ? 0xffff : count, 10);
  end.writeUInt32LE(options.zip64 === true ? 0xffffffff : start, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, ...tail, end]));
}

const bytesOf = (data: ArrayBufferView): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

describe('readNpy', () => {
  it.each([
    ['|u1', Uint8Array.of(1, 255), [1, 255]],
    ['|i1', Int8Array.of(-1, 127), [-1, 127]],
    ['<u2', Uint16Array.of(1, 65_535), [1, 65_535]],
    ['<i2', Int16Array.of(-2, 300), [-2, 300]],
    ['<u4', Uint32Array.of(1, 2 ** 32 - 1), [1, 2 ** 32 - 1]],
    ['<i4', Int32Array.of(-(2 ** 31), 5), [-(2 ** 31), 5]],
    ['<i8', BigInt64Array.of(-3n, 2n ** 53n - 1n), [-3, 2 ** 53 - 1]],
    ['<u8', BigUint64Array.of(7n, 0n), [7, 0]],
    ['<f4', Float32Array.of(0.5, -1), [0.5, -1]],
    ['<f8', Float64Array.of(0.1, 1e300), [0.1, 1e300]],
  ])('reads %s, and its big-endian form', (descr, data, expected) => {
    const bytes = bytesOf(data);
    expect([...readNpy(npy(descr, '(2,)', bytes), 'a.npy').data]).toEqual(expected);
    const width = bytes.length / 2;
    const swapped = Uint8Array.from(
      bytes,
      (_, i) => bytes[Math.floor(i / width) * width + width - 1 - (i % width)] ?? 0,
    );
    expect([...readNpy(npy(descr.replace('<', '>'), '(2,)', swapped), 'a.npy').data]).toEqual(expected);
  });

  it('turns Fortran order into row-major order', () => {
    // [[0, 1, 2], [10, 11, 12]] column by column.
    const array = readNpy(npy('|u1', '(2, 3)', Uint8Array.of(0, 10, 1, 11, 2, 12), true), 'f.npy');
    expect([...array.data]).toEqual([0, 1, 2, 10, 11, 12]);
    const three = Uint8Array.from({ length: 24 }, (_, i) => i);
    const cube = readNpy(npy('|u1', '(2, 3, 4)', three, true), 'f.npy');
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 3; j++)
        for (let k = 0; k < 4; k++) expect(cube.data[(i * 3 + j) * 4 + k]).toBe(i + 2 * j + 6 * k);
  });

  it('refuses what it cannot read, before allocating', () => {
    const good = npy('|u1', '(2, 3)', new Uint8Array(6));
    expect(code(() => readNpy(good.subarray(0, good.length - 1), 'a'))).toBe('data/truncated');
    expect(code(() => readNpy(good.subarray(0, 30), 'a'))).toBe('data/truncated');
    expect(code(() => readNpy(Uint8Array.of(1, 2, 3), 'a'))).toBe('data/not-npy');
    expect(code(() => readNpy(npy('|u1', '(2, 3)', new Uint8Array(7)), 'a'))).toBe('data/wrong-shape');
    expect(code(() => readNpy(npy('|u1', '(100000, 100000, 3)', new Uint8Array(6)), 'a'))).toBe('data/wrong-shape');
    expect(code(() => readNpy(npy('<c16', '(1,)', new Uint8Array(16)), 'a'))).toBe('data/unsupported-type');
    expect(code(() => readNpy(npy('<i8', '(1,)', bytesOf(BigInt64Array.of(2n ** 60n))), 'a'))).toBe(
      'data/value-out-of-range',
    );
  });

  it('never fails other than by a KrausError on damaged bytes', () => {
    const good = npy('<f4', '(2, 2)', new Uint8Array(16));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bad = good.slice();
        bad[at] = value;
        code(() => readNpy(bad, 'a'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('readIdx', () => {
  it('reads images and labels', () => {
    expect(readIdx(idx(8, [2, 1, 2], [1, 2, 3, 4]), 'a')).toEqual({
      shape: [2, 1, 2],
      type: 'u1',
      data: Uint8Array.of(1, 2, 3, 4),
    });
    expect([...readIdx(idx(11, [2], [255, 254, 1, 0]), 'a').data]).toEqual([-2, 256]);
  });

  it('refuses wrong magic, cut files, left-overs and absurd headers', () => {
    expect(code(() => readIdx(Uint8Array.of(0x50, 0x4b, 3, 4, 0), 'a'))).toBe('data/not-idx');
    expect(code(() => readIdx(idx(8, [2, 2], [1, 2, 3]), 'a'))).toBe('data/truncated');
    expect(code(() => readIdx(idx(8, [2], [1, 2, 3]), 'a'))).toBe('data/wrong-shape');
    expect(code(() => readIdx(idx(8, [2 ** 31, 2 ** 31], []), 'a'))).toBe('data/wrong-shape');
    expect(code(() => readIdx(new Uint8Array(2), 'a'))).toBe('data/not-idx');
  });
});

describe('openZip and readNpz', () => {
  const images = npy('|u1', '(2, 1, 1)', Uint8Array.of(7, 9));
  const labels = npy('<i8', '(2, 1)', bytesOf(BigInt64Array.of(3n, 4n)));

  it.each([{}, { stored: true }, { zip64: true }, { zip64: true, stored: true }])('reads %j', (options) => {
    const splits = readNpz(zip({ 'train_images.npy': images, 'train_labels.npy': labels }, options), 'a.npz');
    expect([...(splits.train?.pixels ?? [])]).toEqual([7, 9]);
    expect([...(splits.train?.labels ?? [])]).toEqual([3, 4]);
    expect(splits.test).toBeUndefined();
  });

  it('says what an archive has when images are missing', () => {
    expect(() => readNpz(zip({ 'weights.npy': images }), 'w.npz')).toThrow(
      /w\.npz has weights\.npy; an array of images/,
    );
  });

  it('notices a changed byte, a cut file, and a lie about a size', () => {
    const stored = zip({ 'a.npy': images }, { stored: true });
    const changed = stored.slice();
    changed[30 + 5 + images.length - 1] = 8;
    expect(code(() => openZip(changed, 'a').read('a.npy'))).toBe('data/damaged');
    expect(code(() => openZip(stored.subarray(0, stored.length - 5), 'a'))).toBe('data/not-zip');
    expect(code(() => openZip(stored.subarray(10), 'a').read('a.npy'))).toBe('data/damaged');
    const packed = zip({ 'a.npy': new Uint8Array(100_000) });
    const view = new DataView(packed.buffer);
    const entry = view.getUint32(packed.length - 6, true);
    view.setUint32(entry + 24, 10, true);
    expect(code(() => openZip(packed, 'a').read('a.npy'))).toBe('data/damaged');
    view.setUint32(entry + 24, 0xfffffff0, true);
    expect(code(() => openZip(packed, 'a').read('a.npy'))).toBe('data/damaged');
    expect(code(() => openZip(packed, 'a').read('b.npy'))).toBe('data/no-such-member');
  });

  it('never fails other than by a KrausError on damaged bytes', () => {
    const good = zip({ 'a.npy': images, 'b.npy': labels }, { zip64: true });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bad = good.slice();
        bad[at] = value;
        code(() => {
          const archive = openZip(bad, 'a');
          for (const name of archive.names) archive.read(name);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toImages', () => {
  const real = (values: number[]) =>
    ({ shape: [1, 1, values.length], type: 'f4', data: Float32Array.from(values) }) as const;

  it('scales reals in 0 … 1 and keeps reals in 0 … 255', () => {
    expect([...toImages(real([0, 0.5, 1]), undefined, 'a').pixels]).toEqual([0, 128, 255]);
    expect([...toImages(real([0, 0.5, 200.4]), undefined, 'a').pixels]).toEqual([0, 1, 200]);
    expect(code(() => toImages(real([-0.1, 1]), undefined, 'a'))).toBe('data/value-out-of-range');
    expect(code(() => toImages(real([Number.NaN]), undefined, 'a'))).toBe('data/value-out-of-range');
  });

  it('refuses shapes that are not images and labels that do not fit', () => {
    const image = { shape: [2, 1, 1], type: 'u1', data: Uint8Array.of(1, 2) } as const;
    expect(code(() => toImages({ ...image, shape: [2] }, undefined, 'a'))).toBe('data/wrong-shape');
    expect(code(() => toImages({ ...image, shape: [1, 1, 1, 2] }, undefined, 'a'))).toBe('data/wrong-shape');
    expect(code(() => toImages(image, { shape: [2, 14], type: 'u1', data: new Uint8Array(28) }, 'a'))).toBe(
      'data/wrong-shape',
    );
    expect(code(() => toImages(image, { shape: [2], type: 'i2', data: Int16Array.of(0, 256) }, 'a'))).toBe(
      'data/value-out-of-range',
    );
  });
});

describe('readCsv', () => {
  const options = { label: 'first', width: undefined, channels: 1 };

  it('reads with and without a header, in any common separator', () => {
    const expected = {
      count: 2,
      height: 2,
      width: 2,
      channels: 1,
      pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      labels: Uint8Array.of(3, 0),
    };
    expect(readCsv('3,1,2,3,4\n0,5,6,7,8\n', options, 'a').images).toEqual(expected);
    expect(readCsv('label;p0;p1;p2;p3\r\n3;1;2;3;4\r\n0;5;6;7;8', options, 'a').images).toEqual(expected);
    expect(
      readCsv('a\tb\tc\td\tdigit\n1\t2\t3\t4\t3\n5\t6\t7\t8\t0', { ...options, label: 'digit' }, 'a').images,
    ).toEqual(expected);
    expect(readCsv('1,2,3,4,3\n5,6,7,8,0', { ...options, label: 'last' }, 'a').images).toEqual(expected);
    expect(readCsv('1,2,3,4\n5,6,7,8', { ...options, label: 'none', width: 4 }, 'a').images).toMatchObject({
      height: 1,
      width: 4,
      labels: Uint8Array.of(0, 0),
    });
  });

  it('makes classes of text labels', () => {
    const { images, classes } = readCsv('"dog",9\ncat,8\ndog,7', options, 'a');
    expect(classes).toEqual(['cat', 'dog']);
    expect([...images.labels]).toEqual([1, 0, 1]);
    expect([...images.pixels]).toEqual([9, 8, 7]);
  });

  it.each([
    ['', 'data/not-csv'],
    ['1,2\n1,2,3', 'data/not-csv'],
    ['1,2\n1,256', 'data/value-out-of-range'],
    ['1,2\n1,', 'data/value-out-of-range'],
    ['1,2,3,4', 'data/wrong-shape'],
  ])('refuses %j', (text, expected) => {
    expect(code(() => readCsv(text, options, 'a.csv'))).toBe(expected);
  });

  it('names the line', () => {
    expect(() => readCsv('1,2\n1,9\n1,x', options, 'a.csv')).toThrow(
      "a.csv, line 3, column 2: 'x' is not a pixel value",
    );
  });
});
