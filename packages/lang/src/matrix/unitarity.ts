import { SparseMatrix } from './sparse-matrix.js';

/** Largest ‖U†U − I‖ that counts as rounding, for dimension 1; it grows with the root of the dimension. */
const tolerance = 1e-10;

/** ‖U†U − I‖ where it is more than rounding. */
export function unitarityDefect(matrix: SparseMatrix): number | undefined {
  const deviation = matrix.dagger().times(matrix).plus(SparseMatrix.identity(matrix.rows), -1).frobeniusNorm();
  return deviation <= tolerance * Math.sqrt(matrix.rows) ? undefined : deviation;
}
