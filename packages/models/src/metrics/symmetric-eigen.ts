import { KrausError } from '@kraus/core';

/** A = Vᵀ diag(values) V with the eigenvectors as the rows of V. */
export interface SymmetricEigen {
  /** In no particular order. */
  readonly values: Float64Array;
  /** Row-major `[n, n]`: row k is the unit eigenvector of `values[k]`. */
  readonly vectors: Float64Array;
}

/** QL steps for one eigenvalue; two or three are usual. */
const STEPS = 60;
const EPSILON = 2 ** -52;
/** Below this, products underflow: taken as zero. */
const SMALLEST = 1e-290;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix, row-major `[n, n]`: Householder reduction to a tridiagonal
 * matrix, then implicit QL (Golub & Van Loan, sections 8.3.1 and 8.3.3).
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  return { values: solve(matrix, n, vectors), vectors };
}

/** The eigenvalues alone, several times faster. @see symmetricEigen */
export function symmetricEigenvalues(matrix: Float64Array, n: number): Float64Array {
  return solve(matrix, n, null);
}

function solve(matrix: Float64Array, n: number, vectors: Float64Array | null): Float64Array {
  const { diagonal, below } = tridiagonalise(matrix.slice(), n, vectors);
  diagonalise(diagonal, below, n, vectors);
  return diagonal;
}

/** Overwrites `a`; turns the rows of `vectors` along. `below[k]` couples k and k + 1. */
function tridiagonalise(a: Float64Array, n: number, vectors: Float64Array | null) {
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k] as number;
    let norm = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[k * n + i] as number;
      norm = Math.hypot(norm, v[i] as number);
    }
    const first = v[k + 1] as number;
    const pivot = first > 0 ? -norm : norm;
    below[k] = k === n - 2 ? first : pivot;
    if (k === n - 2 || norm < SMALLEST) continue;
    // H = 1 − β v vᵀ takes the column to (pivot, 0, …); v is divided by the norm, so that its square cannot vanish.
    v[k + 1] = first - pivot;
    for (let i = k + 1; i < n; i++) v[i] = (v[i] as number) / norm;
    const beta = 1 / (1 + Math.abs(first) / norm);
    rankTwoUpdate(a, n, k + 1, v, w, beta);
    if (vectors !== null) reflect(vectors, n, k + 1, v, w, beta);
  }
  diagonal[n - 1] = a[n * n - 1] as number;
  return { diagonal, below };
}

/** A ← H A H for the rows and columns from `start` on: A − v wᵀ − w vᵀ with w = β A v − (β²/2)(vᵀ A v) v. */
function rankTwoUpdate(
  a: Float64Array,
  n: number,
  start: number,
  v: Float64Array,
  w: Float64Array,
  beta: number,
): void {
  let product = 0;
  for (let i = start; i < n; i++) {
    let sum = 0;
    for (let j = start; j < n; j++) sum += (a[i * n + j] as number) * (v[j] as number);
    w[i] = beta * sum;
    product += beta * sum * (v[i] as number);
  }
  const share = (beta / 2) * product;
  for (let i = start; i < n; i++) w[i] = (w[i] as number) - share * (v[i] as number);
  for (let i = start; i < n; i++) {
    const vi = v[i] as number;
    const wi = w[i] as number;
    for (let j = start; j < n; j++) {
      a[i * n + j] = (a[i * n + j] as number) - vi * (w[j] as number) - wi * (v[j] as number);
    }
  }
}

/** Rows from `start` on: row_j ← row_j − β v_j Σ_i v_i row_i. */
function reflect(rows: Float64Array, n: number, start: number, v: Float64Array, sum: Float64Array, beta: number): void {
  sum.fill(0);
  for (let i = start; i < n; i++) {
    const vi = v[i] as number;
    for (let c = 0; c < n; c++) sum[c] = (sum[c] as number) + vi * (rows[i * n + c] as number);
  }
  for (let i = start; i < n; i++) {
    const factor = beta * (v[i] as number);
    for (let c = 0; c < n; c++) rows[i * n + c] = (rows[i * n + c] as number) - factor * (sum[c] as number);
  }
}

/** Implicit QL with Wilkinson's shift; `d` becomes the eigenvalues, `e` zero. */
function diagonalise(d: Float64Array, e: Float64Array, n: number, vectors: Float64Array | null): void {
  // Couplings are measured by the whole matrix, which the reduction itself has changed by as much: a singular covariance
  // has whole blocks of rounding, in which no coupling is ever small beside its neighbours.
  let scale = 0;
  for (let k = 0; k < n; k++) scale = Math.max(scale, Math.abs(d[k] as number) + Math.abs(e[k] as number));
  const least = Math.max(EPSILON * scale, SMALLEST);
  for (let l = 0; l < n; l++) {
    for (let step = 0; ; step++) {
      let m = l;
      while (m < n - 1 && !negligible(e[m] as number, d[m] as number, d[m + 1] as number, least)) m++;
      if (m === l) break;
      if (step === STEPS || !Number.isFinite(d[l])) {
        throw new KrausError('metrics/no-convergence', `Eigenvalue ${l} of a covariance of size ${n} was not found.`);
      }
      sweep(d, e, l, m, n, vectors);
    }
  }
}

function negligible(coupling: number, a: number, b: number, least: number): boolean {
  return Math.abs(coupling) <= Math.max(least, EPSILON * (Math.abs(a) + Math.abs(b)));
}

/** One QL step on the block l … m. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number, n: number, vectors: Float64Array | null): void {
  const el = e[l] as number;
  const ratio = ((d[l + 1] as number) - (d[l] as number)) / (2 * el);
  const root = Math.hypot(ratio, 1);
  let g = (d[m] as number) - (d[l] as number) + el / (ratio + (ratio < 0 ? -root : root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The block fell apart: take the shift back and begin anew.
      d[i + 1] = (d[i + 1] as number) - p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] as number) - p;
    const t = ((d[i] as number) - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    if (vectors !== null) rotate(vectors, i * n, (i + 1) * n, n, c, s);
  }
  d[l] = (d[l] as number) - p;
  e[l] = g;
  e[m] = 0;
}

function rotate(rows: Float64Array, a: number, b: number, n: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const x = rows[a + k] as number;
    const y = rows[b + k] as number;
    rows[b + k] = s * x + c * y;
    rows[a + k] = c * x - s * y;
  }
}
