import type {
  BraExpression,
  CallExpression,
  EvolveExpression,
  Expression,
  IndexExpression,
  KetExpression,
  ListExpression,
  RangeExpression,
} from '../generated/index.js';
import { isCallExpression, isNameExpression } from '../generated/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import {
  describeValue,
  type GeneratorValue,
  literalParts,
  literalValue,
  matrixValue,
  numberValue,
  unitName,
  type Value,
} from '../values/index.js';
import { asBoolean, asInteger, asItems, asNumber, asReal, matrixOfRows, mismatch } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';
import { basisKet, ketOfState } from './kets.js';
import { applyOperator } from './operators.js';

/** The value of an expression; throws an {@link EvaluationError} where there is none. */
export function evaluateExpression(expression: Expression, frame: Frame): Value {
  const { interpreter } = frame;
  const evaluate = (part: Expression): Value => interpreter.evaluate(part, frame);
  switch (expression.$type) {
    case 'NumberLiteral':
      return numberOfLiteral(expression.text, expression);
    case 'StringLiteral':
      return { kind: 'text', value: expression.value };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: expression.value === 'true' };
    case 'ListExpression':
      return listOf(expression, frame);
    case 'NameExpression': {
      const name = expression.target.ref;
      if (name === undefined) {
        return fail({ code: 'K101', message: `unknown name \`${expression.target.$refText}\``, node: expression });
      }
      return interpreter.lookUp(name, expression, frame);
    }
    case 'UnaryExpression': {
      const value = evaluate(expression.operand);
      if (expression.operator === 'not') return { kind: 'boolean', value: !asBoolean(value, expression.operand) };
      const sign = expression.operator === '-' ? -1 : 1;
      if (value.kind === 'matrix') return matrixValue(value.matrix.scaled(sign), value.unit);
      const number = asNumber(value, expression.operand);
      return numberValue(sign * number.re + 0, sign * number.im + 0, number.unit);
    }
    case 'BinaryExpression': {
      const { left, right, operator } = expression;
      if (operator === 'and' || operator === 'or') {
        const first = asBoolean(evaluate(left), left);
        if (first === (operator === 'or')) return { kind: 'boolean', value: first };
        return { kind: 'boolean', value: asBoolean(evaluate(right), right) };
      }
      const operands = { left: called(evaluate(left), left, frame), right: called(evaluate(right), right, frame) };
      return applyOperator(operator, { ...operands, node: expression, budget: interpreter.budget });
    }
    case 'RangeExpression':
      return rangeOf(expression, frame);
    case 'CallExpression':
      return callOf(expression, frame);
    case 'IndexExpression':
      return elementOf(expression, frame);
    case 'EvolveExpression':
      return evolution(expression, frame);
    case 'KetExpression': {
      const ket = ketOf(expression, frame);
      return matrixValue(expression.bra === undefined ? ket : ket.times(ketOf(expression.bra, frame).dagger()));
    }
    case 'BraExpression':
      return matrixValue(ketOf(expression, frame).dagger());
  }
}

/** A channel or gate named without arguments stands for its call. */
export function called(value: Value, node: Expression, frame: Frame): Value {
  if (value.kind !== 'declaration') return value;
  const { declaration } = value;
  switch (declaration.$type) {
    case 'ChannelDeclaration':
    case 'GateDeclaration':
    case 'GeneratorDeclaration':
    case 'GraphDeclaration': {
      const { name, parameters } = declaration;
      return frame.interpreter.call(declaration, { node, name, parameters, arguments: [] }, frame);
    }
    default:
      return value;
  }
}

function numberOfLiteral(text: string, node: Expression): Value {
  const parts = literalParts(text);
  if (parts.suffix !== '' && parts.unit === undefined) {
    return fail({ code: 'K111', message: `\`${parts.suffix}\` is not a unit`, node });
  }
  const value = literalValue(parts);
  if (!Number.isFinite(value)) return fail({ code: 'K123', message: `${text} is too large for a number`, node });
  return parts.unit?.imaginary === true ? numberValue(0, value) : numberValue(value, 0, parts.unit?.power ?? 0);
}

function listOf(expression: ListExpression, frame: Frame): Value {
  frame.interpreter.budget.spend(expression.items.length, expression);
  const items = expression.items.map((item) => frame.interpreter.evaluate(item, frame));
  return matrixOfRows(items) ?? { kind: 'list', items };
}

function rangeOf(expression: RangeExpression, frame: Frame): Value {
  const start = asInteger(frame.interpreter.evaluate(expression.start, frame), expression.start);
  const end = asInteger(frame.interpreter.evaluate(expression.end, frame), expression.end);
  return { kind: 'range', start, end: Math.max(start, expression.operator === '..=' ? end + 1 : end) };
}

function callOf(expression: CallExpression, frame: Frame): Value {
  const { callee } = expression;
  const declared = isNameExpression(callee) ? frame.interpreter.evaluate(callee, frame) : undefined;
  if (declared?.kind !== 'declaration') {
    const value = declared ?? frame.interpreter.evaluate(callee, frame);
    return fail({ code: 'K106', message: `${describeValue(value)} cannot be called`, node: callee });
  }
  const { declaration } = declared;
  const parameters = 'parameters' in declaration ? declaration.parameters : [];
  const site = { node: expression, name: declaration.name, parameters, arguments: expression.arguments };
  return frame.interpreter.call(declaration, site, frame);
}

function elementOf(expression: IndexExpression, frame: Frame): Value {
  let value = frame.interpreter.evaluate(expression.base, frame);
  for (const [count, indexNode] of expression.indices.entries()) {
    const index = asInteger(frame.interpreter.evaluate(indexNode, frame), indexNode, 'a whole number as index');
    const second = expression.indices[count + 1];
    if (value.kind === 'matrix' && second !== undefined && count === 0) {
      const column = asInteger(frame.interpreter.evaluate(second, frame), second, 'a whole number as index');
      checkIndex(index, value.matrix.rows, indexNode);
      checkIndex(column, value.matrix.columns, second);
      const [re, im] = value.matrix.at(index, column);
      return numberValue(re, im, value.unit);
    }
    if (value.kind === 'wire') {
      checkIndex(index, value.positions.length, indexNode);
      value = { kind: 'wire', positions: [value.positions[index] ?? 0] };
      continue;
    }
    const length = value.kind === 'range' ? value.end - value.start : undefined;
    if (value.kind === 'range' && length !== undefined) {
      checkIndex(index, length, indexNode);
      value = numberValue(value.start + index);
      continue;
    }
    const items: readonly Value[] = asItems(value, expression.base);
    checkIndex(index, items.length, indexNode);
    value = items[index] ?? value;
  }
  return value;
}

export function checkIndex(index: number, length: number, node: Expression): void {
  if (index >= 0 && index < length) return;
  const range = length === 0 ? 'there are no entries' : `allowed are 0 … ${length - 1}`;
  fail({ code: 'K109', message: `index ${index} is out of range: ${range}`, node });
}

/** The ket of a ket or bra expression. */
function ketOf(expression: KetExpression | BraExpression, frame: Frame): SparseMatrix {
  const { state, variable } = expression;
  if (state !== undefined) return ketOfState(state, frame.system, expression);
  const name = variable?.ref;
  if (name === undefined)
    return fail({ code: 'K101', message: `unknown name \`${variable?.$refText ?? ''}\``, node: expression });
  const value = frame.interpreter.lookUp(name, expression, frame);
  const level = asNumber(value, expression);
  if (!Number.isInteger(level.re) || level.im !== 0) {
    return fail({
      code: 'K120',
      message: `a level is a whole number, found ${describeValue(value)}`,
      node: expression,
    });
  }
  if (frame.system === undefined) {
    const message = `the dimension of |${variable?.$refText ?? ''}> is not known outside declarations with wires`;
    return fail({ code: 'K120', message, node: expression, help: 'write `ket(i, dimension)`' });
  }
  return basisKet(level.re, frame.system.total, expression, 'variable');
}

function evolution(expression: EvolveExpression, frame: Frame): Value {
  const generator = generatorOf(expression.generator, frame);
  const time = asNumber(frame.interpreter.evaluate(expression.time, frame), expression.time);
  const seconds = asReal(time, expression.time);
  if (seconds < 0) {
    fail({
      code: 'K202',
      message: `the time of an evolution is not negative, found ${seconds}`,
      node: expression.time,
    });
  }
  const still = generator.program.hamiltonian.entries.length === 0 && generator.program.jumps.length === 0;
  if (!still && seconds !== 0 && generator.unit + time.unit !== 0) {
    const rates = generator.unit === 0 ? 'plain numbers (units of J)' : unitName(generator.unit);
    fail({
      code: 'K107',
      message: `the generator's rates are ${rates}, but the time is ${unitName(time.unit)}`,
      node: expression.time,
      help: 'give both in units, or both as plain numbers',
    });
  }
  const { program } = generator;
  return { kind: 'channel', program: { kind: 'evolve', dims: program.dims, generator: program, time: seconds } };
}

function generatorOf(node: Expression, frame: Frame): GeneratorValue {
  const value = called(
    isCallExpression(node) ? callOf(node, frame) : frame.interpreter.evaluate(node, frame),
    node,
    frame,
  );
  if (value.kind === 'generator') return value;
  return mismatch('a generator', value, node, 'K119');
}
