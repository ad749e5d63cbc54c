import { type CircuitVariable, startingValues, suggestion } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { usageError } from '../failures.js';

/** θ and x of a circuit, and the variables that nothing gives a value. */
export interface CircuitNumbers {
  readonly parameters: Float64Array;
  readonly inputs: Float64Array;
  readonly missing: readonly CircuitVariable[];
}

/**
 * The values of a circuit's trainable parameters and inputs: those of `set` (`theta=0.3` for every entry, `theta[0,1]=0.3` for one),
 * else what the script says parameters start from, drawn from the seed where it is a distribution.
 * @throws CommandFailure `cli/unknown-variable`, `cli/bad-index`
 */
export function circuitNumbers(
  circuit: LoweredCircuit,
  set: Readonly<Record<string, number>>,
  seed: number,
): CircuitNumbers {
  const { program, parameters, inputs } = circuit;
  const values = {
    parameters: startingValues(parameters, program.parameters, seed),
    inputs: new Float64Array(program.inputs).fill(Number.NaN),
  };
  for (const [target, value] of Object.entries(set)) {
    const [variable, into] = variableNamed(circuit, target, values);
    const index = indexOf(variable, target);
    if (index === undefined) into.fill(value, variable.start, variable.start + variable.length);
    else into[variable.start + index] = value;
  }
  const open = (array: Float64Array) => (variable: CircuitVariable) =>
    array.subarray(variable.start, variable.start + variable.length).some(Number.isNaN);
  const missing = [...parameters.filter(open(values.parameters)), ...inputs.filter(open(values.inputs))];
  return { ...values, missing };
}

function variableNamed(
  { name, parameters, inputs }: LoweredCircuit,
  target: string,
  values: Pick<CircuitNumbers, 'parameters' | 'inputs'>,
): [CircuitVariable, Float64Array] {
  const of = (variables: readonly CircuitVariable[]) =>
    variables.find((variable) => variable.name === target || target.startsWith(`${variable.name}[`));
  const parameter = of(parameters);
  if (parameter !== undefined) return [parameter, values.parameters];
  const input = of(inputs);
  if (input !== undefined) return [input, values.inputs];
  const known = [...parameters, ...inputs].map((variable) => variable.name);
  throw usageError('unknown-variable', `--set ${target}: ${name} has no such parameter.${suggestion(target, known)}`);
}

/** The entry that `theta[0,1]` or `theta[0][1]` names, row-major; undefined for the whole of it. */
function indexOf({ name, shape }: CircuitVariable, target: string): number | undefined {
  const rest = target.slice(name.length);
  if (rest === '') return undefined;
  const indices = rest
    .slice(1, -1)
    .split(/\]\[|,/)
    .map(Number);
  const fits =
    indices.length === shape.length && indices.every((i, k) => Number.isInteger(i) && i >= 0 && i < (shape[k] ?? 0));
  if (!fits || !rest.endsWith(']')) {
    throw usageError(
      'bad-index',
      `--set ${target}: ${name} has the shape [${shape.join(', ')}]; give one index of it, e.g. ${name}[${shape.map(() => 0).join(',')}].`,
    );
  }
  return indices.reduce((index, i, k) => index * (shape[k] ?? 1) + i, 0);
}

/** The sentence for variables without values. */
export function missingValues({ name }: LoweredCircuit, missing: readonly CircuitVariable[]): string {
  const listed = missing.map(
    (variable) => `${variable.name}${variable.shape.length > 0 ? `[${variable.shape.join(', ')}]` : ''}`,
  );
  return `${name} needs values for ${listed.join(', ')}: give them with --set ${missing[0]?.name}=…`;
}
