import type { AstNode } from 'langium';
import type { Parameter } from '../generated/index.js';
import { describeValue, formatNumber, numberTypes, numberValue, unitName, type Value } from '../values/index.js';
import { matrixOfRows } from './convert.js';
import { fail } from './evaluation-error.js';

/** Rounding that a probability may carry: 1 − 0.9 − 0.1 is −2.8e-17. */
const slack = 1e-12;

/**
 * The value that a parameter takes from an argument, checked against the parameter's type.
 *
 * @param owner the declaration's name, for the message
 * @throws EvaluationError at `node` if the type does not allow the value
 */
export function admit(parameter: Parameter, value: Value, owner: string, node: AstNode): Value {
  const type = parameter.type?.name;
  if (type === undefined) return value;
  if (parameter.type !== undefined && parameter.type.shape.length > 0) return value;
  const numeric = Object.hasOwn(numberTypes, type) ? numberTypes[type] : undefined;
  if (numeric === undefined) return admitOther(type, parameter, value, owner, node);
  if (value.kind !== 'number') {
    return fail({
      code: 'K106',
      message: `\`${owner}\`: ${parameter.name} must be ${type}, found ${describeValue(value)}`,
      node,
    });
  }
  if (value.unit !== numeric.unit && value.unit !== 0) {
    const message = `\`${owner}\`: ${parameter.name} must be ${unitName(numeric.unit)}, found ${unitName(value.unit)}`;
    return fail({ code: 'K107', message, node });
  }
  const outside = (): never =>
    fail({
      code: 'K202',
      message: `\`${owner}\`: ${parameter.name} = ${formatNumber(value)} is not ${numeric.domain}`,
      node,
    });
  if (value.im !== 0 && numeric.field !== 'complex') outside();
  if (numeric.field === 'int') {
    const whole = Math.round(value.re);
    if (Math.abs(whole - value.re) > 1e-9) outside();
    return numberValue(whole);
  }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = numeric;
  if (value.re < min - slack || value.re > max + slack) outside();
  return numberValue(Math.min(max, Math.max(min, value.re)), value.im, value.unit);
}

function admitOther(type: string, parameter: Parameter, value: Value, owner: string, node: AstNode): Value {
  const wanted: Readonly<Record<string, Value['kind']>> = {
    bool: 'boolean',
    text: 'text',
    matrix: 'matrix',
    graph: 'graph',
    channel: 'channel',
    generator: 'generator',
  };
  const kind = Object.hasOwn(wanted, type) ? wanted[type] : undefined;
  if (kind === undefined || value.kind === kind) return value;
  if (kind === 'matrix' && value.kind === 'list') {
    const matrix = matrixOfRows(value.items);
    if (matrix !== undefined) return matrix;
  }
  return fail({
    code: 'K106',
    message: `\`${owner}\`: ${parameter.name} must be a ${type}, found ${describeValue(value)}`,
    node,
  });
}
