import { ComplexMatrix, type GeneratorProgram, KrausError } from '@kraus/core';
import { compileGenerator } from '../compile-generator.js';
import { realLu, realSolve } from '../dense-lu.js';
import { denseRows } from '../dense-rows.js';
import { writeMatrix } from '../hermitian-coordinates.js';
import { applyOperator, scratchOf } from '../kernels/index.js';
import { adjointOperator, type RealOperator } from '../real-operator.js';
import { nullSpace } from './null-space.js';

/** What a system comes to rest in. */
export interface SteadyState {
  /** The steady state; if there are several, the one that the maximally mixed state goes to (oscillations averaged out). */
  readonly state: ComplexMatrix;
  /** Whether it is the only one. */
  readonly unique: boolean;
  /** Dimension of the space of operators that stand still. */
  readonly multiplicity: number;
  /** Hilbert–Schmidt length of ℒ(state). */
  readonly residual: number;
}

const LARGEST_DIMENSION = 32;
/** Rates below this share of the fastest count as zero. */
const RANK_TOLERANCE = 1e-13;

/**
 * The steady state ℒ(ρ) = 0 from the null space of the generator on Hermitian matrices, a d² × d² decomposition. Rates slower than
 * 1e-13 d² of the fastest cannot be told from zero: then several steady states are reported.
 * @throws KrausError `sim/too-large` for d > 32, `sim/no-steady-state` if no state of trace one was found, and those of the
 *   generator's checks
 */
export function steadyState(generator: GeneratorProgram): SteadyState {
  const operator = compileGenerator(generator);
  const { dimension: d, rows } = operator;
  if (d > LARGEST_DIMENSION) {
    throw new KrausError(
      'sim/too-large',
      `Steady state: dimension ${d} is above ${LARGEST_DIMENSION}; evolve a state for a long time with evolveLindblad instead.`,
    );
  }
  const tolerance = RANK_TOLERANCE * rows;
  const right = nullSpace(rows, denseRows(operator), tolerance);
  const vector = right.length === 1 ? right[0] : limitOfMixed(operator, right, tolerance);
  const trace = vector === undefined ? 0 : vector.subarray(0, d).reduce((sum, p) => sum + p, 0);
  if (vector === undefined || !(Math.abs(trace) > 1e-8)) {
    throw new KrausError(
      'sim/no-steady-state',
      'Steady state: none of trace one was found; the rates of this generator lie too far apart for float64.',
    );
  }
  for (let r = 0; r < rows; r++) vector[r] /= trace;
  const state = new ComplexMatrix(d, d);
  writeMatrix(d, vector, 0, state.data, 0);
  return { state, unique: right.length === 1, multiplicity: right.length, residual: residualOf(operator, vector) };
}

/** V (WᵀV)⁻¹ Wᵀ of the maximally mixed state, V and W the right and left null spaces. */
function limitOfMixed(
  operator: RealOperator,
  right: readonly Float64Array[],
  tolerance: number,
): Float64Array | undefined {
  const left = nullSpace(operator.rows, denseRows(adjointOperator(operator)), tolerance);
  const k = right.length;
  if (k === 0 || left.length !== k) return undefined;
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, r) => sum + value * y[r], 0);
  const gram = Float64Array.from({ length: k * k }, (_, e) => dot(left[Math.floor(e / k)], right[e % k]));
  const mixed = new Float64Array(operator.rows).fill(1 / operator.dimension, 0, operator.dimension);
  const weights = realSolve(
    realLu(k, gram),
    Float64Array.from(left, (w) => dot(w, mixed)),
  );
  return right[0].map((_, r) => right.reduce((sum, v, i) => sum + weights[i] * v[r], 0));
}

function residualOf(operator: RealOperator, vector: Float64Array): number {
  const image = new Float64Array(operator.rows);
  applyOperator(operator, vector, 0, image, 0, 1, 0, 0, new Float64Array(scratchOf(operator, 1)), 1);
  return Math.sqrt(image.reduce((sum, x) => sum + x * x, 0));
}
