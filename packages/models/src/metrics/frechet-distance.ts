import { KrausError } from '@kraus/core';
import { type Moments, moments } from './moments.js';
import { dotProducts } from './products.js';
import { symmetricEigen, symmetricEigenvalues } from './symmetric-eigen.js';

/** Eigenvalues below this share of the largest, of either sign, are rounding. */
const ROUNDING = 1e-10;

export interface FrechetOptions {
  /** Compute even where a covariance has not full rank (count ≤ dimension). The value is then strongly biased. */
  readonly allowDeficient?: boolean | undefined;
}

/**
 * One side of a Fréchet distance, with the root of its covariance computed once: measure many sets against it.
 */
export class FrechetReference {
  readonly moments: Moments;
  /** Row-major `[d, d]`, symmetric. */
  readonly #root: Float64Array;

  constructor(reference: Moments) {
    this.moments = reference;
    this.#root = symmetricRoot(reference);
  }

  /** @see frechetDistance */
  distanceTo(sample: Moments, options: FrechetOptions = {}): number {
    const { moments: reference } = this;
    const d = reference.dimension;
    if (sample.dimension !== d) {
      throw new KrausError(
        'metrics/feature-dimension',
        `Fréchet distance: features of dimension ${sample.dimension} and ${d}; use one extractor for both sides.`,
      );
    }
    refuseDeficient(Math.min(sample.count, reference.count), d, options);
    let shift = 0;
    let traces = 0;
    for (let k = 0; k < d; k++) {
      shift += ((sample.mean[k] as number) - (reference.mean[k] as number)) ** 2;
      traces += (sample.covariance[k * d + k] as number) + (reference.covariance[k * d + k] as number);
    }
    // Rows times rows is the matrix product, as each factor is symmetric.
    const half = product(this.#root, sample.covariance, d);
    const eigenvalues = symmetricEigenvalues(symmetrised(product(half, this.#root, d), d), d);
    let rootTrace = 0;
    for (const value of rectified(eigenvalues)) rootTrace += Math.sqrt(value);
    return Math.max(0, shift + traces - 2 * rootTrace);
  }
}

/**
 * The squared Fréchet (2-Wasserstein) distance of two Gaussians,
 * |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½), in float64 (Dowson & Landau 1982; as a metric of images Heusel et al.,
 * arXiv:1706.08500). The roots are those of symmetric matrices, by eigen-decomposition, so no imaginary part can appear.
 *
 * @throws KrausError `metrics/deficient-covariance` if either side has no more samples than dimensions, unless
 *   `allowDeficient`; `metrics/feature-dimension` if the dimensions differ
 */
export function frechetDistance(a: Moments, b: Moments, options: FrechetOptions = {}): number {
  // Refuse before the expensive root.
  refuseDeficient(Math.min(a.count, b.count), b.dimension, options);
  return new FrechetReference(b).distanceTo(a, options);
}

/** {@link frechetDistance} between two sets of feature vectors, row-major `[n, d]` each. */
export function frechetDistanceOfFeatures(
  a: Float64Array,
  b: Float64Array,
  dimension: number,
  options: FrechetOptions = {},
): number {
  return frechetDistance(moments(a, dimension), moments(b, dimension), options);
}

/** @throws KrausError `metrics/deficient-covariance` if `count ≤ dimension` and it is not allowed */
export function refuseDeficient(count: number, dimension: number, options: FrechetOptions): void {
  if (count > dimension || options.allowDeficient === true) return;
  throw new KrausError(
    'metrics/deficient-covariance',
    `Fréchet distance: ${count} images against ${dimension} features give a covariance without full rank, and a number ` +
      `that means little. Use at least ${dimension + 1} images on each side (several times as many is better), another ` +
      `extractor, the kernel distance (kid), or say allowDeficient: true.`,
  );
}

/** `[d, d]`: row i of `a` by row j of `b`. */
function product(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  dotProducts(a, 0, d, b, 0, d, d, out);
  return out;
}

function symmetrised(matrix: Float64Array, d: number): Float64Array {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const value = ((matrix[i * d + j] as number) + (matrix[j * d + i] as number)) / 2;
      matrix[i * d + j] = value;
      matrix[j * d + i] = value;
    }
  }
  return matrix;
}

/** Eigenvalues of a positive semidefinite matrix with the negative rounding errors taken off. */
function rectified(values: Float64Array): Float64Array {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return values.map((value) => {
    if (!(value >= -ROUNDING * largest)) {
      throw new KrausError(
        'metrics/not-a-covariance',
        `Fréchet distance: a covariance has the eigenvalue ${value} (largest ${largest}); expected none below 0.`,
      );
    }
    return Math.max(0, value);
  });
}

/** The positive semidefinite root of the covariance, Vᵀ √Λ V. */
function symmetricRoot({ covariance, dimension: d }: Moments): Float64Array {
  const { values, vectors } = symmetricEigen(covariance, d);
  const roots = rectified(values).map(Math.sqrt);
  // Columns of V become rows, so that products of rows apply; one side carries the roots.
  const columns = new Float64Array(d * d);
  const scaled = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < d; i++) {
      columns[i * d + k] = vectors[k * d + i] as number;
      scaled[i * d + k] = (roots[k] as number) * (vectors[k * d + i] as number);
    }
  }
  return symmetrised(product(columns, scaled, d), d);
}
