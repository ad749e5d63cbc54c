import { type Expression, refuse, type StatementOf } from '../parse/index.js';
import { checkFresh, textOf } from './conditions.js';
import { asNumber, type ExpressionContext, evaluate } from './expressions.js';
import { type Applied, application, type Needs } from './gates.js';
import type { Cell } from './values.js';

/** constant + Σ weight · bit. */
interface Sum {
  readonly constant: number;
  readonly bits: readonly (readonly [cell: Cell, weight: number])[];
}

/**
 * A gate whose angle is made of measured bits, as one for each bit under the condition that it is 1: rotations and phases of one
 * angle add up. Undefined for other gates.
 */
export function measuredApplication(
  statement: StatementOf<'apply'>,
  applied: Applied,
  needs: Needs,
): string[] | undefined {
  const { context } = applied;
  if (!statement.arguments.some((angle) => isMeasured(angle, context))) return undefined;
  const entity = context.scope.find(statement.name);
  const [angle] = statement.arguments;
  const gate = entity?.kind === 'standard' ? entity.gate : undefined;
  if (angle === undefined || gate?.parameters !== 1 || gate.angles?.[0] !== '{0}') {
    return refuse('an angle made of outcomes is supported in rotations and phases of one angle', statement);
  }
  const { constant, bits } = sumOf(angle, context);
  const lines = (value: number): string[] => {
    const number: Expression = { ...angle, kind: 'number', value, text: String(value), whole: false };
    return application({ ...statement, arguments: [number] }, applied, needs);
  };
  return [
    ...(constant === 0 ? [] : lines(constant)),
    ...bits.flatMap(([cell, weight]) => {
      checkFresh({ kind: 'condition', text: '', cells: [cell] }, angle);
      return weight === 0 ? [] : [`if ${textOf(cell)} {\n${lines(weight).join('\n')}\n}`];
    }),
  ];
}

/** Whether an expression reads bits that are known only when the circuit is run. */
function isMeasured(expression: Expression, context: ExpressionContext): boolean {
  switch (expression.kind) {
    case 'name': {
      const entity = context.scope.find(expression.name);
      if (entity?.kind === 'bits') return entity.cells.some(({ known }) => known === undefined);
      const value = entity?.kind === 'value' ? entity.value : undefined;
      if (typeof value !== 'object' || Array.isArray(value)) return false;
      return value.kind === 'condition' || value.cells.some(({ known }) => known === undefined);
    }
    case 'index':
      return isMeasured(expression.base, context);
    case 'unary':
    case 'cast':
      return isMeasured(expression.operand, context);
    case 'binary':
      return isMeasured(expression.left, context) || isMeasured(expression.right, context);
    case 'call':
      return expression.arguments.some((given) => isMeasured(given, context));
    default:
      return false;
  }
}

function sumOf(expression: Expression, context: ExpressionContext): Sum {
  if (!isMeasured(expression, context)) {
    return { constant: asNumber(evaluate(expression, context), expression), bits: [] };
  }
  switch (expression.kind) {
    case 'unary':
      if (expression.operator === '-') return scaled(sumOf(expression.operand, context), -1);
      if (expression.operator === '+') return sumOf(expression.operand, context);
      break;
    case 'cast':
      if (expression.type.kind === 'scalar' && ['angle', 'float', 'uint'].includes(expression.type.name)) {
        return sumOf(expression.operand, context);
      }
      break;
    case 'binary': {
      const { operator } = expression;
      if (!['+', '-', '*', '/'].includes(operator)) break;
      const [left, right] = [sumOf(expression.left, context), sumOf(expression.right, context)];
      if (operator === '+') return plus(left, right);
      if (operator === '-') return plus(left, scaled(right, -1));
      if (operator === '*' && left.bits.length === 0) return scaled(right, left.constant);
      if (operator === '*' && right.bits.length === 0) return scaled(left, right.constant);
      if (operator === '/' && right.bits.length === 0) return scaled(left, 1 / right.constant);
      break;
    }
    default: {
      const value = evaluate(expression, context);
      if (typeof value === 'object' && !Array.isArray(value) && value.kind === 'bits') {
        const { cells, unit = 1 } = value;
        const worth = cells.map((cell, bit) => [cell, unit * 2 ** bit] as const);
        return {
          constant: worth.reduce((sum, [{ known }, weight]) => sum + (known === true ? weight : 0), 0),
          bits: worth.filter(([{ known }]) => known === undefined),
        };
      }
    }
  }
  return refuse('an angle made of outcomes must be a sum of multiples of bits and numbers', expression);
}

function scaled({ constant, bits }: Sum, factor: number): Sum {
  return { constant: constant * factor, bits: bits.map(([cell, weight]) => [cell, weight * factor]) };
}

function plus(a: Sum, b: Sum): Sum {
  return { constant: a.constant + b.constant, bits: [...a.bits, ...b.bits] };
}
