import type { Complex, ComplexMatrix } from '@kraus/core';

/** Dimension up to which superoperators of a system are written out: they have its fourth power of entries. */
export const MOST_WRITTEN = 16;

/** A complex matrix as rows of [re, im]. */
export type ComplexRows = readonly (readonly Complex[])[];

/** Rows of [re, im]. */
export function complexRows(matrix: ComplexMatrix): ComplexRows {
  return Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.columns }, (_, j) => matrix.at(i, j)),
  );
}

/** Rows of the real parts. */
export function realRows(matrix: ComplexMatrix): readonly (readonly number[])[] {
  return Array.from({ length: matrix.rows }, (_, i) =>
    Array.from({ length: matrix.columns }, (_, j) => matrix.re(i, j)),
  );
}
