import type { Precision, RealArray } from '../../executable/index.js';
import type { RealOperator } from '../real-operator.js';

/** How a batch of vectors lies in memory: [tile][row][lane]. */
export interface BatchShape {
  /** Vectors. */
  readonly count: number;
  /** Vectors of one tile; the last tile is filled up with zeros. */
  readonly lanes: number;
  readonly tiles: number;
  /** Coordinates of a vector, d². */
  readonly rows: number;
}

/** A piece of the kernels' memory. */
export interface Block {
  /** What it holds now; to be asked for anew after every allocation. */
  readonly data: RealArray;
  readonly address: number;
}

/** An operator in the kernels' memory. */
export interface PlacedOperator {
  readonly source: RealOperator;
  readonly address: number;
}

/** Sparse real matrices A_f: entry k of form f, for k from start[f] to start[f + 1], is value[k] at (place[2k], place[2k + 1]). */
export interface SparseForms {
  readonly start: Int32Array;
  readonly place: Int32Array;
  readonly value: Float64Array;
}

/** Rows of a sparse matrix that is read out of a vector. */
export interface Readout {
  readonly start: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** One step by a Faber series: e^{τM} x = Σ_k a_k(τ) F_k(M) x. */
export interface SeriesStep {
  /** 1/ρ, the center s and δ/ρ of the ellipse ψ(w) = s + ρw + δ/w. */
  readonly scalars: readonly [number, number, number];
  /** a_k at the end of the step, [terms]. */
  readonly last: Float64Array;
  /** Whether the state moves on to the end of the step. */
  readonly keep: boolean;
  /** a_k at every output time of the step, [terms][times]. */
  readonly coefficients: Float64Array;
  /** For each k the first output time whose coefficient is not negligible. */
  readonly first: Int32Array;
  readonly times: number;
  /** What is read out, every coordinate if undefined. */
  readonly readout: Readout | undefined;
}

/** One vector of a linear combination: a block, from a number on, with so many numbers from tile to tile. */
export interface CombinedVector {
  readonly block: Block;
  readonly offset: number;
  readonly stride: number;
}

/** The arithmetic that every Lindblad solver stands on, in WebAssembly or TypeScript. Results do not depend on threads. */
export interface LindbladKernels {
  /** E.g. `WebAssembly float64, 2 threads`. */
  readonly name: string;
  readonly precision: Precision;
  /** Lanes of a narrow and of a wide tile. */
  readonly lanes: readonly [narrow: number, wide: number];
  allocate(numbers: number): Block;
  release(block: Block): void;
  /** Puts an operator into the kernels' memory, once. */
  place(operator: RealOperator): PlacedOperator;
  /** Takes it out again. */
  remove(operator: PlacedOperator): void;
  /** y = a M x + b x + c y. */
  apply(
    shape: BatchShape,
    operator: PlacedOperator,
    x: Block,
    y: Block,
    scalars: readonly [a: number, b: number, c: number],
  ): void;
  /** One series step of every vector of `state`; outputs are written to `out`, [tile][time][output][lane]. */
  series(shape: BatchShape, operator: PlacedOperator, state: Block, step: SeriesStep, out: Block): void;
  /**
   * Arnoldi's process, lane by lane: `basis` is [tile][steps + 1][row][lane] and begins with the vector, `norm` [tile][lane]
   * becomes its length, `h` [tile][steps][steps + 2][lane] the columns of the Hessenberg matrix.
   */
  arnoldi(shape: BatchShape, operator: PlacedOperator, basis: Block, steps: number, norm: Block, h: Block): void;
  /** out = Σ_k coefficient[k] vector[k], lane by lane; coefficients are [tile][k][lane], or [k][lane] for a stride of 0. */
  combine(
    shape: BatchShape,
    vectors: readonly CombinedVector[],
    coefficients: Float64Array,
    stride: number,
    out: Block,
  ): void;
  /** Inner products of x and y, lane by lane: [tile][lane]. */
  dots(shape: BatchShape, x: Block, y: Block): RealArray;
  /** leftᵀ A_f right for every form, lane by lane: [tile][form][lane]. */
  forms(shape: BatchShape, forms: SparseForms, left: Block, right: Block): RealArray;
  /** Gives all memory back. */
  dispose(): void;
}

/** The numbers of one vector of the whole batch. */
export function vectorLength(shape: BatchShape): number {
  return shape.tiles * shape.rows * shape.lanes;
}

/** The layout of a batch: wide tiles unless it fits into two narrow ones. */
export function batchShape(kernels: LindbladKernels, rows: number, count: number): BatchShape {
  const [narrow, wide] = kernels.lanes;
  const lanes = count <= 2 * narrow ? narrow : wide;
  return { count, lanes, tiles: Math.ceil(count / lanes), rows };
}

/** Numbers of scratch memory that applying the operator to one tile takes. */
export function scratchOf(operator: RealOperator, lanes: number): number {
  return operator.parts.length === 0 ? 0 : 4 * operator.rows * lanes;
}
