import { KrausError } from '@kraus/core';
import { type LoweredCircuit, lowerCircuitDeclaration } from '../circuits/index.js';
import { Budget, limits, ScriptInterpreter } from '../evaluate/index.js';
import { spanOf } from '../language/index.js';
import type { CheckedScript } from './checked-script.js';
import { LinkedScript } from './linked-script.js';
import type { LowerOptions } from './lower-script.js';
import { checkComplete, checkNames, findDeclaration, withUnitsTried } from './set-values.js';

/**
 * A circuit of the script (or imported into it) as a program that engines run, with the names of its trainable parameters,
 * inputs, wires and bits, and the place of every operation. `set` gives the circuit's own parameters, e.g. `layers`; the values of
 * trainable parameters and inputs are given when the program is run.
 *
 * @throws KrausError `lang/unknown-declaration`, `lang/not-a-circuit`, `lang/unknown-parameter`,
 *   `lang/parameter-without-value`, or the code of the check that the values fail
 */
export function lowerCircuit(script: CheckedScript, name: string, options: LowerOptions = {}): LoweredCircuit {
  const { root } = LinkedScript.open(script);
  const declaration = findDeclaration(root, name, script.path);
  if (declaration.$type !== 'CircuitDeclaration') {
    throw new KrausError('lang/not-a-circuit', `\`${name}\` is not a circuit.`, { span: spanOf(declaration, 'name') });
  }
  const set = options.set ?? {};
  const names = declaration.parameters.map((parameter) => parameter.name);
  checkNames(set, names, `\`${name}\``);
  checkComplete(declaration, set);
  return withUnitsTried(declaration, set, (values) =>
    lowerCircuitDeclaration(declaration, values, new ScriptInterpreter(new Budget(limits.circuitSteps))),
  );
}
