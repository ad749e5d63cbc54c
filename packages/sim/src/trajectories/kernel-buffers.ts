import type { Precision, RealArray } from '../executable/index.js';
import type { KernelRuntime } from '../runtime/index.js';

type Numbers = 'real' | 'double' | 'word' | 'byte';

/** Named pieces of the kernels' memory, kept and grown on demand, given back together. */
export class KernelBuffers {
  readonly #pieces = new Map<string, { address: number; bytes: number }>();

  constructor(
    readonly runtime: KernelRuntime,
    readonly precision: Precision,
  ) {}

  /** Room for `length` numbers; the contents survive only where the piece was large enough already. */
  reserve(name: string, length: number, numbers: Numbers): number {
    const bytes = Math.max(64, length * this.#bytesOf(numbers));
    const held = this.#pieces.get(name);
    if (held !== undefined && held.bytes >= bytes) return held.address;
    if (held !== undefined) {
      this.#pieces.delete(name);
      this.runtime.heap.release(held.address, held.bytes);
    }
    const address = this.runtime.heap.allocate(bytes);
    this.#pieces.set(name, { address, bytes });
    return address;
  }

  address(name: string): number {
    return this.#pieces.get(name)?.address ?? 0;
  }

  reals(name: string, length: number): RealArray {
    const { buffer } = this.runtime.heap;
    const at = this.address(name);
    return this.precision === 'float32' ? new Float32Array(buffer, at, length) : new Float64Array(buffer, at, length);
  }

  doubles(name: string, length: number): Float64Array {
    return new Float64Array(this.runtime.heap.buffer, this.address(name), length);
  }

  words(name: string, length: number): Int32Array {
    return new Int32Array(this.runtime.heap.buffer, this.address(name), length);
  }

  bytes(name: string, length: number): Uint8Array {
    return new Uint8Array(this.runtime.heap.buffer, this.address(name), length);
  }

  /** Reserves and fills with reals. */
  put(name: string, values: ArrayLike<number>): number {
    const address = this.reserve(name, values.length, 'real');
    this.reals(name, values.length).set(values);
    return address;
  }

  putWords(name: string, values: ArrayLike<number>): number {
    const address = this.reserve(name, values.length, 'word');
    this.words(name, values.length).set(values);
    return address;
  }

  /** A copy outside the kernels' memory. */
  copyReals(name: string, length: number): RealArray {
    const copy = this.precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
    copy.set(this.reals(name, length));
    return copy;
  }

  release(): void {
    for (const { address, bytes } of this.#pieces.values()) this.runtime.heap.release(address, bytes);
    this.#pieces.clear();
  }

  #bytesOf(numbers: Numbers): number {
    if (numbers === 'real') return this.precision === 'float32' ? 4 : 8;
    return { double: 8, word: 4, byte: 1 }[numbers];
  }
}
