import { SparseMatrix } from './sparse-matrix.js';

/** exp(A) by scaling and squaring with a Taylor sum; accurate to about 1e-13 for the small matrices of gates. */
export function matrixExponential(a: SparseMatrix): SparseMatrix {
  const squarings = Math.max(0, Math.ceil(Math.log2(Math.max(a.frobeniusNorm(), 1e-300))) + 2);
  const scaled = a.scaled(2 ** -squarings);
  let sum = SparseMatrix.identity(a.rows);
  let term = sum;
  for (let k = 1; k <= 24 && term.count > 0; k++) {
    term = term.times(scaled).scaled(1 / k);
    sum = sum.plus(term);
    if (term.frobeniusNorm() < 1e-18) break;
  }
  for (let k = 0; k < squarings; k++) sum = sum.times(sum);
  return sum;
}
