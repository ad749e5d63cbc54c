import { KrausError } from '../errors/index.js';
import { requireFinite, requireSquare } from './checks.js';
import { type Complex, modulus } from './complex.js';
import { ComplexMatrix } from './complex-matrix.js';

/** P A = L U with partial pivoting: `factors` holds L (unit diagonal) below and U on and above the diagonal. */
export interface LuDecomposition {
  readonly factors: ComplexMatrix;
  /** Row i of P A is row `order[i]` of A. */
  readonly order: Int32Array;
  /** Determinant of P: 1 or −1. */
  readonly sign: 1 | -1;
  /** True if a pivot is exactly zero. */
  readonly singular: boolean;
}

/**
 * LU decomposition with partial pivoting (Golub & Van Loan, algorithm 3.4.1).
 * @throws KrausError `core/not-square`, `core/not-finite`
 */
export function luDecompose(a: ComplexMatrix): LuDecomposition {
  requireSquare(a, 'LU decomposition');
  requireFinite(a, 'LU decomposition');
  const n = a.rows;
  const factors = a.clone();
  const d = factors.data;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let sign: 1 | -1 = 1;
  let singular = false;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    let largest = -1;
    for (let i = k; i < n; i++) {
      const size = modulus(factors.re(i, k), factors.im(i, k));
      if (size > largest) {
        largest = size;
        pivot = i;
      }
    }
    if (largest === 0) {
      singular = true;
      continue;
    }
    if (pivot !== k) {
      swapRows(d, n, pivot, k);
      const kept = order[k] as number;
      order[k] = order[pivot] as number;
      order[pivot] = kept;
      sign = sign === 1 ? -1 : 1;
    }
    const [pr, pi] = factors.at(k, k);
    const size = pr * pr + pi * pi;
    for (let i = k + 1; i < n; i++) {
      const at = 2 * (i * n + k);
      const xr = d[at] as number;
      const xi = d[at + 1] as number;
      if (xr === 0 && xi === 0) continue;
      const lr = (xr * pr + xi * pi) / size;
      const li = (xi * pr - xr * pi) / size;
      d[at] = lr;
      d[at + 1] = li;
      subtractRow(d, 2 * i * n, 2 * k * n, 2 * (k + 1), 2 * n, lr, li);
    }
  }
  return { factors, order, sign, singular };
}

/**
 * The X with A X = B.
 * @throws KrausError `core/not-square`, `core/shape-mismatch`, `core/not-finite`, `core/singular`
 */
export function solve(a: ComplexMatrix | LuDecomposition, b: ComplexMatrix): ComplexMatrix {
  const { factors, order, singular } = a instanceof ComplexMatrix ? luDecompose(a) : a;
  const n = factors.rows;
  if (b.rows !== n) {
    throw new KrausError('core/shape-mismatch', `Linear solve: the matrix has ${n} rows, the right side ${b.rows}.`);
  }
  if (singular) {
    throw new KrausError(
      'core/singular',
      `Linear solve: the ${n} × ${n} matrix is singular, there is no unique solution.`,
    );
  }
  const width = 2 * b.columns;
  const x = new ComplexMatrix(n, b.columns);
  for (let i = 0; i < n; i++) {
    const from = (order[i] as number) * width;
    x.data.set(b.data.subarray(from, from + width), i * width);
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const [lr, li] = factors.at(i, k);
      if (lr !== 0 || li !== 0) subtractRow(x.data, i * width, k * width, 0, width, lr, li);
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const [ur, ui] = factors.at(i, k);
      if (ur !== 0 || ui !== 0) subtractRow(x.data, i * width, k * width, 0, width, ur, ui);
    }
    const [pr, pi] = factors.at(i, i);
    const size = pr * pr + pi * pi;
    for (let j = i * width; j < (i + 1) * width; j += 2) {
      const xr = x.data[j] as number;
      const xi = x.data[j + 1] as number;
      x.data[j] = (xr * pr + xi * pi) / size;
      x.data[j + 1] = (xi * pr - xr * pi) / size;
    }
  }
  return x;
}

/** A⁻¹. @throws KrausError `core/not-square`, `core/not-finite`, `core/singular` */
export function inverse(a: ComplexMatrix): ComplexMatrix {
  requireSquare(a, 'Inverse');
  return solve(a, ComplexMatrix.identity(a.rows));
}

/** @throws KrausError `core/not-square`, `core/not-finite` */
export function determinant(a: ComplexMatrix): Complex {
  const { factors, sign } = luDecompose(a);
  let re: number = sign;
  let im = 0;
  for (let i = 0; i < factors.rows; i++) {
    const [x, y] = factors.at(i, i);
    [re, im] = [re * x - im * y, re * y + im * x];
  }
  return [re, im];
}

function swapRows(data: Float64Array, n: number, a: number, b: number): void {
  for (let j = 0; j < 2 * n; j++) {
    const kept = data[2 * a * n + j] as number;
    data[2 * a * n + j] = data[2 * b * n + j] as number;
    data[2 * b * n + j] = kept;
  }
}

/** data[target + j] −= factor · data[source + j] for j in [start, end). */
function subtractRow(
  data: Float64Array,
  target: number,
  source: number,
  start: number,
  end: number,
  re: number,
  im: number,
): void {
  for (let j = start; j < end; j += 2) {
    const x = data[source + j] as number;
    const y = data[source + j + 1] as number;
    data[target + j] = (data[target + j] as number) - (re * x - im * y);
    data[target + j + 1] = (data[target + j + 1] as number) - (re * y + im * x);
  }
}
