import type {
  BraExpression,
  CallExpression,
  Expression,
  IndexExpression,
  KetExpression,
  ListExpression,
  RangeExpression,
} from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import {
  describeValue,
  entryOf,
  literalParts,
  literalValue,
  matrixValue,
  numberValue,
  type Value,
} from '../values/index.js';
import { asCondition, isMeasured, joined, negated } from './conditions.js';
import { asBoolean, asInteger, asItems, asNumber, checkIndex, matrixOfRows } from './convert.js';
import { fail } from './evaluation-error.js';
import { called, evolvedChannel } from './evolution.js';
import type { Frame } from './frame.js';
import { modifiedValue } from './gate-modifiers.js';
import { basisKet, ketOfState } from './kets.js';
import { passesOf } from './loops.js';
import { applyOperator } from './operators.js';
import { scalePauliSum } from './pauli-sums.js';
import { negateSymbol } from './symbols.js';
import { chosenPositions } from './wires.js';

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
      if (expression.operator === 'not' && isMeasured(value)) return negated(asCondition(value, expression.operand));
      if (expression.operator === 'not') return { kind: 'boolean', value: !asBoolean(value, expression.operand) };
      const sign = expression.operator === '-' ? -1 : 1;
      if (value.kind === 'matrix') return matrixValue(value.matrix.scaled(sign), value.unit);
      if (value.kind === 'pauli-sum') return scalePauliSum(value, sign, 0, 0);
      if (value.kind === 'symbol') return sign === 1 ? value : negateSymbol(value);
      const number = asNumber(value, expression.operand);
      return numberValue(sign * number.re + 0, sign * number.im + 0, number.unit);
    }
    case 'BinaryExpression': {
      const { left, right, operator } = expression;
      if (operator === 'and' || operator === 'or') {
        const value = evaluate(left);
        if (!isMeasured(value)) {
          const first = asBoolean(value, left);
          if (first === (operator === 'or')) return { kind: 'boolean', value: first };
        }
        const second = evaluate(right);
        if (isMeasured(value)) return joined(asCondition(value, left), asCondition(second, right), operator);
        return isMeasured(second) ? asCondition(second, right) : { kind: 'boolean', value: asBoolean(second, right) };
      }
      const operands = { left: called(evaluate(left), left, frame), right: called(evaluate(right), right, frame) };
      return applyOperator(operator, { ...operands, node: expression, budget: interpreter.budget });
    }
    case 'ModifiedGate':
      return modifiedValue(expression, called(evaluate(expression.gate), expression.gate, frame), frame);
    case 'RangeExpression':
      return rangeOf(expression, frame);
    case 'CallExpression':
      return callOf(expression, frame);
    case 'IndexExpression':
      return elementOf(expression, frame);
    case 'EvolveExpression':
      return evolvedChannel(expression.generator, expression.time, frame);
    case 'KetExpression': {
      const ket = ketOf(expression, frame);
      return matrixValue(expression.bra === undefined ? ket : ket.times(ketOf(expression.bra, frame).dagger()));
    }
    case 'BraExpression':
      return matrixValue(ketOf(expression, frame).dagger());
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
  const frames = expression.loop === undefined ? [frame] : passesOf(expression.loop, frame);
  const items = Array.from(frames, (pass) =>
    expression.items.map((item) => frame.interpreter.evaluate(item, pass)),
  ).flat();
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
    if (value.kind === 'wire' || value.kind === 'bits') {
      const chosen: readonly number[] = value.positions;
      value = { ...value, positions: chosenPositions(chosen, frame.interpreter.evaluate(indexNode, frame), indexNode) };
      continue;
    }
    const index = asInteger(frame.interpreter.evaluate(indexNode, frame), indexNode, 'a whole number as index');
    const second = expression.indices[count + 1];
    if (value.kind === 'matrix' && second !== undefined && count === 0) {
      const column = asInteger(frame.interpreter.evaluate(second, frame), second, 'a whole number as index');
      checkIndex(index, value.matrix.rows, indexNode);
      checkIndex(column, value.matrix.columns, second);
      const [re, im] = value.matrix.at(index, column);
      return numberValue(re, im, value.unit);
    }
    if (value.kind === 'array') {
      checkIndex(index, value.shape[0] ?? 0, indexNode);
      value = entryOf(value, index);
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
