import { KrausError } from '@kraus/core';

/** P A = L U of a real row-major n × n matrix, with partial pivoting (Golub & Van Loan, algorithm 3.4.1). */
export interface RealLu {
  readonly n: number;
  /** L (unit diagonal) below the diagonal, U on and above. */
  readonly factors: Float64Array;
  /** Row i of P A is row order[i] of A. */
  readonly order: Int32Array;
}

/**
 * Decomposes in place: the matrix is taken over.
 * @throws KrausError `core/singular`
 */
export function realLu(n: number, matrix: Float64Array): RealLu {
  const a = matrix;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    const top = a[pivot * n + k];
    if (!(Math.abs(top) > 0))
      throw new KrausError('core/singular', `Linear solve: the ${n} × ${n} matrix is singular.`);
    if (pivot !== k) swapRows(a, n, pivot, k, order);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / top;
      if (factor === 0) continue;
      a[i * n + k] = factor;
      subtractRow(a, i * n, k * n, k + 1, n, factor);
    }
  }
  return { n, factors: a, order };
}

/** The x with A x = b. */
export function realSolve({ n, factors, order }: RealLu, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[order[i]];
    for (let k = 0; k < i; k++) sum -= factors[i * n + k] * x[k];
    x[i] = sum;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= factors[i * n + k] * x[k];
    x[i] = sum / factors[i * n + i];
  }
  return x;
}

function swapRows(a: Float64Array, n: number, p: number, q: number, order: Int32Array): void {
  const row = a.slice(p * n, (p + 1) * n);
  a.copyWithin(p * n, q * n, (q + 1) * n);
  a.set(row, q * n);
  [order[p], order[q]] = [order[q], order[p]];
}

/** a[target + j] −= factor a[source + j] for j in [from, until). */
function subtractRow(
  a: Float64Array,
  target: number,
  source: number,
  from: number,
  until: number,
  factor: number,
): void {
  for (let j = from; j < until; j++) a[target + j] -= factor * a[source + j];
}
