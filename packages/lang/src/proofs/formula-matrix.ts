import { embedMatrix, SparseMatrix } from '../matrix/index.js';
import { Formula } from './formula.js';

/** A matrix of formulas; only entries that do not vanish identically are kept. */
export class FormulaMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly #entries: ReadonlyMap<number, Formula>;

  private constructor(rows: number, columns: number, entries: ReadonlyMap<number, Formula>) {
    this.rows = rows;
    this.columns = columns;
    this.#entries = entries;
  }

  static from(
    rows: number,
    columns: number,
    fill: (add: (row: number, column: number, entry: Formula) => void) => void,
  ): FormulaMatrix {
    const entries = new Map<number, Formula>();
    fill((row, column, entry) => {
      const key = row * columns + column;
      const sum = entries.get(key)?.plus(entry) ?? entry;
      if (sum.terms.size === 0) entries.delete(key);
      else entries.set(key, sum);
    });
    return new FormulaMatrix(rows, columns, entries);
  }

  static ofNumbers(matrix: SparseMatrix): FormulaMatrix {
    return FormulaMatrix.from(matrix.rows, matrix.columns, (add) => {
      matrix.forEach((i, j, re, im) => {
        add(i, j, Formula.constant(re, im));
      });
    });
  }

  get isSquare(): boolean {
    return this.rows === this.columns;
  }

  /** Whether every entry vanishes identically. */
  get isZero(): boolean {
    return [...this.#entries.values()].every((entry) => entry.isZero);
  }

  at(row: number, column: number): Formula {
    return this.#entries.get(row * this.columns + column) ?? Formula.constant(0);
  }

  forEach(visit: (row: number, column: number, entry: Formula) => void): void {
    for (const [key, entry] of this.#entries) {
      const row = Math.floor(key / this.columns);
      visit(row, key - row * this.columns, entry);
    }
  }

  map(f: (entry: Formula) => Formula): FormulaMatrix {
    return FormulaMatrix.from(this.rows, this.columns, (add) => {
      this.forEach((i, j, entry) => {
        add(i, j, f(entry));
      });
    });
  }

  plus(other: FormulaMatrix, factor = 1): FormulaMatrix {
    return FormulaMatrix.from(this.rows, this.columns, (add) => {
      this.forEach(add);
      other.forEach((i, j, entry) => {
        add(i, j, entry.scaled(factor));
      });
    });
  }

  times(other: FormulaMatrix): FormulaMatrix {
    const rows: [column: number, entry: Formula][][] = Array.from({ length: other.rows }, () => []);
    other.forEach((k, j, entry) => {
      rows[k]?.push([j, entry]);
    });
    return FormulaMatrix.from(this.rows, other.columns, (add) => {
      this.forEach((i, k, a) => {
        for (const [j, b] of rows[k] ?? []) add(i, j, a.times(b));
      });
    });
  }

  transpose(): FormulaMatrix {
    return FormulaMatrix.from(this.columns, this.rows, (add) => {
      this.forEach((i, j, entry) => {
        add(j, i, entry);
      });
    });
  }

  dagger(): FormulaMatrix {
    return this.transpose().map((entry) => entry.conjugate());
  }

  /** Kronecker product; `other` holds the less significant index. */
  kron(other: FormulaMatrix): FormulaMatrix {
    return FormulaMatrix.from(this.rows * other.rows, this.columns * other.columns, (add) => {
      this.forEach((i, j, a) => {
        other.forEach((k, l, b) => {
          add(i * other.rows + k, j * other.columns + l, a.times(b));
        });
      });
    });
  }

  /** This on some factors of a system, identity on the others. */
  embedded(positions: readonly number[], dims: readonly number[]): FormulaMatrix {
    const total = dims.reduce((product, dim) => product * dim, 1);
    return FormulaMatrix.from(total, total, (add) => {
      this.forEach((i, j, entry) => {
        embedMatrix(SparseMatrix.unit(this.rows, this.columns, i, j), positions, dims).forEach((k, l) => {
          add(k, l, entry);
        });
      });
    });
  }

  /** A†A − I. */
  unitarityDefect(): FormulaMatrix {
    return this.dagger()
      .times(this)
      .plus(FormulaMatrix.ofNumbers(SparseMatrix.identity(this.columns)), -1);
  }
}
