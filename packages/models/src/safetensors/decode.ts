import { KrausError } from '@kraus/core';
import { BYTES_PER_ELEMENT, METADATA_KEY, type SafetensorsFile, sizeOf, type TensorData } from './tensor-data.js';

/** No header of ours comes near; the format's own limit. */
const LARGEST_HEADER = 100_000_000;

/**
 * Reads a safetensors file, strictly: the header must be a JSON object, every tensor of type F32, F64, I32 or U8, each
 * range as long as its shape says, and the ranges must cover the data without gap or overlap. The arrays are copies.
 *
 * @param bytes the whole file
 * @param where how errors call the file, e.g. its path
 * @throws KrausError `models/safetensors-format` if the file is truncated or breaks any of these rules
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const fail = (reason: string): KrausError =>
    new KrausError('models/safetensors-format', `${where} is not a valid safetensors file: ${reason}.`);
  if (bytes.length < 8) throw fail(`it has ${bytes.length} bytes, expected at least 8`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > LARGEST_HEADER || 8 + headerLength > bytes.length) {
    throw fail(`its header claims ${headerLength} bytes of ${bytes.length - 8}; the file may be cut short`);
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength), fail);
  const dataLength = bytes.length - 8 - headerLength;
  const tensors: Record<string, TensorData> = {};
  const ranges: (readonly [number, number])[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA_KEY) {
      metadata = readMetadata(value, fail);
      continue;
    }
    const field = readField(name, value, fail);
    const [from, to] = field.range;
    const expected = sizeOf(field.shape) * BYTES_PER_ELEMENT[field.dtype];
    if (to - from !== expected || to > dataLength) {
      throw fail(
        `tensor '${name}' has the bytes ${from} … ${to} of ${dataLength}, expected ${expected} bytes for its shape`,
      );
    }
    ranges.push(field.range);
    const begin = 8 + headerLength + from;
    define(tensors, name, copyOut(field.dtype, field.shape, view, begin));
  }
  checkCover(ranges, dataLength, fail);
  return { tensors, metadata };
}

type Fail = (reason: string) => KrausError;

interface Field {
  readonly dtype: TensorData['dtype'];
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets an own property, also for names such as `__proto__`. */
function define<T>(record: Record<string, T>, name: string, value: T): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw fail('its header is not JSON');
  }
  if (!isRecord(header)) throw fail('its header is not a JSON object');
  return header;
}

function readMetadata(value: unknown, fail: Fail): Record<string, string> {
  if (!isRecord(value)) throw fail(`'${METADATA_KEY}' is not an object`);
  const metadata: Record<string, string> = {};
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw fail(`the entry '${key}' of '${METADATA_KEY}' is not a string`);
    define(metadata, key, text);
  }
  return metadata;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readField(name: string, value: unknown, fail: Fail): Field {
  if (!isRecord(value)) throw fail(`tensor '${name}' is not described by an object`);
  const { dtype, shape, data_offsets: range } = value;
  if (dtype !== 'F32' && dtype !== 'F64' && dtype !== 'I32' && dtype !== 'U8') {
    throw fail(`tensor '${name}' has the type ${JSON.stringify(dtype)}; F32, F64, I32 and U8 are supported`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount) || !Number.isSafeInteger(sizeOf(shape))) {
    throw fail(`tensor '${name}' has the shape ${JSON.stringify(shape)}`);
  }
  if (!Array.isArray(range) || range.length !== 2 || !range.every(isCount)) {
    throw fail(`tensor '${name}' has the range ${JSON.stringify(range)}`);
  }
  return { dtype, shape, range: [range[0], range[1]] };
}

function copyOut(dtype: TensorData['dtype'], shape: readonly number[], view: DataView, begin: number): TensorData {
  const size = sizeOf(shape);
  switch (dtype) {
    case 'F32': {
      const data = new Float32Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getFloat32(begin + 4 * i, true);
      return { dtype, shape, data };
    }
    case 'F64': {
      const data = new Float64Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getFloat64(begin + 8 * i, true);
      return { dtype, shape, data };
    }
    case 'I32': {
      const data = new Int32Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getInt32(begin + 4 * i, true);
      return { dtype, shape, data };
    }
    case 'U8': {
      const data = new Uint8Array(size);
      for (let i = 0; i < size; i++) data[i] = view.getUint8(begin + i);
      return { dtype, shape, data };
    }
  }
}

function checkCover(ranges: (readonly [number, number])[], length: number, fail: Fail): void {
  ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let at = 0;
  for (const [from, to] of ranges) {
    if (from !== at) throw fail(`its tensors leave a gap or overlap at byte ${at} of the data`);
    at = to;
  }
  if (at !== length) throw fail(`${length - at} bytes at its end belong to no tensor`);
}
