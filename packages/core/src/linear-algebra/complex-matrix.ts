import { KrausError } from '../errors/index.js';
import type { Complex } from './complex.js';

/**
 * A dense complex matrix. `data` holds rows one after another, real and imaginary part interleaved: the entry (i, j)
 * is `data[2 (i columns + j)] + i data[2 (i columns + j) + 1]`. A column vector has one column.
 */
export class ComplexMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;

  /**
   * @param data taken over, not copied; zeros if left out
   * @throws KrausError `core/bad-matrix-shape` unless rows and columns are whole numbers ≥ 1 and the data has 2 rows columns numbers
   */
  constructor(rows: number, columns: number, data?: Float64Array) {
    if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 1 || columns < 1) {
      throw new KrausError(
        'core/bad-matrix-shape',
        `Matrix: ${rows} × ${columns} is not a shape; rows and columns are whole numbers ≥ 1.`,
      );
    }
    if (data !== undefined && data.length !== 2 * rows * columns) {
      throw new KrausError(
        'core/bad-matrix-shape',
        `Matrix: ${rows} × ${columns} complex entries need ${2 * rows * columns} numbers (re, im interleaved), not ${data.length}.`,
      );
    }
    this.rows = rows;
    this.columns = columns;
    this.data = data ?? new Float64Array(2 * rows * columns);
  }

  /** The identity of the given dimension. */
  static identity(dimension: number): ComplexMatrix {
    const matrix = new ComplexMatrix(dimension, dimension);
    for (let i = 0; i < dimension; i++) matrix.data[2 * (i * dimension + i)] = 1;
    return matrix;
  }

  /** A diagonal matrix from its (real or complex) diagonal. */
  static diagonal(entries: readonly (number | Complex)[]): ComplexMatrix {
    const matrix = new ComplexMatrix(entries.length, entries.length);
    entries.forEach((entry, i) => {
      matrix.set(i, i, entry);
    });
    return matrix;
  }

  /**
   * From rows of real numbers or [re, im] pairs.
   * @throws KrausError `core/bad-matrix-shape` for rows of unequal length
   */
  static fromRows(rows: readonly (readonly (number | Complex)[])[]): ComplexMatrix {
    const columns = rows[0]?.length ?? 0;
    const matrix = new ComplexMatrix(rows.length, columns);
    rows.forEach((row, i) => {
      if (row.length !== columns) {
        throw new KrausError(
          'core/bad-matrix-shape',
          `Matrix: row ${i} has ${row.length} entries, row 0 has ${columns}.`,
        );
      }
      row.forEach((entry, j) => {
        matrix.set(i, j, entry);
      });
    });
    return matrix;
  }

  /** A real matrix from row-major numbers. */
  static fromReal(rows: number, columns: number, values: ArrayLike<number>): ComplexMatrix {
    if (values.length !== rows * columns) {
      throw new KrausError(
        'core/bad-matrix-shape',
        `Matrix: ${rows} × ${columns} real entries need ${rows * columns} numbers, not ${values.length}.`,
      );
    }
    const matrix = new ComplexMatrix(rows, columns);
    for (let k = 0; k < values.length; k++) matrix.data[2 * k] = values[k] as number;
    return matrix;
  }

  get isSquare(): boolean {
    return this.rows === this.columns;
  }

  /** The entry in row i, column j. No bounds check. */
  at(i: number, j: number): Complex {
    const k = 2 * (i * this.columns + j);
    return [this.data[k] as number, this.data[k + 1] as number];
  }

  re(i: number, j: number): number {
    return this.data[2 * (i * this.columns + j)] as number;
  }

  im(i: number, j: number): number {
    return this.data[2 * (i * this.columns + j) + 1] as number;
  }

  set(i: number, j: number, value: number | Complex): void {
    const k = 2 * (i * this.columns + j);
    if (typeof value === 'number') {
      this.data[k] = value;
      this.data[k + 1] = 0;
    } else {
      this.data[k] = value[0];
      this.data[k + 1] = value[1];
    }
  }

  clone(): ComplexMatrix {
    return new ComplexMatrix(this.rows, this.columns, this.data.slice());
  }

  /** Rows of [re, im] pairs, as in JSON. */
  toRows(): [number, number][][] {
    return Array.from({ length: this.rows }, (_, i) =>
      Array.from({ length: this.columns }, (_, j) => [this.re(i, j), this.im(i, j)] as [number, number]),
    );
  }
}
