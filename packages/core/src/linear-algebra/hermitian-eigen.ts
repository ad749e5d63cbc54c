import { KrausError } from '../errors/index.js';
import { requireFinite, requireSquare } from './checks.js';
import { modulus } from './complex.js';
import { ComplexMatrix } from './complex-matrix.js';
import { hermiticityResidual, maxNorm } from './norms.js';

/** A = V diag(values) V†. */
export interface HermitianEigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Column k is the unit eigenvector of `values[k]`. */
  readonly vectors: ComplexMatrix;
}

const EPSILON = 2 ** -52;
const SWEEPS = 60;

/**
 * Eigenvalues and eigenvectors of a Hermitian matrix: Householder reduction to a real tridiagonal matrix, then
 * implicit QL (Golub & Van Loan, sections 8.3.1 and 8.3.3). Cost about 10 n³ complex operations.
 * @throws KrausError `core/not-square`, `core/not-finite`, `core/not-hermitian` (off by more than 1e-9 of its largest entry)
 */
export function hermitianEigen(a: ComplexMatrix): HermitianEigen {
  requireSquare(a, 'Hermitian eigenvalues');
  requireFinite(a, 'Hermitian eigenvalues');
  const residual = hermiticityResidual(a);
  if (residual > 1e-9 * Math.max(maxNorm(a), Number.MIN_VALUE)) {
    throw new KrausError(
      'core/not-hermitian',
      `Hermitian eigenvalues: the matrix differs from its conjugate transpose by ${residual}.`,
    );
  }
  const n = a.rows;
  const { diagonal, below, rows } = tridiagonalise(a);
  diagonaliseTridiagonal(diagonal, below, rows, n);
  const order = Array.from({ length: n }, (_, k) => k).sort(
    (p, q) => (diagonal[p] as number) - (diagonal[q] as number),
  );
  const values = new Float64Array(n);
  const vectors = new ComplexMatrix(n, n);
  order.forEach((from, k) => {
    values[k] = diagonal[from] as number;
    for (let i = 0; i < n; i++) {
      vectors.set(i, k, [rows[2 * (from * n + i)] as number, rows[2 * (from * n + i) + 1] as number]);
    }
  });
  return { values, vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry k couples k and k + 1; real and ≥ 0. */
  readonly below: Float64Array;
  /** Row k is column k of the unitary Q with A = Q T Q†, interleaved. */
  readonly rows: Float64Array;
}

function tridiagonalise(matrix: ComplexMatrix): Tridiagonal {
  const n = matrix.rows;
  const a = matrix.data.slice();
  const rows = ComplexMatrix.identity(n).data;
  const v = new Float64Array(2 * n);
  const w = new Float64Array(2 * n);
  for (let k = 0; k < n - 2; k++) {
    if (!reflector(a, n, k, v)) continue;
    rankTwoUpdate(a, n, k, v, w);
    reflectBasis(rows, n, k, v, w);
  }
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  let phaseRe = 1;
  let phaseIm = 0;
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[2 * (k * n + k)] as number;
    for (let j = 2 * k * n; j < 2 * (k + 1) * n; j += 2) {
      const x = rows[j] as number;
      const y = rows[j + 1] as number;
      rows[j] = x * phaseRe - y * phaseIm;
      rows[j + 1] = x * phaseIm + y * phaseRe;
    }
    if (k === n - 1) break;
    const re = a[2 * ((k + 1) * n + k)] as number;
    const im = a[2 * ((k + 1) * n + k) + 1] as number;
    const size = modulus(re, im);
    below[k] = size;
    if (size > 0) {
      [phaseRe, phaseIm] = [(phaseRe * re - phaseIm * im) / size, (phaseRe * im + phaseIm * re) / size];
    }
  }
  return { diagonal, below, rows };
}

/** The unit v for which I − 2vv† maps column k below the diagonal onto a multiple of e_{k+1}; false if nothing is to do. */
function reflector(a: Float64Array, n: number, k: number, v: Float64Array): boolean {
  let rest = 0;
  for (let i = k + 1; i < n; i++) {
    const re = a[2 * (i * n + k)] as number;
    const im = a[2 * (i * n + k) + 1] as number;
    v[2 * i] = re;
    v[2 * i + 1] = im;
    if (i > k + 1) rest += re * re + im * im;
  }
  if (rest === 0) return false;
  const re = v[2 * k + 2] as number;
  const im = v[2 * k + 3] as number;
  const head = modulus(re, im);
  const length = Math.sqrt(head * head + rest);
  v[2 * k + 2] = head === 0 ? length : re * (1 + length / head);
  v[2 * k + 3] = head === 0 ? 0 : im * (1 + length / head);
  const norm = Math.sqrt((head + length) ** 2 + rest);
  for (let i = 2 * k + 2; i < 2 * n; i++) v[i] = (v[i] as number) / norm;
  return true;
}

/** A ← (I − 2vv†) A (I − 2vv†) on rows and columns ≥ k; w is workspace. */
function rankTwoUpdate(a: Float64Array, n: number, k: number, v: Float64Array, w: Float64Array): void {
  let inner = 0;
  for (let i = k; i < n; i++) {
    let re = 0;
    let im = 0;
    for (let j = k + 1; j < n; j++) {
      const x = a[2 * (i * n + j)] as number;
      const y = a[2 * (i * n + j) + 1] as number;
      const p = v[2 * j] as number;
      const q = v[2 * j + 1] as number;
      re += x * p - y * q;
      im += x * q + y * p;
    }
    w[2 * i] = 2 * re;
    w[2 * i + 1] = 2 * im;
    if (i > k) inner += 2 * ((v[2 * i] as number) * re + (v[2 * i + 1] as number) * im);
  }
  v[2 * k] = 0;
  v[2 * k + 1] = 0;
  for (let i = 2 * k + 2; i < 2 * n; i++) w[i] = (w[i] as number) - inner * (v[i] as number);
  for (let i = k; i < n; i++) {
    const vr = v[2 * i] as number;
    const vi = v[2 * i + 1] as number;
    const wr = w[2 * i] as number;
    const wi = w[2 * i + 1] as number;
    for (let j = k; j < n; j++) {
      const at = 2 * (i * n + j);
      const xr = w[2 * j] as number;
      const xi = w[2 * j + 1] as number;
      const yr = v[2 * j] as number;
      const yi = v[2 * j + 1] as number;
      a[at] = (a[at] as number) - (vr * xr + vi * xi + wr * yr + wi * yi);
      a[at + 1] = (a[at + 1] as number) - (vi * xr - vr * xi + wi * yr - wr * yi);
    }
  }
}

/** Q ← Q (I − 2vv†), Q stored by columns as rows; w is workspace. */
function reflectBasis(rows: Float64Array, n: number, k: number, v: Float64Array, w: Float64Array): void {
  w.fill(0);
  for (let j = k + 1; j < n; j++) {
    const p = v[2 * j] as number;
    const q = v[2 * j + 1] as number;
    for (let i = 0; i < 2 * n; i += 2) {
      const x = rows[2 * j * n + i] as number;
      const y = rows[2 * j * n + i + 1] as number;
      w[i] = (w[i] as number) + x * p - y * q;
      w[i + 1] = (w[i + 1] as number) + x * q + y * p;
    }
  }
  for (let j = k + 1; j < n; j++) {
    const p = 2 * (v[2 * j] as number);
    const q = 2 * (v[2 * j + 1] as number);
    for (let i = 0; i < 2 * n; i += 2) {
      const at = 2 * j * n + i;
      const x = w[i] as number;
      const y = w[i + 1] as number;
      rows[at] = (rows[at] as number) - (x * p + y * q);
      rows[at + 1] = (rows[at + 1] as number) - (y * p - x * q);
    }
  }
}

/** Implicit QL with Wilkinson shifts; rotates pairs of rows of `rows` along. */
function diagonaliseTridiagonal(d: Float64Array, e: Float64Array, rows: Float64Array, n: number): void {
  let scale = 0;
  for (let k = 0; k < n; k++) scale = Math.max(scale, Math.abs(d[k] as number), Math.abs(e[k] as number));
  // Measured by the whole matrix too: in a singular matrix whole blocks are rounding, with no small coupling in them.
  const negligible = (k: number): boolean =>
    Math.abs(e[k] as number) <= EPSILON * Math.max(scale, Math.abs(d[k] as number) + Math.abs(d[k + 1] as number));
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && !negligible(m)) m++;
      if (m === l) break;
      if (sweep === SWEEPS) {
        throw new KrausError('core/no-convergence', `Hermitian eigenvalues: no convergence after ${SWEEPS} sweeps.`);
      }
      qlStep(d, e, rows, n, l, m);
    }
  }
}

function qlStep(d: Float64Array, e: Float64Array, rows: Float64Array, n: number, l: number, m: number): void {
  const el = e[l] as number;
  const dl = d[l] as number;
  const ratio = ((d[l + 1] as number) - dl) / (2 * el);
  const root = modulus(ratio, 1);
  let g = (d[m] as number) - dl + el / (ratio + (ratio >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * (e[i] as number);
    const b = c * (e[i] as number);
    const r = modulus(f, g);
    e[i + 1] = r;
    if (r === 0) {
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
    const upper = 2 * i * n;
    const lower = 2 * (i + 1) * n;
    for (let j = 0; j < 2 * n; j++) {
      const x = rows[upper + j] as number;
      const y = rows[lower + j] as number;
      rows[lower + j] = s * x + c * y;
      rows[upper + j] = c * x - s * y;
    }
  }
  d[l] = (d[l] as number) - p;
  e[l] = g;
  e[m] = 0;
}
