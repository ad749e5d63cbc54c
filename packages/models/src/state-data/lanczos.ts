import { ComplexMatrix, hermitianEigen, KrausError, modulus } from '@kraus/core';

/** Lowest eigenpair of a real symmetric operator. */
export interface GroundState {
  readonly energy: number;
  /** Real amplitudes, of length one. */
  readonly vector: Float64Array;
  /** |Hv − Ev|. */
  readonly residual: number;
}

const MOST_STEPS = 400;
/** Steps between two looks at the tridiagonal matrix. */
const CHECKED_EVERY = 8;
const TOLERANCE = 1e-11;

/**
 * The lowest eigenpair that the start vector has a share in, by Lanczos with full reorthogonalisation (Golub & Van Loan, section
 * 10.3). Symmetries of the operator that the start vector has stay exact, so that near degeneracies between sectors do no harm.
 *
 * @param apply writes Hx into `out`
 * @param start not zero; its length is the dimension
 * @throws KrausError `states/not-converged`
 */
export function lanczosGroundState(
  apply: (x: Float64Array, out: Float64Array) => void,
  start: Float64Array,
): GroundState {
  const d = start.length;
  const basis: Float64Array[] = [scaled(start, 1 / Math.sqrt(dot(start, start)))];
  const diagonal: number[] = [];
  const below: number[] = [];
  const limit = Math.min(d, MOST_STEPS);
  for (let step = 1; ; step++) {
    const newest = basis[step - 1] as Float64Array;
    const next = new Float64Array(d);
    apply(newest, next);
    diagonal.push(dot(newest, next));
    for (let pass = 0; pass < 2; pass++) for (const earlier of basis) addScaled(next, -dot(earlier, next), earlier);
    const length = Math.sqrt(dot(next, next));
    const scale = Math.max(...diagonal.map(Math.abs), ...below, Number.MIN_VALUE);
    const closed = length <= 1e-13 * scale || step === limit;
    if (closed || step % CHECKED_EVERY === 0) {
      const { energy, weights } = lowest(diagonal, below);
      if (closed || length * Math.abs(weights[step - 1] as number) <= TOLERANCE * scale) {
        return finished(apply, energy, weights, basis, scale);
      }
    }
    below.push(length);
    basis.push(scaled(next, 1 / length));
  }
}

function lowest(diagonal: readonly number[], below: readonly number[]): { energy: number; weights: Float64Array } {
  const m = diagonal.length;
  const matrix = new ComplexMatrix(m, m);
  for (let k = 0; k < m; k++) {
    matrix.set(k, k, diagonal[k] as number);
    if (k + 1 < m) {
      matrix.set(k, k + 1, below[k] as number);
      matrix.set(k + 1, k, below[k] as number);
    }
  }
  const { values, vectors } = hermitianEigen(matrix);
  // A real symmetric matrix has real eigenvectors up to one phase; turn the largest entry real.
  const column = Array.from({ length: m }, (_, k) => vectors.at(k, 0));
  const [a, b] = column.reduce((best, z) => (modulus(z[0], z[1]) > modulus(best[0], best[1]) ? z : best));
  const norm = modulus(a, b);
  return { energy: values[0] as number, weights: Float64Array.from(column, ([x, y]) => (x * a + y * b) / norm) };
}

function finished(
  apply: (x: Float64Array, out: Float64Array) => void,
  energy: number,
  weights: Float64Array,
  basis: readonly Float64Array[],
  scale: number,
): GroundState {
  const sum = new Float64Array((basis[0] as Float64Array).length);
  weights.forEach((weight, k) => {
    addScaled(sum, weight, basis[k] as Float64Array);
  });
  // The sign is free: the largest amplitude is made positive.
  const largest = sum.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0);
  const vector = scaled(sum, Math.sign(largest) / Math.sqrt(dot(sum, sum)));
  const image = new Float64Array(vector.length);
  apply(vector, image);
  addScaled(image, -energy, vector);
  const residual = Math.sqrt(dot(image, image));
  if (!(residual <= 1e-8 * scale)) {
    throw new KrausError(
      'states/not-converged',
      `Ground state: the residual is ${residual} after ${basis.length} Lanczos steps; the two lowest energies lie too close for this start vector.`,
    );
  }
  return { energy, vector, residual };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) * (y[i] as number);
  return sum;
}

function addScaled(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) + factor * (y[i] as number);
}

function scaled(x: Float64Array, factor: number): Float64Array {
  return x.map((value) => value * factor);
}
