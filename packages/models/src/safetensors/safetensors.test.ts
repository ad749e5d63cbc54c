import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type TensorData } from './index.js';

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const size = (shape: readonly number[]): number => shape.reduce((p, n) => p * n, 1);
const tensor: fc.Arbitrary<TensorData> = shapes.chain((shape) => {
  const n = { minLength: size(shape), maxLength: size(shape) };
  return fc.oneof(
    fc.float32Array(n).map((data): TensorData => ({ dtype: 'F32', shape, data })),
    fc.float64Array(n).map((data): TensorData => ({ dtype: 'F64', shape, data })),
    fc.int32Array(n).map((data): TensorData => ({ dtype: 'I32', shape, data })),
    fc.uint8Array(n).map((data): TensorData => ({ dtype: 'U8', shape, data })),
  );
});
const name = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 8 }).filter((n) => n !== '__metadata__');

function file(header: string, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  it('gives back what was written, bit for bit', () => {
    fc.assert(
      fc.property(fc.dictionary(name, tensor), fc.dictionary(name, fc.string()), (tensors, metadata) => {
        const back = decodeSafetensors(encodeSafetensors(tensors, metadata), 'memory');
        expect(new Set(Object.keys(back.tensors))).toEqual(new Set(Object.keys(tensors)));
        for (const key of Object.keys(tensors)) expect(back.tensors[key]).toEqual(tensors[key]);
        expect({ ...back.metadata }).toEqual({ ...metadata });
      }),
    );
  });

  it('writes the published layout', () => {
    const data = Float32Array.of(1.5, -2);
    const bytes = encodeSafetensors({ w: { dtype: 'F32', shape: [2, 1], data } }, { a: 'b' });
    const header = '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}';
    const length = Math.ceil(header.length / 8) * 8;
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true))).toBe(length);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length))).toBe(header.padEnd(length));
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('does not depend on the order of the keys, and aligns every tensor to its element size', () => {
    const a: TensorData = { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) };
    const b: TensorData = { dtype: 'F64', shape: [], data: Float64Array.of(Math.PI) };
    const bytes = encodeSafetensors({ a, b });
    expect(bytes).toEqual(encodeSafetensors({ b, a }));
    expect(new TextDecoder().decode(bytes)).toContain('"data_offsets":[0,8]},"a"');
  });

  it('refuses any cut of a good file', () => {
    const good = encodeSafetensors({ w: { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2, 3) } });
    for (let length = 0; length < good.length; length++) {
      expect(() => decodeSafetensors(good.subarray(0, length), 'x')).toThrow(/not a valid safetensors file/);
    }
  });

  const entry = (dtype: string, shape: string, range: string): string =>
    `{"w":{"dtype":${dtype},"shape":${shape},"data_offsets":${range}}}`;
  it.each([
    ['no JSON', file('{'), /header is not JSON/],
    ['no object', file('[]'), /not a JSON object/],
    ['unknown type', file(entry('"F16"', '[1]', '[0,2]'), [0, 0]), /type "F16"/],
    ['negative side', file(entry('"U8"', '[-1]', '[0,1]'), [0]), /shape \[-1\]/],
    ['wrong length', file(entry('"U8"', '[2]', '[0,1]'), [0]), /expected 2 bytes/],
    ['past the end', file(entry('"U8"', '[2]', '[0,2]'), [0]), /bytes 0 … 2 of 1/],
    ['bytes left over', file(entry('"U8"', '[1]', '[0,1]'), [0, 0]), /1 bytes at its end/],
    ['a gap', file(entry('"U8"', '[1]', '[1,2]'), [0, 0]), /gap or overlap at byte 0/],
    ['strings only', file('{"__metadata__":{"a":1}}'), /not a string/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'x')).toThrow(message);
  });

  it('refuses to write values that do not fill the shape', () => {
    expect(() => encodeSafetensors({ w: { dtype: 'U8', shape: [2], data: Uint8Array.of(1) } })).toThrow(/expected 2/);
  });
});
