import type { AstNode } from 'langium';
import { type BitsValue, type ConditionValue, describeValue, type Value } from '../values/index.js';
import { asInteger } from './convert.js';
import { fail } from './evaluation-error.js';

/** Whether a value is known only once bits have been measured. */
export function isMeasured(value: Value): value is BitsValue | ConditionValue {
  return value.kind === 'bits' || value.kind === 'condition';
}

/** A bit as a condition holds when it is not 0; a constant holds always or never. */
export function asCondition(value: Value, node: AstNode): ConditionValue {
  if (value.kind === 'condition') return value;
  if (value.kind === 'boolean') return { kind: 'condition', bits: [], holds: () => value.value };
  if (value.kind === 'bits' && value.positions.length === 1) {
    return { kind: 'condition', bits: value.positions, holds: ([digit = 0]) => digit !== 0 };
  }
  const help = value.kind === 'bits' ? 'compare the register with a number, e.g. `c == 3`' : undefined;
  return fail({ code: 'K106', message: `expected a condition, found ${describeValue(value)}`, node, help });
}

export function negated({ bits, holds }: ConditionValue): ConditionValue {
  return { kind: 'condition', bits, holds: (digits, radices) => !holds(digits, radices) };
}

/** Both conditions, or at least one of them. */
export function joined(a: ConditionValue, b: ConditionValue, operator: 'and' | 'or'): ConditionValue {
  const bits = [...new Set([...a.bits, ...b.bits])];
  const pick = (own: readonly number[], all: readonly number[]): number[] =>
    own.map((bit) => all[bits.indexOf(bit)] ?? 0);
  return {
    kind: 'condition',
    bits,
    holds: (digits, radices) => {
      const first = a.holds(pick(a.bits, digits), pick(a.bits, radices));
      if (first === (operator === 'or')) return first;
      return b.holds(pick(b.bits, digits), pick(b.bits, radices));
    },
  };
}

/** A comparison of measured digits, read as a number with the first digit the least significant, with a whole number or other digits. */
export function compareBits(operator: string, left: Value, right: Value, node: AstNode): ConditionValue {
  const bits = [...new Set([left, right].flatMap((value) => (value.kind === 'bits' ? value.positions : [])))];
  const reader = (value: Value): ((digits: readonly number[], radices: readonly number[]) => number) => {
    if (value.kind === 'boolean') return () => Number(value.value);
    if (value.kind !== 'bits') {
      const constant = asInteger(value, node);
      return () => constant;
    }
    const places = value.positions.map((position) => bits.indexOf(position));
    return (digits, radices) => {
      let number = 0;
      for (const place of [...places].reverse()) number = number * (radices[place] ?? 2) + (digits[place] ?? 0);
      return number;
    };
  };
  const [a, b] = [reader(left), reader(right)];
  return {
    kind: 'condition',
    bits,
    holds: (digits, radices) => compare(operator, a(digits, radices), b(digits, radices)),
  };
}

function compare(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}
