import type { AstNode } from 'langium';
import type { BinaryExpression } from '../generated/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import { describeValue, matrixValue, numberValue, type Value } from '../values/index.js';
import { compareBits, isMeasured } from './conditions.js';
import { asBoolean, asInteger, asMatrix, asReal } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Budget } from './frame.js';
import { checkSize, finite, type Operands, type Operator, sameUnit } from './operands.js';
import { addPauliSums, costOfProduct, multiplyPauliSums, scalePauliSum } from './pauli-sums.js';
import { power } from './powers.js';
import { composeChannels, gateOfMatrix, kronChannels } from './programs.js';
import { addLinear, divideLinear, isLinear, multiplyLinear } from './symbols.js';

/** The value of `left operator right`; `and` and `or` are evaluated elsewhere because they skip operands. */
export function applyOperator(operator: Operator, given: Operands): Value {
  const operands = likeOperands(given);
  switch (operator) {
    case '+':
    case '-':
      return addition(operands, operator === '+' ? 1 : -1);
    case '*':
      return multiplication(operands);
    case '/':
      return division(operands);
    case '%':
      return remainder(operands);
    case '^':
      return power(operands);
    case '⊗':
      return kronecker(...channels(operands), operands.node, operands.budget);
    case '>>':
      return composeChannels(...channels(operands), operands.node, operands.budget);
    default:
      return comparison(operator, operands);
  }
}

/** Beside a channel, a unitary matrix such as `X` is a gate. */
function channels({ left, right }: Operands): [Value, Value] {
  if (left.kind === 'channel') return [left, gateOfMatrix(right)];
  return [right.kind === 'channel' ? gateOfMatrix(left) : left, right];
}

/** The sum of two numbers, matrices or parameters. */
export function added(left: Value, right: Value, node: AstNode, budget: Budget): Value {
  budget.spend(left.kind === 'matrix' ? left.matrix.count : 1, node);
  return addition(likeOperands({ left, right, node }), 1);
}

/** A matrix beside a sum of Pauli strings is worked with as matrices. */
function likeOperands<T extends Pick<Operands, 'left' | 'right'> & { readonly node: AstNode }>(operands: T): T {
  const { left, right, node } = operands;
  if (left.kind === 'matrix' && right.kind === 'pauli-sum') return { ...operands, right: asMatrix(right, node) };
  if (left.kind === 'pauli-sum' && right.kind === 'matrix') return { ...operands, left: asMatrix(left, node) };
  return operands;
}

function addition(
  { left, right, node }: Pick<Operands, 'left' | 'right'> & { readonly node: AstNode },
  sign: 1 | -1,
): Value {
  const word = sign === 1 ? 'add' : 'subtract';
  if (left.kind === 'pauli-sum' && right.kind === 'pauli-sum') {
    sameUnit(left.unit, right.unit, node, word);
    return addPauliSums(left, right, sign);
  }
  if (left.kind === 'number' && right.kind === 'number') {
    sameUnit(left.unit, right.unit, node, word);
    return finite(left.re + sign * right.re, left.im + sign * right.im, left.unit, node);
  }
  if (isLinear(left) && isLinear(right)) return addLinear(left, right, sign, node);
  if (left.kind === 'matrix' && right.kind === 'matrix') {
    const [a, b] = [left.matrix, right.matrix];
    if (a.rows !== b.rows || a.columns !== b.columns) {
      fail({ code: 'K110', message: `cannot ${word} ${describeValue(left)} and ${describeValue(right)}`, node });
    }
    sameUnit(left.unit, right.unit, node, word);
    return matrixValue(a.plus(b, sign), left.unit);
  }
  const help = [left, right].some(({ kind }) => kind === 'number')
    ? 'a number times `identity(n)` is a matrix'
    : undefined;
  return fail({
    code: 'K106',
    message: `cannot ${word} ${describeValue(left)} and ${describeValue(right)}`,
    node,
    help,
  });
}

function multiplication({ left, right, node, budget }: Operands): Value {
  if (left.kind === 'number' && right.kind === 'number') {
    const re = left.re * right.re - left.im * right.im;
    return finite(re, left.re * right.im + left.im * right.re, left.unit + right.unit, node);
  }
  if (isLinear(left) && isLinear(right)) return multiplyLinear(left, right, node);
  if (left.kind === 'pauli-sum' && right.kind === 'pauli-sum') {
    budget.spend(costOfProduct(left, right), node);
    return multiplyPauliSums(left, right);
  }
  if (left.kind === 'number' && right.kind === 'pauli-sum') return scalePauliSum(right, left.re, left.im, left.unit);
  if (left.kind === 'pauli-sum' && right.kind === 'number') return scalePauliSum(left, right.re, right.im, right.unit);
  if (left.kind === 'number' && right.kind === 'matrix') {
    return matrixValue(right.matrix.scaled(left.re, left.im), left.unit + right.unit);
  }
  if (left.kind === 'matrix' && right.kind === 'number') {
    return matrixValue(left.matrix.scaled(right.re, right.im), left.unit + right.unit);
  }
  if (left.kind === 'matrix' && right.kind === 'matrix') {
    if (left.matrix.columns !== right.matrix.rows) {
      fail({ code: 'K110', message: `cannot multiply ${describeValue(left)} by ${describeValue(right)}`, node });
    }
    return matrixProduct(left.matrix, right.matrix, left.unit + right.unit, node, budget);
  }
  return fail({ code: 'K106', message: `cannot multiply ${describeValue(left)} by ${describeValue(right)}`, node });
}

/** A product of two matrices; a 1×1 result is a number. */
function matrixProduct(a: SparseMatrix, b: SparseMatrix, unit: number, node: AstNode, budget: Budget): Value {
  budget.spend(a.costOfTimes(b), node);
  const result = a.times(b);
  checkSize(result.rows, result.columns, result.count, node);
  if (result.rows !== 1 || result.columns !== 1) return matrixValue(result, unit);
  const [re, im] = result.at(0, 0);
  return numberValue(re, im, unit);
}

function division({ left, right, node }: Operands): Value {
  if (isLinear(left) && (left.kind === 'symbol' || right.kind === 'symbol')) return divideLinear(left, right, node);
  if (right.kind !== 'number') return fail({ code: 'K106', message: `cannot divide by ${describeValue(right)}`, node });
  const norm = right.re * right.re + right.im * right.im;
  if (norm === 0) return fail({ code: 'K123', message: 'division by zero', node });
  if (left.kind === 'number') {
    const re = right.im === 0 ? left.re / right.re : (left.re * right.re + left.im * right.im) / norm;
    const im = right.im === 0 ? left.im / right.re : (left.im * right.re - left.re * right.im) / norm;
    return finite(re, im, left.unit - right.unit, node);
  }
  if (left.kind === 'pauli-sum') return scalePauliSum(left, right.re / norm, -right.im / norm, -right.unit);
  if (left.kind === 'matrix') {
    return matrixValue(left.matrix.scaled(right.re / norm, -right.im / norm), left.unit - right.unit);
  }
  return fail({ code: 'K106', message: `cannot divide ${describeValue(left)}`, node });
}

function remainder({ left, right, node }: Operands): Value {
  const divisor = asInteger(right, node.right);
  if (divisor === 0) fail({ code: 'K123', message: 'division by zero', node });
  const rest = asInteger(left, node.left) % divisor;
  return numberValue(rest < 0 ? rest + Math.abs(divisor) : rest);
}

/** Kronecker product of matrices, or channels side by side; the right operand is the less significant. */
export function kronecker(left: Value, right: Value, node: AstNode, budget: Budget): Value {
  if (left.kind === 'channel' && right.kind === 'channel') return kronChannels(left, right, node);
  if (left.kind !== 'matrix' || right.kind !== 'matrix') {
    const message = `cannot put ${describeValue(left)} and ${describeValue(right)} side by side`;
    return fail({ code: 'K106', message, node, help: 'two matrices, or two channels' });
  }
  const count = left.matrix.count * right.matrix.count;
  checkSize(left.matrix.rows * right.matrix.rows, left.matrix.columns * right.matrix.columns, count, node);
  budget.spend(count, node);
  return matrixValue(left.matrix.kron(right.matrix), left.unit + right.unit);
}

function comparison(operator: Operator, { left, right, node }: Operands): Value {
  if (isMeasured(left) || isMeasured(right)) return compareBits(operator, left, right, node);
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right, node);
    return { kind: 'boolean', value: (operator === '==') === same };
  }
  const [a, b] = [asReal(left, node.left), asReal(right, node.right)];
  if (left.kind === 'number' && right.kind === 'number') sameUnit(left.unit, right.unit, node, 'compare');
  const value = operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
  return { kind: 'boolean', value };
}

function equal(left: Value, right: Value, node: BinaryExpression): boolean {
  if (left.kind === 'number' && right.kind === 'number') {
    sameUnit(left.unit, right.unit, node, 'compare');
    return left.re === right.re && left.im === right.im;
  }
  if (left.kind === 'text' && right.kind === 'text') return left.value === right.value;
  if (left.kind === 'boolean') return left.value === asBoolean(right, node.right);
  return fail({ code: 'K106', message: `cannot compare ${describeValue(left)} and ${describeValue(right)}`, node });
}
