import { ComplexMatrix, expm } from '@kraus/core';

/** First columns of real matrices from Krylov methods. */

/**
 * e^{tH} e₁ and the weight of the first vector that the Krylov space left out: the last entry of φ₁(tH) e₁ times t, through
 * the exponential of the bordered matrix (Saad, SIAM J. Numer. Anal. 29, 209, 1992).
 */
export function exponentialColumn(h: Float64Array, m: number, time: number): { column: Float64Array; left: number } {
  const bordered = new ComplexMatrix(m + 1, m + 1);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) bordered.set(i, j, time * h[i * m + j]);
  }
  bordered.set(m, m - 1, time);
  const exponential = expm(bordered);
  return { column: Float64Array.from({ length: m }, (_, i) => exponential.re(i, 0)), left: exponential.re(m, 0) };
}
