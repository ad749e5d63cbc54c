import { KrausError } from '@kraus/core';
import { BYTES_PER_ITEM, decodeItems, itemCount, type NumericArray, type NumericType } from './numeric-array.js';

const TYPES: Readonly<Record<number, NumericType>> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };

/**
 * Reads an IDX array (the format of the MNIST files, big-endian), not compressed: two zero bytes, type, number of axes,
 * one uint32 an axis, then the items.
 *
 * @param where the file's name, for errors
 * @throws KrausError `data/not-idx`, `data/wrong-shape`, `data/truncated`
 */
export function readIdx(bytes: Uint8Array, where: string): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes.length < 4 ? undefined : TYPES[view.getUint8(2)];
  const axes = bytes.length < 4 ? 0 : view.getUint8(3);
  if (type === undefined || view.getUint16(0) !== 0 || axes === 0 || axes > 8) {
    const magic = bytes.length < 4 ? `only ${bytes.length} bytes` : `magic number ${view.getUint32(0)}`;
    throw new KrausError('data/not-idx', `${where} is not an IDX file (${magic}; images have 2051, labels 2049).`);
  }
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw truncated(where, start, bytes.length);
  const shape = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  const needed = start + itemCount(shape, where) * BYTES_PER_ITEM[type];
  if (bytes.length < needed) throw truncated(where, needed, bytes.length);
  if (bytes.length > needed) {
    throw new KrausError(
      'data/wrong-shape',
      `${where}: shape [${shape.join(', ')}] of ${type} needs ${needed} bytes, but there are ${bytes.length}.`,
    );
  }
  return { shape, type, data: decodeItems(bytes.subarray(start), type, false, where) };
}

function truncated(where: string, needed: number, given: number): KrausError {
  return new KrausError(
    'data/truncated',
    `${where} is cut off: ${needed} bytes are needed, ${given} are there. Get the file again.`,
  );
}
