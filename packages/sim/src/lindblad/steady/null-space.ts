/**
 * An orthonormal basis of the null space of a real row-major n × n matrix A: Aᵀ P = Q R with column pivoting (Golub & Van Loan,
 * section 5.4.2), whose last columns of Q are orthogonal to all rows of A. A diagonal entry of R counts as zero below
 * `tolerance` times the first. The matrix is overwritten.
 */
export function nullSpace(n: number, a: Float64Array, tolerance: number): Float64Array[] {
  // Row i of `a` is column i of Aᵀ; Householder vector k is stored in place of row k from entry k on.
  const squares = Float64Array.from({ length: n }, (_, i) => sumOfSquares(a, i * n, (i + 1) * n));
  const weights = new Float64Array(n);
  let largest = 0;
  let rank = 0;
  for (; rank < n; rank++) {
    let pivot = rank;
    for (let i = rank + 1; i < n; i++) if (squares[i] > squares[pivot]) pivot = i;
    swapRows(a, n, rank, pivot);
    [squares[rank], squares[pivot]] = [squares[pivot], squares[rank]];
    const at = rank * n + rank;
    const length = Math.sqrt(sumOfSquares(a, at, (rank + 1) * n));
    largest = Math.max(largest, length);
    if (length <= tolerance * largest) break;
    a[at] += a[at] < 0 ? -length : length;
    weights[rank] = 2 / sumOfSquares(a, at, (rank + 1) * n);
    for (let i = rank + 1; i < n; i++) {
      reflect(a, at, (rank + 1) * n, weights[rank], a, i * n + rank);
      // The column lost its entry in this row; start over where cancellation would spoil the update.
      const rest = squares[i] - a[i * n + rank] ** 2;
      squares[i] = rest > 1e-6 * squares[i] ? rest : sumOfSquares(a, i * n + rank + 1, (i + 1) * n);
    }
  }
  return Array.from({ length: n - rank }, (_, k) => {
    const vector = new Float64Array(n);
    vector[rank + k] = 1;
    for (let i = rank - 1; i >= 0; i--) reflect(a, i * n + i, (i + 1) * n, weights[i], vector, i);
    return vector;
  });
}

/** x ← x − weight v (v·x), v = a[from … until), x from `at` on. */
function reflect(a: Float64Array, from: number, until: number, weight: number, x: Float64Array, at: number): void {
  let dot = 0;
  for (let j = from; j < until; j++) dot += a[j] * x[at + j - from];
  const factor = weight * dot;
  for (let j = from; j < until; j++) x[at + j - from] -= factor * a[j];
}

function sumOfSquares(a: Float64Array, from: number, until: number): number {
  let sum = 0;
  for (let j = from; j < until; j++) sum += a[j] * a[j];
  return sum;
}

function swapRows(a: Float64Array, n: number, p: number, q: number): void {
  if (p === q) return;
  const row = a.slice(p * n, (p + 1) * n);
  a.copyWithin(p * n, q * n, (q + 1) * n);
  a.set(row, q * n);
}
