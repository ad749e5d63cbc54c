import { KrausError } from '../errors/index.js';
import { dagger } from './arithmetic.js';
import { requireFinite } from './checks.js';
import { ComplexMatrix } from './complex-matrix.js';

/** A = U diag(values) V†, with k = min(rows, columns) columns in U and V. */
export interface SingularValues {
  /** Decreasing. */
  readonly values: Float64Array;
  /** rows × k; where a singular value is zero the column is zero. */
  readonly left: ComplexMatrix;
  /** columns × k. */
  readonly right: ComplexMatrix;
}

const SWEEPS = 60;
const TOLERANCE = 2 ** -50;

/**
 * Singular value decomposition by one-sided Jacobi rotations, which find small singular values to full relative
 * accuracy (Demmel & Veselić, SIAM J. Matrix Anal. Appl. 13, 1204, 1992).
 * @throws KrausError `core/not-finite`, `core/no-convergence`
 */
export function singularValues(a: ComplexMatrix): SingularValues {
  requireFinite(a, 'Singular values');
  if (a.rows < a.columns) {
    const { values, left, right } = singularValues(dagger(a));
    return { values, left: right, right: left };
  }
  const n = a.columns;
  // Columns as contiguous rows: row j of `columns` is column j of A, row j of `basis` column j of V.
  const columns = columnsOf(a);
  const basis = columnsOf(ComplexMatrix.identity(n));
  orthogonalise(columns, basis, n);
  const norms = columns.map((column) => Math.sqrt(column.reduce((sum, x) => sum + x * x, 0)));
  const order = norms.map((_, k) => k).sort((p, q) => (norms[q] as number) - (norms[p] as number));
  const left = new ComplexMatrix(a.rows, n);
  const right = new ComplexMatrix(n, n);
  const values = Float64Array.from(order, (k) => norms[k] as number);
  order.forEach((from, k) => {
    const norm = norms[from] as number;
    const [column, vector] = [columns[from] as Float64Array, basis[from] as Float64Array];
    for (let i = 0; i < a.rows; i++) {
      if (norm > 0) left.set(i, k, [(column[2 * i] as number) / norm, (column[2 * i + 1] as number) / norm]);
    }
    for (let i = 0; i < n; i++) right.set(i, k, [vector[2 * i] as number, vector[2 * i + 1] as number]);
  });
  return { values, left, right };
}

/** The trace norm ‖A‖₁, the sum of the singular values. */
export function traceNorm(a: ComplexMatrix): number {
  return singularValues(a).values.reduce((sum, x) => sum + x, 0);
}

/** The operator norm ‖A‖_∞, the largest singular value. */
export function operatorNorm(a: ComplexMatrix): number {
  return singularValues(a).values[0] ?? 0;
}

function columnsOf(a: ComplexMatrix): Float64Array[] {
  return Array.from({ length: a.columns }, (_, j) => {
    const column = new Float64Array(2 * a.rows);
    for (let i = 0; i < a.rows; i++) [column[2 * i], column[2 * i + 1]] = a.at(i, j) as [number, number];
    return column;
  });
}

function orthogonalise(columns: readonly Float64Array[], basis: readonly Float64Array[], n: number): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        if (
          rotate(
            columns[p] as Float64Array,
            columns[q] as Float64Array,
            basis[p] as Float64Array,
            basis[q] as Float64Array,
          )
        ) {
          rotated = true;
        }
      }
    }
    if (!rotated) return;
  }
  throw new KrausError('core/no-convergence', `Singular values: no convergence after ${SWEEPS} sweeps.`);
}

/** Makes columns x and y orthogonal; false if they already are. */
function rotate(x: Float64Array, y: Float64Array, v: Float64Array, w: Float64Array): boolean {
  let [xx, yy, re, im] = [0, 0, 0, 0];
  for (let k = 0; k < x.length; k += 2) {
    const [a, b] = [x[k] as number, x[k + 1] as number];
    const [c, d] = [y[k] as number, y[k + 1] as number];
    xx += a * a + b * b;
    yy += c * c + d * d;
    re += a * c + b * d;
    im += a * d - b * c;
  }
  const size = Math.sqrt(re * re + im * im);
  if (size <= TOLERANCE * Math.sqrt(xx) * Math.sqrt(yy) || size < Number.MIN_VALUE / TOLERANCE) return false;
  const zeta = (yy - xx) / (2 * size);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  turn(x, y, c, s, re / size, im / size);
  turn(v, w, c, s, re / size, im / size);
  return true;
}

/** x ← c x − s e^{−iφ} y, y ← s e^{iφ} x + c y, with e^{iφ} = pr + i pi the phase of x†y. */
function turn(x: Float64Array, y: Float64Array, c: number, s: number, pr: number, pi: number): void {
  for (let k = 0; k < x.length; k += 2) {
    const [a, b] = [x[k] as number, x[k + 1] as number];
    const [u, v] = [y[k] as number, y[k + 1] as number];
    x[k] = c * a - s * (pr * u + pi * v);
    x[k + 1] = c * b - s * (pr * v - pi * u);
    y[k] = s * (pr * a - pi * b) + c * u;
    y[k + 1] = s * (pr * b + pi * a) + c * v;
  }
}
