import { KrausError } from '../errors/index.js';
import type { MatrixData, MatrixEntry } from '../program/index.js';
import { ComplexMatrix } from './complex-matrix.js';

/**
 * The dense matrix of a program's {@link MatrixData}.
 * @throws KrausError `core/bad-matrix-data` for an index outside the shape, a position given twice, or a number that is not finite
 */
export function matrixFromData(data: MatrixData): ComplexMatrix {
  const matrix = new ComplexMatrix(data.rows, data.columns);
  const seen = new Set<number>();
  for (const [row, column, re, im] of data.entries) {
    const inside =
      Number.isInteger(row) &&
      Number.isInteger(column) &&
      row >= 0 &&
      row < data.rows &&
      column >= 0 &&
      column < data.columns;
    if (!inside) {
      throw new KrausError(
        'core/bad-matrix-data',
        `Matrix data: entry (${row}, ${column}) lies outside ${data.rows} × ${data.columns}.`,
      );
    }
    const position = row * data.columns + column;
    if (seen.has(position)) {
      throw new KrausError('core/bad-matrix-data', `Matrix data: entry (${row}, ${column}) is given twice.`);
    }
    if (!Number.isFinite(re) || !Number.isFinite(im)) {
      throw new KrausError(
        'core/bad-matrix-data',
        `Matrix data: entry (${row}, ${column}) is ${re} + ${im}i, expected finite numbers.`,
      );
    }
    seen.add(position);
    matrix.set(row, column, [re, im]);
  }
  return matrix;
}

/** The non-zero entries of a dense matrix, by row, then column. */
export function matrixToData(matrix: ComplexMatrix): MatrixData {
  const entries: MatrixEntry[] = [];
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      const [re, im] = matrix.at(i, j);
      if (re !== 0 || im !== 0) entries.push([i, j, re, im]);
    }
  }
  return { rows: matrix.rows, columns: matrix.columns, entries };
}
