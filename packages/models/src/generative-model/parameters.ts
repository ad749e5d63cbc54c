import { KrausError } from '@kraus/core';
import { tf, type Variable } from '../engine/index.js';
import type { ParameterValues } from '../networks/index.js';

/** Parameters as trainable variables, in the order of `initial`, with the values of `values`. */
export function makeVariables(initial: ParameterValues, values: ParameterValues = initial): Record<string, Variable> {
  checkSame(initial, values);
  const variables: Record<string, Variable> = {};
  for (const name of Object.keys(initial)) {
    const { shape, values: numbers } = values[name];
    variables[name] = tf.tidy(() => tf.variable(tf.tensor(numbers, [...shape]), true));
  }
  return variables;
}

/** Copies of the variables' values. */
export function readVariables(variables: Readonly<Record<string, Variable>>): ParameterValues {
  const values: ParameterValues = {};
  for (const [name, variable] of Object.entries(variables)) {
    values[name] = { shape: [...variable.shape], values: Float32Array.from(variable.dataSync()) };
  }
  return values;
}

export function disposeVariables(variables: Readonly<Record<string, Variable>>): void {
  for (const variable of Object.values(variables)) variable.dispose();
}

function checkSame(expected: ParameterValues, given: ParameterValues): void {
  const missing = Object.keys(expected).filter((name) => given[name] === undefined);
  const more = Object.keys(given).filter((name) => expected[name] === undefined);
  const wrong = Object.keys(expected).filter(
    (name) => given[name] !== undefined && given[name].shape.join() !== expected[name].shape.join(),
  );
  const first = missing[0] ?? more[0] ?? wrong[0];
  if (first !== undefined) {
    throw new KrausError(
      'runs/weights-differ',
      `The saved weights belong to another network: ${missing.length} parameters are missing, ${more.length} unknown, ` +
        `${wrong.length} of another shape (first: ${first}).`,
    );
  }
}
