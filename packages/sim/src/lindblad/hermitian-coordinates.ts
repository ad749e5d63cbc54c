import type { ComplexMatrix } from '@kraus/core';

/**
 * Hermitian d × d matrices as vectors of d² real numbers, orthonormal for the inner product tr(A B): first the diagonal, then
 * √2 Re ρ_ij, √2 Im ρ_ij for every i < j, row by row. A Lindblad generator maps Hermitian matrices to Hermitian ones, so it
 * is a real d² × d² matrix here, and the dual generator is its transpose.
 */

/** The place of √2 Re ρ_ij for i < j; √2 Im ρ_ij follows. */
export function pairRow(d: number, i: number, j: number): number {
  return d + i * (2 * d - i - 1) + 2 * (j - i - 1);
}

/**
 * Coordinates of the Hermitian part of a matrix given by its entries.
 * @param entries [d, d, 2]: row-major, re and im interleaved
 * @param set called with every coordinate's place and value
 */
export function eachCoordinate(
  d: number,
  entries: ArrayLike<number>,
  offset: number,
  set: (row: number, value: number) => void,
): void {
  for (let i = 0; i < d; i++) {
    set(i, entries[offset + 2 * (i * d + i)]);
    for (let j = i + 1; j < d; j++) {
      const upper = offset + 2 * (i * d + j);
      const lower = offset + 2 * (j * d + i);
      const row = pairRow(d, i, j);
      set(row, (entries[upper] + entries[lower]) * Math.SQRT1_2);
      set(row + 1, (entries[upper + 1] - entries[lower + 1]) * Math.SQRT1_2);
    }
  }
}

/** Coordinates of the Hermitian part of a matrix. */
export function toCoordinates(matrix: ComplexMatrix): Float64Array {
  const coordinates = new Float64Array(matrix.rows * matrix.rows);
  eachCoordinate(matrix.rows, matrix.data, 0, (row, value) => {
    coordinates[row] = value;
  });
  return coordinates;
}

/** The matrix [d, d, 2] of a vector of coordinates, written to `to` from `at` on. */
export function writeMatrix(
  d: number,
  coordinates: ArrayLike<number>,
  from: number,
  to: { [index: number]: number },
  at: number,
): void {
  for (let i = 0; i < d; i++) {
    to[at + 2 * (i * d + i)] = coordinates[from + i];
    to[at + 2 * (i * d + i) + 1] = 0;
    for (let j = i + 1; j < d; j++) {
      const row = from + pairRow(d, i, j);
      const re = coordinates[row] * Math.SQRT1_2;
      const im = coordinates[row + 1] * Math.SQRT1_2;
      to[at + 2 * (i * d + j)] = re;
      to[at + 2 * (i * d + j) + 1] = im;
      to[at + 2 * (j * d + i)] = re;
      to[at + 2 * (j * d + i) + 1] = 0 - im;
    }
  }
}
