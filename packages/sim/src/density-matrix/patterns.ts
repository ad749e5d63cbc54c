import type { Pattern } from './plan.js';

/** The pattern of the entries for which `present` holds, of a size × size matrix. */
export function patternOf(size: number, present: (row: number, column: number) => boolean): Pattern {
  const rows = new Int32Array(size + 1);
  const columns: number[] = [];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) if (present(i, j)) columns.push(j);
    rows[i + 1] = columns.length;
  }
  return { size, rows, columns: Int32Array.from(columns) };
}

/** The entries of a row-major matrix at the pattern's places. */
export function entriesAt(pattern: Pattern, matrix: ArrayLike<number>): Float64Array {
  const values = new Float64Array(pattern.columns.length);
  for (let i = 0; i < pattern.size; i++) {
    for (let e = pattern.rows[i] as number; e < (pattern.rows[i + 1] as number); e++) {
      values[e] = matrix[i * pattern.size + (pattern.columns[e] as number)] as number;
    }
  }
  return values;
}

/** The non-zero entries of a row-major matrix. */
export function sparse(size: number, matrix: ArrayLike<number>): { pattern: Pattern; values: Float64Array } {
  const pattern = patternOf(size, (i, j) => matrix[i * size + j] !== 0);
  return { pattern, values: entriesAt(pattern, matrix) };
}

/** second · first of row-major 4 × 4 matrices. */
export function product4(second: ArrayLike<number>, first: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: 16 }, (_, k) => {
    let sum = 0;
    for (let l = 0; l < 4; l++) sum += (second[(k & 12) + l] as number) * (first[4 * l + (k & 3)] as number);
    return sum;
  });
}
