import type { Precision, RealArray } from '../../executable/index.js';
import { type KernelRuntime, kernelRuntime } from '../../runtime/index.js';
import { moduleBase64 as float32Module } from '../generated/float32.js';
import { moduleBase64 as float64Module } from '../generated/float64.js';
import { operatorWork, type RealOperator } from '../real-operator.js';
import {
  type BatchShape,
  type Block,
  type CombinedVector,
  type LindbladKernels,
  type PlacedOperator,
  type SeriesStep,
  type SparseForms,
  scratchOf,
} from './kernels.js';

/** Below this many multiply–adds of a call a second thread costs more than it gives. */
const PARALLEL_WORK = 100_000;

interface Piece {
  address: number;
  bytes: number;
}

/** The WebAssembly kernels. All memory that one instance takes is given back by {@link dispose}. */
export class WasmLindbladKernels implements LindbladKernels {
  readonly name: string;
  readonly precision: Precision;
  readonly lanes: readonly [number, number];
  readonly #runtime: KernelRuntime;
  readonly #bytes: number;
  readonly #pieces = new Map<number, Piece>();
  readonly #placed = new Map<RealOperator, { readonly placed: PlacedOperator; readonly pieces: readonly number[] }>();
  readonly #tables = new Map<object, number>();
  /** Memory kept between calls and enlarged when needed, by purpose. */
  readonly #growing = new Map<string, Piece>();

  constructor(precision: Precision, threads: number) {
    this.precision = precision;
    this.#runtime = kernelRuntime(
      `Lindblad, ${precision}`,
      precision === 'float32' ? float32Module : float64Module,
      threads,
    );
    this.#bytes = precision === 'float32' ? 4 : 8;
    this.lanes = precision === 'float32' ? [4, 16] : [2, 8];
    const { threads: used } = this.#runtime;
    this.name = `WebAssembly ${precision}, ${used} thread${used > 1 ? 's' : ''}`;
  }

  allocate(numbers: number): Block {
    const address = this.#take(numbers * this.#bytes);
    const view = (): RealArray => this.#view(address, numbers);
    return {
      address,
      get data() {
        return view();
      },
    };
  }

  release(block: Block): void {
    this.#give(block.address);
  }

  place(operator: RealOperator): PlacedOperator {
    const known = this.#placed.get(operator);
    if (known !== undefined) return known.placed;
    const before = new Set(this.#pieces.keys());
    const parts = operator.parts.flatMap((part) => [
      part.kind === 'sum' ? 0 : 1,
      this.#integers(part.start),
      this.#integers(part.column),
      this.#reals(part.value),
    ]);
    const placed = {
      source: operator,
      address: this.#integers([
        operator.rows,
        this.#integers(operator.start),
        this.#integers(operator.column),
        this.#reals(operator.value),
        operator.dimension,
        operator.parts.length,
        parts.length === 0 ? 0 : this.#integers(parts),
      ]),
    };
    const pieces = [...this.#pieces.keys()].filter((address) => !before.has(address));
    this.#placed.set(operator, { placed, pieces });
    return placed;
  }

  remove({ source }: PlacedOperator): void {
    for (const address of this.#placed.get(source)?.pieces ?? []) this.#give(address);
    this.#placed.delete(source);
  }

  apply(
    shape: BatchShape,
    operator: PlacedOperator,
    x: Block,
    y: Block,
    scalars: readonly [number, number, number],
  ): void {
    const size = scratchOf(operator.source, shape.lanes);
    const words = [operator.address, shape.lanes, this.#scratch(size), size, x.address, y.address];
    this.#run('lindblad_apply', shape, operatorWork(operator.source), [...words, this.#keep('scalars', scalars)]);
  }

  series(shape: BatchShape, operator: PlacedOperator, state: Block, step: SeriesStep, out: Block): void {
    const { lanes, rows } = shape;
    const { readout } = step;
    const terms = step.last.length;
    const size = 2 * rows * lanes + lanes + scratchOf(operator.source, lanes);
    const words = [operator.address, lanes, this.#scratch(size), size, state.address, step.keep ? 1 : 0];
    words.push(this.#keep('scalars', step.scalars), terms, this.#keep('last', step.last), step.times);
    words.push(this.#keep('coefficients', step.coefficients), this.#keepIntegers('first', step.first));
    if (readout === undefined) words.push(rows, 0, 0, 0);
    else words.push(readout.start.length - 1, ...this.#table(readout, readout.start, readout.column, readout.value));
    this.#run('lindblad_series', shape, terms * operatorWork(operator.source), [...words, out.address]);
  }

  arnoldi(shape: BatchShape, operator: PlacedOperator, basis: Block, steps: number, norm: Block, h: Block): void {
    const size = scratchOf(operator.source, shape.lanes);
    const words = [operator.address, shape.lanes, this.#scratch(size), size, basis.address, steps];
    const work = steps * (operatorWork(operator.source) + 2 * steps * shape.rows);
    this.#run('lindblad_arnoldi', shape, work, [...words, norm.address, h.address]);
  }

  combine(
    shape: BatchShape,
    vectors: readonly CombinedVector[],
    coefficients: Float64Array,
    stride: number,
    out: Block,
  ): void {
    const pairs = vectors.flatMap(({ block, offset, stride }) => [block.address + offset * this.#bytes, stride]);
    const words = [shape.rows, shape.lanes, vectors.length, this.#keepIntegers('vectors', pairs)];
    words.push(this.#keep('coefficients', coefficients), stride, out.address);
    this.#run('lindblad_combine', shape, vectors.length * shape.rows, words);
  }

  dots(shape: BatchShape, x: Block, y: Block): RealArray {
    const count = shape.tiles * shape.lanes;
    const out = this.#grown('dots', count * this.#bytes);
    this.#run('lindblad_dots', shape, shape.rows, [shape.rows, shape.lanes, x.address, y.address, out]);
    return this.#view(out, count).slice();
  }

  forms(shape: BatchShape, forms: SparseForms, left: Block, right: Block): RealArray {
    const number = forms.start.length - 1;
    const count = shape.tiles * number * shape.lanes;
    const out = this.#grown('forms', count * this.#bytes);
    const tables = this.#table(forms, forms.start, forms.place, forms.value);
    const words = [shape.rows, shape.lanes, number, ...tables, left.address, right.address, out];
    this.#run('lindblad_forms', shape, forms.value.length, words);
    return this.#view(out, count).slice();
  }

  dispose(): void {
    for (const { address, bytes } of this.#pieces.values()) this.#runtime.heap.release(address, bytes);
    this.#pieces.clear();
    this.#placed.clear();
    this.#tables.clear();
    this.#growing.clear();
  }

  #run(kernel: string, shape: BatchShape, workOfOne: number, words: readonly number[]): void {
    const parallel = shape.tiles > 1 && workOfOne * shape.tiles * shape.lanes >= PARALLEL_WORK;
    this.#runtime.run(kernel, shape.tiles, words, [], parallel);
  }

  #view(address: number, numbers: number): RealArray {
    const { buffer } = this.#runtime.heap;
    return this.precision === 'float32'
      ? new Float32Array(buffer, address, numbers)
      : new Float64Array(buffer, address, numbers);
  }

  #take(bytes: number): number {
    const size = Math.max(64, bytes);
    const address = this.#runtime.heap.allocate(size);
    this.#pieces.set(address, { address, bytes: size });
    return address;
  }

  #give(address: number): void {
    const piece = this.#pieces.get(address);
    if (piece === undefined) return;
    this.#pieces.delete(address);
    this.#runtime.heap.release(piece.address, piece.bytes);
  }

  #grown(purpose: string, bytes: number): number {
    const held = this.#growing.get(purpose);
    if (held !== undefined && held.bytes >= bytes) return held.address;
    if (held !== undefined) this.#give(held.address);
    const address = this.#take(bytes);
    this.#growing.set(purpose, { address, bytes });
    return address;
  }

  #scratch(numbers: number): number {
    return this.#grown('scratch', numbers * this.#runtime.threads * this.#bytes);
  }

  #keep(purpose: string, values: ArrayLike<number>): number {
    const address = this.#grown(purpose, values.length * this.#bytes);
    this.#view(address, values.length).set(values);
    return address;
  }

  #keepIntegers(purpose: string, values: ArrayLike<number>): number {
    const address = this.#grown(purpose, values.length * 4);
    new Int32Array(this.#runtime.heap.buffer, address, values.length).set(values);
    return address;
  }

  #integers(values: ArrayLike<number>): number {
    const address = this.#take(values.length * 4);
    new Int32Array(this.#runtime.heap.buffer, address, values.length).set(values);
    return address;
  }

  #reals(values: ArrayLike<number>): number {
    const address = this.#take(values.length * this.#bytes);
    this.#view(address, values.length).set(values);
    return address;
  }

  /** Three arrays that stay in memory as long as this instance. */
  #table(owner: object, start: Int32Array, place: Int32Array, value: Float64Array): number[] {
    let address = this.#tables.get(owner);
    if (address === undefined) {
      address = this.#integers([this.#integers(start), this.#integers(place), this.#reals(value)]);
      this.#tables.set(owner, address);
    }
    return Array.from(new Int32Array(this.#runtime.heap.buffer, address, 3));
  }
}
