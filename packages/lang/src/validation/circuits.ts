import { type AstNode, AstUtils } from 'langium';
import { type LoweredCircuit, lowerCircuitDeclaration, type Unreached, unreached } from '../circuits/index.js';
import type { Fix, Report } from '../diagnostics/index.js';
import { type ScriptInterpreter, shapeOf } from '../evaluate/index.js';
import { fix, removed } from '../fixes/index.js';
import {
  type CircuitDeclaration,
  isBlock,
  isFor,
  isNameExpression,
  isOperation,
  isStatement,
  isTrainableParameter,
  type Operation,
  type Parameter,
  type TrainableParameter,
} from '../generated/index.js';
import { numberTypes, numberValue, type Value } from '../values/index.js';

/**
 * A circuit with its parameters at given values: everything in it must have a form that engines understand. Arrays are
 * filled with one number. Throws EvaluationError.
 */
export function tryCircuit(
  circuit: CircuitDeclaration,
  values: ReadonlyMap<Parameter, Value>,
  interpreter: ScriptInterpreter,
): LoweredCircuit {
  const all = new Map(values);
  for (const parameter of circuit.parameters) {
    const { type } = parameter;
    if (type === undefined || type.shape.length === 0) continue;
    if (parameter.default !== undefined || !Object.hasOwn(numberTypes, type.name)) continue;
    const before = circuit.parameters.slice(0, circuit.parameters.indexOf(parameter));
    const known = new Map(before.flatMap((earlier) => entryFor(earlier, all)));
    const frame = { ...interpreter.topFrame(), variables: new Map(known) };
    all.set(parameter, filled(shapeOf(type, frame)));
  }
  return lowerCircuitDeclaration(circuit, all, interpreter);
}

function entryFor(parameter: Parameter, values: ReadonlyMap<Parameter, Value>): [Parameter, Value][] {
  const value = values.get(parameter);
  return value === undefined ? [] : [[parameter, value]];
}

/**
 * The parameters whose values are varied in trials. Sizes (whole numbers) that have a default stay at it: `layers: int = 2` is not a
 * claim about every number; other values are checked when they are set.
 */
export function variedParameters({ parameters }: CircuitDeclaration): Parameter[] {
  return parameters.filter(({ type, default: standard }) => {
    if (type === undefined || type.shape.length > 0) return false;
    return standard === undefined || type.name !== 'int';
  });
}

/** Warns of trainable parameters of the circuit's own that cannot influence what it returns. */
export function checkReach(circuit: CircuitDeclaration, lowered: LoweredCircuit, report: Report): void {
  for (const { variable, entries } of unreached(lowered)) {
    const node = AstUtils.streamAst(circuit.body)
      .filter(isTrainableParameter)
      .find(({ name }) => name === variable.name);
    if (node === undefined) continue;
    report({
      code: 'K302',
      severity: 'warning',
      message: `${entryWords({ variable, entries })} cannot influence what \`${circuit.name}\` returns`,
      node,
      property: 'name',
      reason: 'phases of basis states change no population, and what no output looks at changes nothing',
      help: 'leave the gate out, put a gate that mixes basis states behind it, or return something that sees it',
      fixes: entries.length === variable.length ? withoutParameter(circuit, node) : [],
    });
  }
}

/** Takes out a parameter, none of whose entries has influence, and the gates that it turns. */
function withoutParameter(circuit: CircuitDeclaration, parameter: TrainableParameter): Fix[] {
  const uses = AstUtils.streamAst(circuit.body)
    .filter(isNameExpression)
    .filter(({ target }) => target.ref === parameter)
    .map((use) => AstUtils.getContainerOfType(use, isStatement))
    .toArray();
  if (!uses.every(isOperation)) return [];
  const gone = [...new Set(uses.map(outermostOf))];
  return fix(`Remove \`${parameter.name}\` and what it turns`, ...[parameter, ...gone].map(removed));
}

/** An operation, or the loop that holds nothing else. */
function outermostOf(operation: Operation): AstNode {
  let at: AstNode = operation;
  while (isBlock(at.$container) && at.$container.statements.length === 1 && isFor(at.$container.$container)) {
    at = at.$container.$container;
  }
  return at;
}

function entryWords({ variable: { name, shape, length }, entries }: Unreached): string {
  if (shape.length === 0) return `\`${name}\``;
  if (entries.length === length) return `all of \`${name}\``;
  let rest = entries[0] ?? 0;
  const indices = [...shape].reverse().map((size) => {
    const index = rest % size;
    rest = Math.floor(rest / size);
    return index;
  });
  const first = `\`${name}[${indices.reverse().join(', ')}]\``;
  return entries.length === 1
    ? first
    : `${first} and ${entries.length - 1} more of the ${length} entries of \`${name}\``;
}

/** An array of the given shape, 1/2 everywhere. */
function filled([size, ...rest]: readonly number[]): Value {
  if (size === undefined) return numberValue(0.5);
  return { kind: 'list', items: Array.from({ length: size }, () => filled(rest)) };
}
