import type { GeneratorProgram, MatrixData } from '@kraus/core';
import { compileHamiltonian, compileJump } from '../compile-generator.js';
import type { BatchShape, Block, LindbladKernels, PlacedOperator, SparseForms } from '../kernels/index.js';
import { vectorLength } from '../kernels/index.js';
import type { RealOperator } from '../real-operator.js';

/** λᵀ M_θ x for every parameter θ, where M_θ is the derivative of the generator with respect to θ. */
export class ParameterForms {
  readonly count: number;
  readonly #forms: SparseForms;
  /** Parameters whose M_θ is kept in matrix form, and their places. */
  readonly #operators: readonly { readonly place: number; readonly placed: PlacedOperator }[];
  readonly #kernels: LindbladKernels;
  readonly #shape: BatchShape;
  readonly #image: Block | undefined;

  constructor(
    kernels: LindbladKernels,
    shape: BatchShape,
    generator: GeneratorProgram,
    dimension: number,
    hamiltonians: readonly MatrixData[],
  ) {
    const operators = [
      ...hamiltonians.map((h) => compileHamiltonian(dimension, h)),
      ...generator.jumps.map((jump) => compileJump(dimension, jump)),
    ];
    this.count = operators.length;
    this.#kernels = kernels;
    this.#shape = shape;
    this.#forms = sparseForms(operators);
    this.#operators = operators.flatMap((operator, place) =>
      operator.parts.length === 0 ? [] : [{ place, placed: kernels.place(operator) }],
    );
    if (this.#operators.length > 0) this.#image = kernels.allocate(vectorLength(shape));
  }

  /** Adds weight · λᵀ M_θ x, summed over the batch, to sums[θ]. */
  add(left: Block, right: Block, weight: number, sums: Float64Array): void {
    const { lanes, tiles } = this.#shape;
    const values = this.#kernels.forms(this.#shape, this.#forms, left, right);
    for (let tile = 0; tile < tiles; tile++) {
      for (let f = 0; f < this.count; f++) {
        for (let t = 0; t < lanes; t++) sums[f] += weight * values[(tile * this.count + f) * lanes + t];
      }
    }
    if (this.#image === undefined) return;
    for (const { place, placed } of this.#operators) {
      this.#kernels.apply(this.#shape, placed, right, this.#image, [1, 0, 0]);
      for (const value of this.#kernels.dots(this.#shape, left, this.#image)) sums[place] += weight * value;
    }
  }
}

/** The operators without matrix parts as lists of entries; the others are empty here. */
function sparseForms(operators: readonly RealOperator[]): SparseForms {
  const start = new Int32Array(operators.length + 1);
  operators.forEach(({ parts, column }, f) => {
    start[f + 1] = start[f] + (parts.length === 0 ? column.length : 0);
  });
  const total = start[operators.length];
  const place = new Int32Array(2 * total);
  const value = new Float64Array(total);
  operators.forEach((operator, f) => {
    if (operator.parts.length > 0) return;
    for (let r = 0; r < operator.rows; r++) {
      for (let k = operator.start[r]; k < operator.start[r + 1]; k++) {
        const at = start[f] + k;
        place[2 * at] = r;
        place[2 * at + 1] = operator.column[k];
        value[at] = operator.value[k];
      }
    }
  });
  return { start, place, value };
}
