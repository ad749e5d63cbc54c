import type { Precision, RealArray } from '../executable/index.js';
import type { Heap } from '../runtime/index.js';

/** A piece of the kernels' memory. A view of shared memory stays valid when the memory grows. */
interface Buffer {
  readonly address: number;
  readonly view: RealArray;
}

export const bytesPerReal = (precision: Precision): number => (precision === 'float32' ? 4 : 8);

/** Real numbers in the kernels' memory from an address on. */
export function realView(heap: Heap, precision: Precision, address: number, length: number): RealArray {
  return precision === 'float32'
    ? new Float32Array(heap.buffer, address, length)
    : new Float64Array(heap.buffer, address, length);
}

/** Named arrays of real numbers in the kernels' memory: they grow when asked to, and are given back together. */
export class Buffers<Name extends string> {
  readonly #heap: Heap;
  readonly #precision: Precision;
  readonly #buffers = new Map<Name, Buffer>();

  constructor(heap: Heap, precision: Precision) {
    this.#heap = heap;
    this.#precision = precision;
  }

  /** Makes room for `length` numbers; what was there before may be lost. */
  reserve(name: Name, length: number): void {
    const held = this.#buffers.get(name);
    if (held !== undefined && held.view.length >= length) return;
    if (held !== undefined) {
      this.#buffers.delete(name);
      this.#heap.release(held.address, held.view.byteLength);
    }
    if (length === 0) return;
    const address = this.#heap.allocate(length * bytesPerReal(this.#precision));
    this.#buffers.set(name, { address, view: realView(this.#heap, this.#precision, address, length) });
  }

  /** The buffer's address, 0 if it was never needed. */
  address(name: Name): number {
    return this.#buffers.get(name)?.address ?? 0;
  }

  /** Copies numbers in, from the given place of the buffer on. */
  fill(name: Name, values: ArrayLike<number> | undefined, at = 0): void {
    if (values !== undefined && values.length > 0) this.#buffers.get(name)?.view.set(values, at);
  }

  clear(name: Name): void {
    this.#buffers.get(name)?.view.fill(0);
  }

  /** Copies outside the kernels' memory, side by side in one ArrayBuffer: [buffer, length] by the names they shall have. */
  readAll<Wanted extends { readonly [name: string]: readonly [Name, number] }>(
    wanted: Wanted,
  ): { [Key in keyof Wanted]: RealArray } {
    const lists = Object.entries(wanted);
    const total = lists.reduce((sum, [, [, length]]) => sum + length, 0);
    const room = this.#precision === 'float32' ? new Float32Array(total) : new Float64Array(total);
    let at = 0;
    const copies: Record<string, RealArray> = {};
    for (const [key, [name, length]] of lists) {
      const copy = room.subarray(at, at + length);
      const view = this.#buffers.get(name)?.view;
      if (view !== undefined && length > 0) copy.set(view.length === length ? view : view.subarray(0, length));
      copies[key] = copy;
      at += length;
    }
    return copies as { [Key in keyof Wanted]: RealArray };
  }

  /** A copy outside the kernels' memory. */
  read(name: Name, length: number): RealArray {
    const view = this.#buffers.get(name)?.view;
    const copy = this.#precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
    if (view !== undefined && length > 0) copy.set(view.length === length ? view : view.subarray(0, length));
    return copy;
  }

  /** Gives everything back. */
  release(): void {
    for (const { address, view } of this.#buffers.values()) this.#heap.release(address, view.byteLength);
    this.#buffers.clear();
  }
}
