import { lowerCircuitDeclaration } from '../circuits/index.js';
import { type ScriptInterpreter, shapeOf } from '../evaluate/index.js';
import type { CircuitDeclaration, Parameter } from '../generated/index.js';
import { numberTypes, numberValue, type Value } from '../values/index.js';

/**
 * A circuit with its parameters at given values: everything in it must have a form that engines understand. Arrays are
 * filled with one number. Throws EvaluationError.
 */
export function tryCircuit(
  circuit: CircuitDeclaration,
  values: ReadonlyMap<Parameter, Value>,
  interpreter: ScriptInterpreter,
): void {
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
  lowerCircuitDeclaration(circuit, all, interpreter);
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

/** An array of the given shape, 1/2 everywhere. */
function filled([size, ...rest]: readonly number[]): Value {
  if (size === undefined) return numberValue(0.5);
  return { kind: 'list', items: Array.from({ length: size }, () => filled(rest)) };
}
