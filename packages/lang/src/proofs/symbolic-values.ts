import type { AstNode } from 'langium';
import { asMatrix, type Frame } from '../evaluate/index.js';
import type { Expression, Named } from '../generated/index.js';
import { isNamed } from '../generated/index.js';
import { referencesOf } from '../language/index.js';
import { SparseMatrix } from '../matrix/index.js';
import type { Value } from '../values/index.js';
import type { Knowledge } from './bounds.js';
import { Formula, Undecided } from './formula.js';
import { FormulaMatrix } from './formula-matrix.js';

/** A value that may depend on parameters. */
export type Symbolic =
  | { readonly kind: 'formula'; readonly formula: Formula }
  | { readonly kind: 'matrix'; readonly matrix: FormulaMatrix }
  | { readonly kind: 'list'; readonly items: readonly Symbolic[] }
  | { readonly kind: 'value'; readonly value: Value };

/** Where an expression stands: what is known as a value, what depends on parameters, what is known of these. */
export interface Place {
  readonly frame: Frame;
  readonly symbols: ReadonlyMap<Named, Symbolic>;
  readonly known: Knowledge;
}

/** The names that expressions use, each looked up once. */
export class NamesUsed {
  readonly #names = new WeakMap<AstNode, readonly Named[]>();

  of(node: AstNode): readonly Named[] {
    let names = this.#names.get(node);
    if (names === undefined) {
      names = referencesOf(node).flatMap(({ ref }) => (isNamed(ref) ? [ref] : []));
      this.#names.set(node, names);
    }
    return names;
  }

  /** Whether an expression depends on parameters. */
  depend(node: AstNode, { symbols }: Place): boolean {
    return this.of(node).some((name) => symbols.has(name));
  }
}

export function asFormula(symbolic: Symbolic): Formula {
  if (symbolic.kind === 'formula') return symbolic.formula;
  if (symbolic.kind === 'matrix' && symbolic.matrix.rows * symbolic.matrix.columns === 1)
    return symbolic.matrix.at(0, 0);
  if (symbolic.kind !== 'value' || symbolic.value.kind !== 'number')
    throw new Undecided('a value that is not a number');
  return Formula.constant(symbolic.value.re, symbolic.value.im);
}

export function asFormulaMatrix(symbolic: Symbolic, node: Expression): FormulaMatrix {
  switch (symbolic.kind) {
    case 'matrix':
      return symbolic.matrix;
    case 'value':
      return FormulaMatrix.ofNumbers(asMatrix(symbolic.value, node).matrix);
    case 'list': {
      const rows = symbolic.items.map(itemsOf);
      const columns = rows[0]?.length ?? 0;
      if (rows.some(({ length }) => length !== columns)) throw new Undecided('a list that is not a matrix');
      return FormulaMatrix.from(rows.length, columns, (add) => {
        for (const [i, row] of rows.entries()) {
          for (const [j, entry] of row.entries()) add(i, j, asFormula(entry));
        }
      });
    }
    default:
      throw new Undecided('a number in the place of a matrix');
  }
}

export function itemsOf(symbolic: Symbolic): readonly Symbolic[] {
  if (symbolic.kind === 'list') return symbolic.items;
  if (symbolic.kind === 'value' && symbolic.value.kind === 'list') {
    return symbolic.value.items.map((value) => ({ kind: 'value', value }));
  }
  throw new Undecided('a value that is not a list');
}

export function isMatrixLike(symbolic: Symbolic): boolean {
  if (symbolic.kind !== 'value') return symbolic.kind === 'matrix';
  return symbolic.value.kind === 'matrix' || symbolic.value.kind === 'pauli-sum';
}

/** A matrix of 1 × 1 is a number. */
export function matrixOrNumber(matrix: FormulaMatrix): Symbolic {
  if (matrix.rows === 1 && matrix.columns === 1) return { kind: 'formula', formula: matrix.at(0, 0) };
  return { kind: 'matrix', matrix };
}

export function identityMatrix(size: number): FormulaMatrix {
  return FormulaMatrix.ofNumbers(SparseMatrix.identity(size));
}
