import type { AstNode } from 'langium';
import type { DiagnosticCode } from '../diagnostics/index.js';
import { SparseMatrix } from '../matrix/index.js';
import {
  describeValue,
  entryOf,
  formatReal,
  type GraphValue,
  type MatrixValue,
  matrixValue,
  type NumberValue,
  type Value,
} from '../values/index.js';
import { fail } from './evaluation-error.js';
import { limits } from './frame.js';
import { matrixOfPauliSum } from './pauli-sums.js';

/** Fails because `node` gave `value` where `expected` is needed. */
export function mismatch(expected: string, value: Value, node: AstNode, code: DiagnosticCode = 'K106'): never {
  return fail({ code, message: `expected ${expected}, found ${describeValue(value)}`, node });
}

export function asNumber(value: Value, node: AstNode): NumberValue {
  if (value.kind === 'number') return value;
  if (value.kind === 'symbol') {
    return fail({
      code: 'K112',
      message: `the value of ${describeValue(value)} is not known before the circuit runs`,
      node,
      help: 'it may be an angle or a noise value, or a sum of multiples of such',
    });
  }
  return mismatch('a number', value, node);
}

/** A real number of any unit. */
export function asReal(value: Value, node: AstNode): number {
  const number = asNumber(value, node);
  if (number.im !== 0) mismatch('a real number', value, node);
  return number.re;
}

/** A real plain number. */
export function asPlain(value: Value, node: AstNode): number {
  const re = asReal(value, node);
  if (value.kind === 'number' && value.unit !== 0) mismatch('a plain number', value, node, 'K107');
  return re;
}

export function asInteger(value: Value, node: AstNode, what = 'a whole number'): number {
  const re = asPlain(value, node);
  const whole = Math.round(re);
  if (Math.abs(re - whole) > 1e-9) mismatch(what, value, node);
  return whole;
}

/** A whole number within [min, max]. */
export function asCount(value: Value, node: AstNode, what: string, min: number, max: number): number {
  const count = asInteger(value, node, what);
  if (count < min) fail({ code: 'K109', message: `${what} must be at least ${min}, found ${count}`, node });
  if (count > max) fail({ code: 'K113', message: `${what} = ${count} is more than the limit of ${max}`, node });
  return count;
}

export function asBoolean(value: Value, node: AstNode): boolean {
  if (value.kind === 'boolean') return value.value;
  if (value.kind === 'bits' || value.kind === 'condition') {
    return fail({ code: 'K112', message: `${describeValue(value)} is known only when the circuit runs`, node });
  }
  return mismatch('true or false', value, node);
}

export function asGraph(value: Value, node: AstNode): GraphValue {
  if (value.kind === 'graph') return value;
  return mismatch('a graph', value, node);
}

export function asMatrix(value: Value, node: AstNode): MatrixValue {
  if (value.kind === 'matrix') return value;
  if (value.kind === 'pauli-sum') {
    if (2 ** value.qubits <= limits.dimension) return matrixValue(matrixOfPauliSum(value), value.unit);
    const message = `an operator on ${value.qubits} qubits is too large to be written as a matrix`;
    return fail({ code: 'K113', message, node, help: 'sums and products of `at(…)` need no matrix' });
  }
  return mismatch('a matrix', value, node);
}

export function asSquare(value: Value, node: AstNode): MatrixValue {
  const matrix = asMatrix(value, node);
  if (!matrix.matrix.isSquare) mismatch('a square matrix', value, node, 'K110');
  return matrix;
}

/** The items of a list, range, or of the rows of a matrix. */
export function asItems(value: Value, node: AstNode): readonly Value[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'array') {
    const length = value.shape[0] ?? 0;
    checkRange(length, node);
    return Array.from({ length }, (_, i) => entryOf(value, i));
  }
  if (value.kind === 'range') {
    checkRange(value.end - value.start, node);
    return Array.from({ length: value.end - value.start }, (_, i) => ({
      kind: 'number',
      re: value.start + i,
      im: 0,
      unit: 0,
    }));
  }
  if (value.kind === 'matrix') {
    const { matrix, unit } = value;
    return Array.from({ length: matrix.rows }, (_, i) => ({
      kind: 'list',
      items: Array.from({ length: matrix.columns }, (_, j) => {
        const [re, im] = matrix.at(i, j);
        return { kind: 'number', re, im, unit } as const;
      }),
    }));
  }
  return mismatch('a list', value, node);
}

export function checkRange(length: number, node: AstNode): void {
  if (length > limits.listLength) {
    fail({
      code: 'K113',
      message: `${formatReal(length)} passes are more than the limit of ${limits.listLength}`,
      node,
      help: 'loops and ranges are worked out while checking, so they must stay short',
    });
  }
}

export function checkIndex(index: number, length: number, node: AstNode): void {
  if (index >= 0 && index < length) return;
  const range = length === 0 ? 'there are no entries' : `allowed are 0 … ${length - 1}`;
  fail({ code: 'K109', message: `index ${index} is out of range: ${range}`, node });
}

/** A list literal as a matrix, if its items are equally long lists of numbers of one unit; else undefined. */
export function matrixOfRows(items: readonly Value[]): MatrixValue | undefined {
  const first = items[0];
  if (first?.kind !== 'list' || first.items.length === 0) return undefined;
  const columns = first.items.length;
  let unit: number | undefined;
  const rows: (readonly [number, number])[][] = [];
  for (const item of items) {
    if (item.kind !== 'list' || item.items.length !== columns) return undefined;
    const row: (readonly [number, number])[] = [];
    for (const entry of item.items) {
      if (entry.kind !== 'number') return undefined;
      const zero = entry.re === 0 && entry.im === 0;
      if (!zero && unit !== undefined && unit !== entry.unit) return undefined;
      if (!zero) unit = entry.unit;
      row.push([entry.re, entry.im]);
    }
    rows.push(row);
  }
  return matrixValue(SparseMatrix.fromRows(rows), unit ?? 0);
}
