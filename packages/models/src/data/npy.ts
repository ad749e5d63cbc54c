import { KrausError } from '@kraus/core';
import {
  BYTES_PER_ITEM,
  decodeItems,
  fortranToRowMajor,
  itemCount,
  type NumericArray,
  type NumericType,
} from './numeric-array.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const MAX_HEADER = 65_536;

/**
 * Reads a NumPy `.npy` array (format 1.0 to 3.0; `b1`, `u1…u8`, `i1…i8`, `f4`, `f8`; little- and big-endian; C and
 * Fortran order). The result is row-major. Nothing is allocated for the items before the header agrees with the file's
 * size. Format: numpy.lib.format.
 *
 * @param where the file's (and member's) name, for errors
 * @throws KrausError `data/not-npy`, `data/unsupported-type`, `data/wrong-shape`, `data/truncated`
 */
export function readNpy(bytes: Uint8Array, where: string): NumericArray {
  const { header, items } = readHeader(bytes, where);
  if (header.complex) {
    throw new KrausError(
      'data/unsupported-type',
      `${where}: its items are complex; here one of ${Object.keys(BYTES_PER_ITEM).join(', ')} is expected.`,
    );
  }
  return decode(items, header, where);
}

/** A complex array, row-major, re and im interleaved. */
export interface ComplexArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/**
 * Reads a NumPy `.npy` array as complex numbers: `c8`, `c16`, or any type of {@link readNpy} with imaginary parts 0.
 * @throws KrausError as {@link readNpy}
 */
export function readComplexNpy(bytes: Uint8Array, where: string): ComplexArray {
  const { header, items } = readHeader(bytes, where);
  const { shape } = header;
  const data = new Float64Array(2 * itemCount(shape, where));
  if (!header.complex) {
    const real = decode(items, header, where).data;
    for (let i = 0; i < real.length; i++) data[2 * i] = real[i] as number;
    return { shape, data };
  }
  const numbers = decodeItems(items, header.type, header.littleEndian, where);
  for (const part of [0, 1]) {
    const plane = Float64Array.from({ length: numbers.length / 2 }, (_, i) => numbers[2 * i + part] as number);
    const ordered = inRowMajor({ shape, type: 'f8', data: plane }, header);
    for (let i = 0; i < plane.length; i++) data[2 * i + part] = ordered.data[i] as number;
  }
  return { shape, data };
}

function decode(items: Uint8Array, header: NpyHeader, where: string): NumericArray {
  const data = decodeItems(items, header.type, header.littleEndian, where);
  return inRowMajor({ shape: header.shape, type: header.type, data }, header);
}

function inRowMajor(array: NumericArray, header: NpyHeader): NumericArray {
  return header.fortranOrder ? fortranToRowMajor(array) : array;
}

function readHeader(bytes: Uint8Array, where: string): { header: NpyHeader; items: Uint8Array } {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new KrausError('data/not-npy', `${where} is not a NumPy array: it does not begin with \\x93NUMPY.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = view.getUint8(6);
  if (major < 1 || major > 3) {
    throw new KrausError(
      'data/not-npy',
      `${where}: NumPy format ${major}.${view.getUint8(7)} is unknown (1.0 to 3.0 are read).`,
    );
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) throw truncated(where, start, bytes.length);
  const headerLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerLength > MAX_HEADER) {
    throw new KrausError(
      'data/not-npy',
      `${where}: a header of ${headerLength} bytes is not plausible (at most ${MAX_HEADER}).`,
    );
  }
  const dataStart = start + headerLength;
  if (bytes.length < dataStart) throw truncated(where, dataStart, bytes.length);
  const text = new TextDecoder(major === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, dataStart));
  const header = parseHeader(text, where);
  const count = itemCount(header.shape, where);
  const needed = dataStart + count * BYTES_PER_ITEM[header.type] * (header.complex ? 2 : 1);
  if (bytes.length !== needed) {
    if (bytes.length < needed) throw truncated(where, needed, bytes.length);
    const type = header.complex ? `complex ${header.type}` : header.type;
    throw new KrausError(
      'data/wrong-shape',
      `${where}: shape [${header.shape.join(', ')}] of ${type} needs ${needed} bytes, but there are ${bytes.length}.`,
    );
  }
  return { header, items: bytes.subarray(dataStart) };
}

interface NpyHeader {
  /** Of an item, or of each part of a complex one. */
  readonly type: NumericType;
  readonly complex: boolean;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** The header is the text of a Python dictionary with the keys `descr`, `fortran_order` and `shape`. */
function parseHeader(text: string, where: string): NpyHeader {
  const descr = /['"]descr['"]\s*:\s*['"]([<>|=]?)([a-zA-Z])(\d+)['"]/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (order === null || shape === null) {
    throw new KrausError(
      'data/not-npy',
      `${where}: the header has no 'fortran_order' and 'shape': ${text.slice(0, 80).trim()}`,
    );
  }
  const complex = descr?.[2] === 'c';
  const type = complex ? `f${Number(descr?.[3]) / 2}` : `${descr?.[2] ?? '?'}${descr?.[3] ?? ''}`;
  if (!isNumericType(type)) {
    const found = /['"]descr['"]\s*:\s*([^,]*)/.exec(text)?.[1] ?? 'nothing';
    throw new KrausError(
      'data/unsupported-type',
      `${where}: items of type ${found.trim()} cannot be read; save it as one of ${Object.keys(BYTES_PER_ITEM).join(', ')} (states also as c8, c16).`,
    );
  }
  const extents = (shape[1] ?? '')
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map(Number);
  return { type, complex, littleEndian: descr?.[1] !== '>', fortranOrder: order[1] === 'True', shape: extents };
}

function isNumericType(type: string): type is NumericType {
  return Object.hasOwn(BYTES_PER_ITEM, type);
}

function truncated(where: string, needed: number, given: number): KrausError {
  return new KrausError(
    'data/truncated',
    `${where} is cut off: ${needed} bytes are needed, ${given} are there. Get the file again.`,
  );
}
