import type { tf } from '../tensor-flow.js';
import { chunkSize } from './elementwise-kernels.js';
import type { KrausBackend } from './kraus-backend.js';
import { type Call, chunks, sizeOf } from './registry.js';

/** Types that WebAssembly memory holds. */
export type Kept = 'float32' | 'int32' | 'bool';
export function kept(tensor: tf.TensorInfo): tensor is tf.TensorInfo & { dtype: Kept } {
  return tensor.dtype === 'float32' || tensor.dtype === 'int32' || tensor.dtype === 'bool';
}
export const bytesOf = (dtype: Kept): number => (dtype === 'bool' ? 1 : 4);

/** Bits of a number as a tensor element of a type. */
export function bitsOf(value: number, dtype: Kept): number {
  if (dtype !== 'float32') return value;
  return new Int32Array(Float32Array.of(value).buffer)[0] ?? 0;
}

/** Sets all elements. */
export function fill(backend: KrausBackend, tensor: tf.TensorInfo & { dtype: Kept }, value: number): void {
  const n = sizeOf(tensor);
  const address = backend.address(tensor);
  if (tensor.dtype === 'bool') new Uint8Array(backend.runtime.heap.buffer, address, n).fill(value);
  else if (n > 0) {
    const size = chunkSize(n);
    backend.runtime.run('fill_words', chunks(n, size), [address, bitsOf(value, tensor.dtype), n, size]);
  }
}

/** A new tensor whose elements are not initialised. */
export function output(call: Call, shape: readonly number[], dtype: Kept): tf.TensorInfo & { dtype: Kept } {
  return { ...call.backend.output(shape, dtype), dtype };
}
