import type { AstNode } from 'langium';
import type { Parameter, TypeReference } from '../generated/index.js';
import {
  describeValue,
  formatNumber,
  type NumberType,
  numberTypes,
  numberValue,
  type SymbolValue,
  unitName,
  type Value,
} from '../values/index.js';
import { asCount, asItems, matrixOfRows } from './convert.js';
import { fail } from './evaluation-error.js';
import { type Frame, limits } from './frame.js';
import { gateOfMatrix } from './programs.js';

/** Rounding that a probability may carry: 1 − 0.9 − 0.1 is −2.8e-17. */
const slack = 1e-12;

/** Something with a name and a declared type: a parameter or constant. */
type Typed = Pick<Parameter, 'name' | 'type'>;

/** A parameter with its owner, or a constant, as messages name it. */
function called({ name }: Typed, owner: string | undefined): string {
  return owner === undefined ? `\`${name}\`` : `\`${owner}\`: ${name}`;
}

/**
 * The value that a parameter takes from an argument, or a constant from its expression, checked against the declared type.
 *
 * @param owner the name of the declaration that the parameter belongs to, for the message; none for a constant
 * @throws EvaluationError at `node` if the type does not allow the value
 */
export function admit(parameter: Typed, value: Value, owner: string | undefined, node: AstNode): Value {
  const type = parameter.type?.name;
  if (type === undefined) return value;
  if (parameter.type !== undefined && parameter.type.shape.length > 0) return value;
  const numeric = Object.hasOwn(numberTypes, type) ? numberTypes[type] : undefined;
  if (numeric === undefined) return admitOther(type, parameter, value, owner, node);
  if (value.kind === 'symbol') return admitSymbol(parameter, numeric, value, owner, node);
  if (value.kind !== 'number') {
    return fail({
      code: 'K106',
      message: `${called(parameter, owner)} must be ${type}, found ${describeValue(value)}`,
      node,
    });
  }
  if (value.unit !== numeric.unit && value.unit !== 0) {
    const message = `${called(parameter, owner)} must be ${unitName(numeric.unit)}, found ${unitName(value.unit)}`;
    return fail({ code: 'K107', message, node });
  }
  const outside = (): never =>
    fail({
      code: 'K202',
      message: `${called(parameter, owner)} = ${formatNumber(value)} is not ${numeric.domain}`,
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

/** A trainable parameter or input: its value is not known yet, so only its kind is checked. */
function admitSymbol(
  parameter: Typed,
  type: NumberType,
  value: SymbolValue,
  owner: string | undefined,
  node: AstNode,
): Value {
  if (type.field === 'int') {
    const message = `${called(parameter, owner)} must be known before the circuit runs, found ${describeValue(value)}`;
    return fail({ code: 'K112', message, node });
  }
  if (value.unit === type.unit || value.unit === 0) return value;
  const message = `${called(parameter, owner)} must be ${unitName(type.unit)}, found ${unitName(value.unit)}`;
  return fail({ code: 'K107', message, node });
}

/** The sizes of a type with a shape, e.g. `angle[layers, 4, 3]`. */
export function shapeOf(type: TypeReference, frame: Frame): number[] {
  return type.shape.map((size) =>
    asCount(frame.interpreter.evaluate(size, frame), size, 'the size of an array', 0, limits.listLength),
  );
}

/** Fails where a value has not the shape that the parameter declares. */
export function checkShape(parameter: Typed, value: Value, frame: Frame, node: AstNode): void {
  if (parameter.type === undefined || parameter.type.shape.length === 0) return;
  const wanted = shapeOf(parameter.type, frame);
  const given: number[] = [];
  for (let part: Value | undefined = value; given.length < wanted.length; ) {
    if (part === undefined || !['list', 'range', 'array', 'matrix'].includes(part.kind)) break;
    if (part.kind === 'array') {
      given.push(...part.shape);
      break;
    }
    const items: readonly Value[] = asItems(part, node);
    given.push(items.length);
    part = items[0];
  }
  if (given.length === wanted.length && given.every((size, k) => size === wanted[k])) return;
  const message = `\`${parameter.name}\` has shape [${wanted.join(', ')}], given ${describeValue(value)}`;
  fail({ code: 'K110', message, node });
}

function admitOther(type: string, parameter: Typed, value: Value, owner: string | undefined, node: AstNode): Value {
  const wanted: Readonly<Record<string, Value['kind']>> = {
    bool: 'boolean',
    text: 'text',
    matrix: 'matrix',
    graph: 'graph',
    gate: 'channel',
    channel: 'channel',
    generator: 'generator',
  };
  const kind = Object.hasOwn(wanted, type) ? wanted[type] : undefined;
  if (kind === undefined || value.kind === kind) return value;
  if (kind === 'channel' && value.kind === 'matrix') {
    const gate = gateOfMatrix(value);
    if (gate.kind === 'channel') return gate;
  }
  if (kind === 'matrix' && value.kind === 'list') {
    const matrix = matrixOfRows(value.items);
    if (matrix !== undefined) return matrix;
  }
  return fail({
    code: 'K106',
    message: `${called(parameter, owner)} must be a ${type}, found ${describeValue(value)}`,
    node,
  });
}
