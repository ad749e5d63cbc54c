import type { MatrixData, MatrixEntry } from '@kraus/core';

type Complex = readonly [re: number, im: number];

/**
 * An immutable complex matrix that keeps only its non-zero entries. Operators of walks and of many qubits are sparse,
 * and checking must stay fast.
 */
export class SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Entries by row·columns + column. */
  readonly #entries: ReadonlyMap<number, Complex>;

  private constructor(rows: number, columns: number, entries: ReadonlyMap<number, Complex>) {
    this.rows = rows;
    this.columns = columns;
    this.#entries = entries;
  }

  static zero(rows: number, columns: number): SparseMatrix {
    return new SparseMatrix(rows, columns, new Map());
  }

  static identity(n: number): SparseMatrix {
    return SparseMatrix.from(n, n, (set) => {
      for (let i = 0; i < n; i++) set(i, i, 1, 0);
    });
  }

  /** Builds a matrix; `add(row, column, re, im)` may be called several times for one position. */
  static from(
    rows: number,
    columns: number,
    fill: (add: (row: number, column: number, re: number, im: number) => void) => void,
  ): SparseMatrix {
    const entries = new Map<number, Complex>();
    fill((row, column, re, im) => {
      const key = row * columns + column;
      const old = entries.get(key);
      const sum: Complex = old === undefined ? [re, im] : [old[0] + re, old[1] + im];
      if (sum[0] === 0 && sum[1] === 0) entries.delete(key);
      else entries.set(key, sum);
    });
    return new SparseMatrix(rows, columns, entries);
  }

  static fromRows(rows: readonly (readonly Complex[])[]): SparseMatrix {
    return SparseMatrix.from(rows.length, rows[0]?.length ?? 0, (add) => {
      rows.forEach((row, i) => {
        row.forEach(([re, im], j) => {
          add(i, j, re, im);
        });
      });
    });
  }

  /** The matrix with a single entry 1. */
  static unit(rows: number, columns: number, row: number, column: number): SparseMatrix {
    return SparseMatrix.from(rows, columns, (add) => add(row, column, 1, 0));
  }

  get count(): number {
    return this.#entries.size;
  }

  get isSquare(): boolean {
    return this.rows === this.columns;
  }

  at(row: number, column: number): Complex {
    return this.#entries.get(row * this.columns + column) ?? [0, 0];
  }

  forEach(visit: (row: number, column: number, re: number, im: number) => void): void {
    for (const [key, [re, im]] of this.#entries) {
      const row = Math.floor(key / this.columns);
      visit(row, key - row * this.columns, re, im);
    }
  }

  plus(other: SparseMatrix, factor = 1): SparseMatrix {
    return SparseMatrix.from(this.rows, this.columns, (add) => {
      this.forEach(add);
      other.forEach((i, j, re, im) => {
        add(i, j, factor * re, factor * im);
      });
    });
  }

  scaled(re: number, im = 0): SparseMatrix {
    return this.map((a, b) => [a * re - b * im, a * im + b * re]);
  }

  map(f: (re: number, im: number) => Complex): SparseMatrix {
    return SparseMatrix.from(this.rows, this.columns, (add) => {
      this.forEach((i, j, re, im) => {
        const [a, b] = f(re, im);
        add(i, j, a, b);
      });
    });
  }

  /** How many multiplications `this.times(other)` takes. */
  costOfTimes(other: SparseMatrix): number {
    const rowCounts = new Float64Array(other.rows);
    other.forEach((i) => {
      rowCounts[i] = (rowCounts[i] ?? 0) + 1;
    });
    let cost = 0;
    this.forEach((_, k) => {
      cost += rowCounts[k] ?? 0;
    });
    return cost;
  }

  times(other: SparseMatrix): SparseMatrix {
    const rows: [column: number, re: number, im: number][][] = Array.from({ length: other.rows }, () => []);
    other.forEach((k, j, re, im) => {
      rows[k]?.push([j, re, im]);
    });
    return SparseMatrix.from(this.rows, other.columns, (add) => {
      this.forEach((i, k, a, b) => {
        for (const [j, c, d] of rows[k] ?? []) add(i, j, a * c - b * d, a * d + b * c);
      });
    });
  }

  dagger(): SparseMatrix {
    return this.transpose().map((re, im) => [re, -im]);
  }

  transpose(): SparseMatrix {
    return SparseMatrix.from(this.columns, this.rows, (add) => {
      this.forEach((i, j, re, im) => {
        add(j, i, re, im);
      });
    });
  }

  /** Kronecker product; `other` holds the less significant index. */
  kron(other: SparseMatrix): SparseMatrix {
    return SparseMatrix.from(this.rows * other.rows, this.columns * other.columns, (add) => {
      this.forEach((i, j, a, b) => {
        other.forEach((k, l, c, d) => {
          add(i * other.rows + k, j * other.columns + l, a * c - b * d, a * d + b * c);
        });
      });
    });
  }

  trace(): Complex {
    let re = 0;
    let im = 0;
    this.forEach((i, j, a, b) => {
      if (i !== j) return;
      re += a;
      im += b;
    });
    return [re, im];
  }

  /** Square root of the sum of squared magnitudes. */
  frobeniusNorm(): number {
    let sum = 0;
    this.forEach((_, __, re, im) => {
      sum += re * re + im * im;
    });
    return Math.sqrt(sum);
  }

  /** Whether every entry is a finite number. */
  isFinite(): boolean {
    let finite = true;
    this.forEach((_, __, re, im) => {
      finite &&= Number.isFinite(re) && Number.isFinite(im);
    });
    return finite;
  }

  /** The serialisable form, ordered by row, then column. */
  toData(): MatrixData {
    const entries: MatrixEntry[] = [];
    for (const [key, [re, im]] of [...this.#entries].sort((a, b) => a[0] - b[0])) {
      const row = Math.floor(key / this.columns);
      // Adding zero turns −0 into 0, so that equal matrices have equal texts.
      entries.push([row, key - row * this.columns, re + 0, im + 0]);
    }
    return { rows: this.rows, columns: this.columns, entries };
  }

  static fromData(data: MatrixData): SparseMatrix {
    return SparseMatrix.from(data.rows, data.columns, (add) => {
      for (const [row, column, re, im] of data.entries) add(row, column, re, im);
    });
  }
}
