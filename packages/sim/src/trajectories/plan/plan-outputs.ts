import { type CircuitOutput, type CircuitProgram, matrixFromData, type Observable } from '@kraus/core';
import { outputSize } from '../../executable/index.js';
import { pauliColumns } from './pieces.js';
import type { PauliString, PlanCondition, PlanObservable, PlanOutput } from './plan.js';
import { smallSystem } from './small-system.js';

/** The circuit's outputs; `digits` says which draw and weight a list of classical digits reads at the circuit's end. */
export function planOutputs(
  program: CircuitProgram,
  digits: (bits: readonly number[]) => PlanCondition['terms'],
): readonly PlanOutput[] {
  let column = 0;
  return program.outputs.map((output) => {
    const size = outputSize(program, output);
    const planned = { column, size, ...planOutput(program, output, digits) } as PlanOutput;
    column += size;
    return planned;
  });
}

type Kind<T> = T extends unknown ? Omit<T, 'column' | 'size'> : never;

function planOutput(
  program: CircuitProgram,
  output: CircuitOutput,
  digits: (bits: readonly number[]) => PlanCondition['terms'],
): Kind<PlanOutput> {
  switch (output.kind) {
    case 'expectation':
      return {
        kind: 'expectation',
        observables: output.observables.map((observable) => planObservable(program, observable)),
      };
    case 'probabilities':
      return { kind: 'probabilities', system: smallSystem(program.dims, output.targets) };
    case 'state':
    case 'density':
      return { kind: output.kind };
    case 'classical':
      return { kind: 'classical', terms: digits(output.bits) };
    case 'fidelity':
      return { kind: 'fidelity', target: output.target };
  }
}

function planObservable(program: CircuitProgram, observable: Observable): PlanObservable {
  if (observable.kind === 'matrix') {
    const system = smallSystem(program.dims, observable.targets);
    return { kind: 'matrix', system, matrix: matrixFromData(observable.matrix).data };
  }
  const strings = observable.terms.map(({ coefficient, paulis }): PauliString => {
    const { rows, phases } = pauliColumns(paulis.map(([, letter]) => letter));
    const system = smallSystem(
      program.dims,
      paulis.map(([qubit]) => qubit),
    );
    return { system, coefficient, rows, phases };
  });
  return { kind: 'strings', strings };
}
