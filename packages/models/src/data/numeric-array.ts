import { KrausError } from '@kraus/core';

/** An n-dimensional array of plain numbers in row-major (C) order. 64-bit integers have become doubles. */
export interface NumericArray {
  readonly shape: readonly number[];
  readonly type: NumericType;
  readonly data:
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | Float32Array
    | Float64Array;
}

export type NumericType = 'u1' | 'u2' | 'u4' | 'u8' | 'i1' | 'i2' | 'i4' | 'i8' | 'f4' | 'f8' | 'b1';

export const BYTES_PER_ITEM: Readonly<Record<NumericType, number>> = {
  b1: 1,
  u1: 1,
  i1: 1,
  u2: 2,
  i2: 2,
  u4: 4,
  i4: 4,
  f4: 4,
  u8: 8,
  i8: 8,
  f8: 8,
};

/** No array that we read may have more items than this (2^31): larger headers are wrong or hostile. */
export const MAX_ITEMS = 2 ** 31;

/**
 * The product of a shape, checked before anything is allocated.
 * @throws KrausError `data/wrong-shape`
 */
export function itemCount(shape: readonly number[], where: string): number {
  let count = 1;
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new KrausError('data/wrong-shape', `${where}: [${shape.join(', ')}] is not a shape of whole numbers.`);
    }
    count *= extent;
    if (count > MAX_ITEMS) {
      throw new KrausError(
        'data/wrong-shape',
        `${where}: the header announces an array of shape [${shape.join(', ')}], more than the 2^31 items that are read; the file is damaged or not what its name says.`,
      );
    }
  }
  return count;
}

/**
 * Decodes `bytes` (exactly the items, nothing else) into a typed array.
 * @throws KrausError `data/value-out-of-range` for a 64-bit integer beyond ±2^53.
 */
export function decodeItems(
  bytes: Uint8Array,
  type: NumericType,
  littleEndian: boolean,
  where: string,
): NumericArray['data'] {
  const count = bytes.byteLength / BYTES_PER_ITEM[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'b1':
    case 'u1':
      return bytes;
    case 'i1':
      return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    case 'u2':
      return fill(new Uint16Array(count), (i) => view.getUint16(2 * i, littleEndian));
    case 'i2':
      return fill(new Int16Array(count), (i) => view.getInt16(2 * i, littleEndian));
    case 'u4':
      return fill(new Uint32Array(count), (i) => view.getUint32(4 * i, littleEndian));
    case 'i4':
      return fill(new Int32Array(count), (i) => view.getInt32(4 * i, littleEndian));
    case 'f4':
      return fill(new Float32Array(count), (i) => view.getFloat32(4 * i, littleEndian));
    case 'f8':
      return fill(new Float64Array(count), (i) => view.getFloat64(8 * i, littleEndian));
    case 'u8':
      return fill(new Float64Array(count), (i) => exact(view.getBigUint64(8 * i, littleEndian), where));
    case 'i8':
      return fill(new Float64Array(count), (i) => exact(view.getBigInt64(8 * i, littleEndian), where));
  }
}

function fill<T extends { length: number; [i: number]: number }>(target: T, at: (i: number) => number): T {
  for (let i = 0; i < target.length; i++) target[i] = at(i);
  return target;
}

function exact(value: bigint, where: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new KrausError('data/value-out-of-range', `${where}: ${value} is beyond ±2^53 and cannot be read exactly.`);
  }
  return number;
}

/** Rearranges column-major (Fortran) items into row-major order. */
export function fortranToRowMajor(array: NumericArray): NumericArray {
  const { shape, data } = array;
  if (shape.length < 2) return array;
  const out = data.slice();
  const strides: number[] = [];
  let stride = 1;
  for (const extent of shape) {
    strides.push(stride);
    stride *= extent;
  }
  const index = new Array<number>(shape.length).fill(0);
  let source = 0;
  for (let target = 0; target < out.length; target++) {
    out[target] = data[source] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const extent = shape[axis] ?? 1;
      const step = strides[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      if (next < extent) {
        index[axis] = next;
        source += step;
        break;
      }
      index[axis] = 0;
      source -= step * (extent - 1);
    }
  }
  return { ...array, data: out };
}
