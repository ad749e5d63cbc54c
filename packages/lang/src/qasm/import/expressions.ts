import { type Expression, refuse, wrong } from '../parse/index.js';
import { conditionOf, isKnown, valueOfBits } from './conditions.js';
import type { Entity, Scope, Value } from './values.js';

/** A value was asked for that is known only when the loop or circuit is run. */
export class NotKnown extends Error {}

const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  π: Math.PI,
  tau: 2 * Math.PI,
  τ: 2 * Math.PI,
  euler: Math.E,
  ℇ: Math.E,
};

type Calculation = (...x: number[]) => number;

const functions: Readonly<Record<string, readonly [kraus: string | undefined, Calculation]>> = {
  sin: ['sin', Math.sin],
  cos: ['cos', Math.cos],
  tan: ['tan', Math.tan],
  arcsin: ['asin', Math.asin],
  arccos: ['acos', Math.acos],
  arctan: ['atan', Math.atan],
  exp: ['exp', Math.exp],
  ln: ['log', Math.log],
  log: ['log', Math.log],
  sqrt: ['sqrt', Math.sqrt],
  floor: ['floor', Math.floor],
  ceiling: ['ceil', Math.ceil],
  mod: [undefined, (a = 0, b = 1) => a - b * Math.floor(a / b)],
  popcount: [undefined, (a = 0) => [...a.toString(2)].filter((digit) => digit === '1').length],
};

export interface ExpressionContext {
  readonly scope: Scope;
  readonly version: 2 | 3;
}

/** The value of an expression whose parts are known, or what it says of measured bits. @throws NotKnown */
export function evaluate(expression: Expression, context: ExpressionContext): Value {
  const { scope } = context;
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'boolean':
      return expression.value;
    case 'text':
      return [...expression.text.replaceAll('_', '')].reverse().map((digit) => digit === '1');
    case 'name':
      return named(expression.name, scope.find(expression.name), expression);
    case 'unary': {
      const value = evaluate(expression.operand, context);
      if (expression.operator === '-') return -asNumber(value, expression);
      if (expression.operator === '+') return asNumber(value, expression);
      if (expression.operator === '~' && typeof value === 'number') return ~value;
      return conditionOf('not', [value], expression);
    }
    case 'binary':
      return binary(expression, context);
    case 'call': {
      if (expression.name === 'sizeof') return sizeOf(expression, context);
      const known = functions[expression.name];
      if (known === undefined) return callRefused(expression, scope);
      return known[1](...expression.arguments.map((given) => asNumber(evaluate(given, context), given)));
    }
    case 'cast': {
      const value = evaluate(expression.operand, context);
      const { type } = expression;
      if (type.kind === 'array') return refuse('casts to arrays are not supported', expression);
      if (type.name === 'bit' && typeof value === 'number') {
        const size = type.size === undefined ? 1 : asNumber(evaluate(type.size, context), type.size);
        return Array.from({ length: size }, (_, bit) => Math.floor(value / 2 ** bit) % 2 === 1);
      }
      return cast(value, type.name, expression);
    }
    case 'index': {
      let base = evaluate(expression.base, context);
      for (const index of expression.indices) {
        const at = asNumber(evaluate(index, context), index);
        const items = typeof base === 'number' ? digits(base) : valueOfBits(base);
        const item = Array.isArray(items) ? items[at < 0 ? items.length + at : at] : undefined;
        base = item ?? wrong(`there is no entry ${at}`, index);
      }
      return base;
    }
    case 'set':
      return expression.items.map((item) => evaluate(item, context));
    case 'imaginary':
      return refuse('complex numbers are not supported in circuits', expression);
    case 'timing':
    case 'duration-of':
      return refuse('durations have no counterpart: circuits of Kraus have no clock', expression);
    default:
      return wrong('expected a value', expression);
  }
}

function digits(value: number): Value[] {
  return Array.from({ length: 53 }, (_, bit) => Math.floor(value / 2 ** bit) % 2 === 1);
}

function named(name: string, entity: Entity | undefined, at: Expression): Value {
  const constant = constants[name];
  if (entity === undefined) return constant ?? wrong(`${name} is not declared`, at);
  switch (entity.kind) {
    case 'value':
      return frozen(entity.value ?? wrong(`${name} has no value here`, at));
    case 'bits': {
      return frozen({ kind: 'bits', cells: entity.cells });
    }
    case 'symbol':
      throw new NotKnown(`${name} is known only when the circuit is run`);
    default:
      return wrong(`${name} is no value`, at);
  }
}

/** What bits hold now, whatever is put into them later. */
function frozen(value: Value): Value {
  if (typeof value !== 'object' || Array.isArray(value) || value.kind !== 'bits') return value;
  return { ...value, cells: value.cells.map((cell) => ({ ...cell })) };
}

function callRefused(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): never {
  const { kind } = scope.find(expression.name) ?? {};
  if (kind === 'extern') return refuse(`${expression.name} is an external function, which cannot be run`, expression);
  if (kind === 'subroutine') return refuse('a subroutine can be called alone or as the whole right side', expression);
  return wrong(`there is no function ${expression.name}`, expression);
}

function sizeOf({ arguments: given }: Extract<Expression, { kind: 'call' }>, context: ExpressionContext): number {
  const [array, dimension] = given;
  let value = array === undefined ? undefined : evaluate(array, context);
  const depth = dimension === undefined ? 0 : asNumber(evaluate(dimension, context), dimension);
  for (let level = 0; level < depth && Array.isArray(value); level++) value = value[0];
  if (typeof value === 'object' && 'kind' in value && value.kind === 'bits') return value.cells.length;
  return Array.isArray(value) ? value.length : wrong('sizeof needs an array', array ?? (given[0] as Expression));
}

export function cast(value: Value, type: string, at: Expression): Value {
  if (type === 'bool') return typeof value === 'number' ? value !== 0 : conditionOf('id', [value], at);
  if (type === 'bit') return value;
  if (typeof value === 'boolean') return Number(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'boolean')) return numberOf(value);
  if (typeof value === 'number' && (type === 'int' || type === 'uint')) return Math.trunc(value);
  return value;
}

function numberOf(bits: readonly Value[]): number {
  return bits.reduce<number>((sum, bit, index) => sum + (bit === true ? 2 ** index : 0), 0);
}

export function asNumber(value: Value, at: Expression): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  const known = valueOfBits(value);
  if (Array.isArray(known) && known.every((item) => typeof item === 'boolean')) return numberOf(known);
  return refuse('a number that depends on what is measured is supported in conditions alone', at);
}

function binary(expression: Extract<Expression, { kind: 'binary' }>, context: ExpressionContext): Value {
  const { operator } = expression;
  const [left, right] = [evaluate(expression.left, context), evaluate(expression.right, context)];
  const logical = ['&&', '||', '==', '!=', '<', '<=', '>', '>='].includes(operator);
  const bitwise = ['&', '|', '^'].includes(operator);
  if (bitwise && typeof left === 'number' && typeof right === 'number') return arithmetic(operator, left, right);
  if (logical || bitwise) {
    if (isKnown(left) && isKnown(right) && operator !== '&&' && operator !== '||') {
      const [a, b] = [asNumber(left, expression.left), asNumber(right, expression.right)];
      return compare(operator, a, b);
    }
    return conditionOf(operator, [left, right], expression);
  }
  const [a, b] = [asNumber(left, expression.left), asNumber(right, expression.right)];
  const result = arithmetic(operator, a, b);
  const whole = (part: Expression): boolean => part.kind !== 'number' || part.whole;
  if (operator === '/' && context.version === 3 && Number.isInteger(a) && Number.isInteger(b)) {
    if (!Number.isInteger(result) && whole(expression.left) && whole(expression.right) && !isLiteral(expression)) {
      return refuse('a quotient of integers that is not whole is ambiguous; write one of them as a float', expression);
    }
  }
  return Number.isFinite(result) ? result : wrong('the result is not a finite number', expression);
}

/** `3 / 5` of two literals is read as a real number, as the published examples mean it. */
function isLiteral({ left, right }: Extract<Expression, { kind: 'binary' }>): boolean {
  return left.kind === 'number' && right.kind === 'number';
}

export function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '<<':
      return a * 2 ** b;
    case '>>':
      return Math.floor(a / 2 ** b);
    case '&':
      return a & b;
    case '|':
      return a | b;
    default:
      return a ^ b;
  }
}

function compare(operator: string, a: number, b: number): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
    case '^':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '&':
      return a !== 0 && b !== 0;
    case '|':
      return a !== 0 || b !== 0;
    default:
      return a >= b;
  }
}

interface Written {
  readonly text: string;
  /** 4 a name or number, 3 a power, 2 a product, 1 a sum or sign. */
  readonly strength: number;
  /** Whether it holds something that is known only when the circuit is run. */
  readonly runtime: boolean;
}

/** An angle or index as Kraus writes it: symbols and constants by name, everything else by its value. */
export function written(expression: Expression, context: ExpressionContext): Written {
  switch (expression.kind) {
    case 'number':
      return { text: numberText(expression.value, expression.text), strength: 4, runtime: false };
    case 'name': {
      const entity = context.scope.find(expression.name);
      if (entity?.kind === 'symbol' && entity.shape.length === 0) {
        return { text: entity.text, strength: 4, runtime: entity.runtime };
      }
      if (
        entity === undefined &&
        (constants[expression.name] === Math.PI || constants[expression.name] === 2 * Math.PI)
      ) {
        return constants[expression.name] === Math.PI
          ? { text: 'pi', strength: 4, runtime: false }
          : { text: '2 * pi', strength: 2, runtime: false };
      }
      break;
    }
    case 'index': {
      const entity = expression.base.kind === 'name' ? context.scope.find(expression.base.name) : undefined;
      if (entity?.kind !== 'symbol') break;
      const indices = expression.indices.map((index) => written(index, context).text);
      return { text: `${entity.text}[${indices.join(', ')}]`, strength: 4, runtime: entity.runtime };
    }
    case 'unary': {
      if (expression.operator !== '-') break;
      const { text, strength, runtime } = written(expression.operand, context);
      return { text: `-${strength < 2 ? `(${text})` : text}`, strength: 1, runtime };
    }
    case 'binary':
      return writtenBinary(expression, context);
    case 'call': {
      const name = functions[expression.name]?.[0];
      if (name === undefined) break;
      const given = expression.arguments.map((argument) => written(argument, context));
      if (given.some(({ runtime }) => runtime)) return notLinear(expression);
      return { text: `${name}(${given.map(({ text }) => text).join(', ')})`, strength: 4, runtime: false };
    }
    case 'cast':
      if (expression.type.kind === 'scalar' && ['float', 'angle'].includes(expression.type.name)) {
        return written(expression.operand, context);
      }
      break;
    default:
  }
  const value = asNumber(evaluate(expression, context), expression);
  return { text: numberText(value), strength: value < 0 ? 1 : 4, runtime: false };
}

function writtenBinary(expression: Extract<Expression, { kind: 'binary' }>, context: ExpressionContext): Written {
  const operators: Readonly<Record<string, readonly [string, number]>> = {
    '+': ['+', 1],
    '-': ['-', 1],
    '*': ['*', 2],
    '/': ['/', 2],
    '**': ['^', 3],
  };
  const [sign, strength] = operators[expression.operator] ?? [];
  if (sign === undefined || strength === undefined) {
    const value = asNumber(evaluate(expression, context), expression);
    return { text: numberText(value), strength: value < 0 ? 1 : 4, runtime: false };
  }
  const left = written(expression.left, context);
  const right = written(expression.right, context);
  const runtime = left.runtime || right.runtime;
  const product = sign === '*' && left.runtime && right.runtime;
  if (product || (sign === '/' && right.runtime) || (sign === '^' && runtime)) notLinear(expression);
  if (sign === '/' && !runtime) {
    try {
      evaluate(expression, context);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
    }
  }
  const first = left.strength < strength || (sign === '^' && left.strength < 4) ? `(${left.text})` : left.text;
  const weak = right.strength < strength || (right.strength === strength && sign !== '+' && sign !== '*');
  const second = weak || (right.strength === 1 && right.text.startsWith('-')) ? `(${right.text})` : right.text;
  return { text: `${first} ${sign} ${second}`, strength, runtime };
}

function notLinear(at: Expression): never {
  return refuse('an angle must be a sum of multiples of inputs; this one is not', at);
}

/** A number in digits that Kraus reads. */
export function numberText(value: number, text?: string): string {
  if (text !== undefined && /^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(text)) return text;
  return String(value);
}
