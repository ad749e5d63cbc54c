import { dagger, multiply } from './arithmetic.js';
import { requireSameShape, requireSquare } from './checks.js';
import { modulus } from './complex.js';
import { ComplexMatrix } from './complex-matrix.js';

/** √(Σ |a_ij|²). */
export function frobeniusNorm(a: ComplexMatrix): number {
  let sum = 0;
  for (const x of a.data) sum += x * x;
  return Math.sqrt(sum);
}

/** The largest absolute column sum. */
export function oneNorm(a: ComplexMatrix): number {
  const sums = new Float64Array(a.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < a.columns; j++) sums[j] = (sums[j] as number) + modulus(a.re(i, j), a.im(i, j));
  }
  return sums.reduce((largest, sum) => (sum > largest || Number.isNaN(sum) ? sum : largest), 0);
}

/** The largest |a_ij|. */
export function maxNorm(a: ComplexMatrix): number {
  let largest = 0;
  for (let k = 0; k < a.data.length; k += 2) {
    const size = modulus(a.data[k] as number, a.data[k + 1] as number);
    if (size > largest || Number.isNaN(size)) largest = size;
  }
  return largest;
}

/** The largest |a_ij − b_ij|. */
export function maxDifference(a: ComplexMatrix, b: ComplexMatrix): number {
  requireSameShape(a, b, 'Difference of matrices');
  let largest = 0;
  for (let k = 0; k < a.data.length; k += 2) {
    const size = modulus(
      (a.data[k] as number) - (b.data[k] as number),
      (a.data[k + 1] as number) - (b.data[k + 1] as number),
    );
    if (size > largest || Number.isNaN(size)) largest = size;
  }
  return largest;
}

/** How far a matrix is from Hermitian: the largest |a_ij − conj(a_ji)|. */
export function hermiticityResidual(a: ComplexMatrix): number {
  requireSquare(a, 'Hermiticity');
  return maxDifference(a, dagger(a));
}

/** How far a matrix is from unitary: the largest entry of |a†a − I|. */
export function unitarityResidual(a: ComplexMatrix): number {
  requireSquare(a, 'Unitarity');
  return maxDifference(multiply(dagger(a), a), ComplexMatrix.identity(a.rows));
}
