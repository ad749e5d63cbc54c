import { type Expression, refuse } from '../parse/index.js';
import { type BitsValue, type Cell, type Condition, elementText, type Value } from './values.js';

/** Whether a value does not depend on what is measured. */
export function isKnown(value: Value): value is number | boolean | Value[] {
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every((item) => isKnown(item));
  return value.kind === 'bits' && value.cells.every(({ known }) => known !== undefined);
}

/** Bits one by one: known ones as booleans. */
export function valueOfBits(value: Value): Value {
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'bits') return value;
  return value.cells.map((cell) => cell.known ?? bitOf(cell));
}

function bitOf(cell: Cell): BitsValue {
  return { kind: 'bits', cells: [cell] };
}

/** Bits must still hold what they held when they were read. */
export function checkFresh(condition: Condition, at: Expression): void {
  if (condition.cells.some(({ place, writes }) => place.writes !== writes)) {
    refuse('this depends on a bit that has been measured into again since', at);
  }
}

/** A condition on measured bits as Kraus writes it. `id` and `not` take one operand, the rest are OpenQASM's operators. */
export function conditionOf(operator: string, operands: readonly Value[], at: Expression): Value {
  const [left, right] = operands;
  if (left === undefined) return refuse('a condition is missing', at);
  if (operator === 'id' || operator === 'not') {
    const value = truth(left, at);
    if (operator === 'id') return value;
    if (typeof value === 'boolean') return !value;
    return { ...value, text: `not ${bracketed(value.text)}` };
  }
  if (right === undefined) return refuse('a condition is missing', at);
  if (operator === '&&' || operator === '&' || operator === '||' || operator === '|') {
    const [a, b] = [truth(left, at), truth(right, at)];
    const both = operator.startsWith('&');
    if (typeof a === 'boolean') return a === both ? b : a;
    if (typeof b === 'boolean') return b === both ? a : b;
    const text = `${bracketed(a.text)} ${both ? 'and' : 'or'} ${bracketed(b.text)}`;
    return { kind: 'condition', text, cells: [...a.cells, ...b.cells] };
  }
  return comparison(operator === '^' ? '!=' : operator, left, right, at);
}

function truth(value: Value, at: Expression): boolean | Condition {
  if (typeof value === 'object' && !Array.isArray(value) && value.kind === 'bits') {
    const [cell] = value.cells;
    if (cell !== undefined && value.cells.length === 1) {
      return cell.known ?? { kind: 'condition', text: textOf(cell), cells: [cell] };
    }
  }
  const known = valueOfBits(value);
  if (typeof known === 'boolean') return known;
  if (typeof known === 'number') return known !== 0;
  if (Array.isArray(known)) {
    if (known.length === 1 && typeof known[0] === 'boolean') return known[0];
    if (typeof value === 'object' && !Array.isArray(value) && value.kind === 'bits') {
      const result = comparison('!=', value, 0, at);
      return typeof result === 'boolean' ? result : (result as Condition);
    }
    return refuse('a list is no condition', at);
  }
  if (known.kind === 'condition') return known;
  return { kind: 'condition', text: textOf(known.cells[0] as Cell), cells: known.cells };
}

function comparison(operator: string, left: Value, right: Value, at: Expression): Value {
  const swapped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  if (isKnown(left)) return comparison(swapped[operator] ?? operator, right, left, at);
  if (!isKnown(right)) return comparisonOfTwo(operator, left, right, at);
  const wanted = typeof right === 'boolean' ? Number(right) : right;
  const number = Array.isArray(wanted)
    ? wanted.reduce<number>((n, bit, k) => n + (bit === true ? 2 ** k : 0), 0)
    : wanted;
  if (typeof left === 'object' && !Array.isArray(left) && left.kind === 'bits') {
    return compareBits(operator, left.cells, number, at);
  }
  const value = truth(left, at);
  if (typeof value === 'boolean') return refuse('this comparison is not supported', at);
  if (operator !== '==' && operator !== '!=') return refuse('a truth value can be compared with == and != alone', at);
  const same = (operator === '==') === (number !== 0);
  return same ? value : { ...value, text: `not ${bracketed(value.text)}` };
}

function comparisonOfTwo(operator: string, left: Value, right: Value, at: Expression): Value {
  const [a, b] = [truth(left, at), truth(right, at)];
  if (typeof a === 'boolean' || typeof b === 'boolean' || !['==', '!='].includes(operator)) {
    return refuse('this comparison of measured bits is not supported', at);
  }
  const [x, y] = [bracketed(a.text), bracketed(b.text)];
  const different = `(${x} and not ${y}) or (not ${x} and ${y})`;
  const text = operator === '!=' ? different : `not (${different})`;
  return { kind: 'condition', text, cells: [...a.cells, ...b.cells] };
}

function compareBits(operator: string, cells: readonly Cell[], number: number, at: Expression): Value {
  if (cells.length > 52) return refuse('a comparison of more than 52 bits is not supported', at);
  const [first] = cells;
  const pristine = cells.every(({ known, place }) => known === undefined || (known === false && place.writes === 0));
  const inOrder = cells.every(({ place }, index) => place.register === first?.place.register && place.index === index);
  if (pristine && inOrder && cells.length > 1) {
    return { kind: 'condition', text: `${wordOf(cells)} ${operator} ${number}`, cells };
  }
  if (operator !== '==' && operator !== '!=') {
    if (cells.length === 1) {
      const held = [0, 1].filter((bit) => holds(operator, bit, number));
      if (held.length !== 1) return held.length === 2;
      return compareBits('==', cells, held[0] as number, at);
    }
    return refuse('bits of several registers can be compared with == and != alone', at);
  }
  if (number < 0 || number >= 2 ** cells.length || !Number.isInteger(number)) return operator === '!=';
  const parts: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const wanted = Math.floor(number / 2 ** index) % 2 === 1;
    if (cell.known === !wanted) return operator === '!=';
    if (cell.known === undefined) parts.push(wanted ? textOf(cell) : `not ${textOf(cell)}`);
  }
  const all = parts.join(' and ');
  return { kind: 'condition', text: operator === '==' ? all : `not (${all})`, cells };
}

function holds(operator: string, a: number, b: number): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** Bits from the first of a register on. */
function wordOf(cells: readonly Cell[]): string {
  const place = cells[0]?.place;
  return place?.size === cells.length ? place.register : `${place?.register}[0..${cells.length}]`;
}

export function textOf({ place }: Cell): string {
  return elementText(place);
}

function bracketed(text: string): string {
  return /^[\w[\]]+$/.test(text) ? text : `(${text})`;
}
