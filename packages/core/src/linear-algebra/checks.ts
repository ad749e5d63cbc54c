import { KrausError } from '../errors/index.js';
import type { ComplexMatrix } from './complex-matrix.js';

/** @throws KrausError `core/not-square`, naming the operation */
export function requireSquare(a: ComplexMatrix, operation: string): void {
  if (a.rows !== a.columns) {
    throw new KrausError(
      'core/not-square',
      `${operation}: expected a square matrix, was given ${a.rows} × ${a.columns}.`,
    );
  }
}

/** @throws KrausError `core/shape-mismatch`, naming the operation */
export function requireSameShape(a: ComplexMatrix, b: ComplexMatrix, operation: string): void {
  if (a.rows !== b.rows || a.columns !== b.columns) {
    throw new KrausError(
      'core/shape-mismatch',
      `${operation}: the shapes ${a.rows} × ${a.columns} and ${b.rows} × ${b.columns} differ.`,
    );
  }
}

/** @throws KrausError `core/not-finite`, naming the operation and the first entry that is NaN or infinite */
export function requireFinite(a: ComplexMatrix, operation: string): void {
  const { data, columns } = a;
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k])) {
      const i = Math.floor(k / 2 / columns);
      const j = Math.floor(k / 2) % columns;
      throw new KrausError(
        'core/not-finite',
        `${operation}: entry (${i}, ${j}) is ${data[k]}, expected finite numbers.`,
      );
    }
  }
}
