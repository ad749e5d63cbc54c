import { type CircuitOutput, type CircuitProgram, classicalRadices, type InitialState } from '@kraus/core';

/** What the arrays of a batch must look like for a circuit. */
export interface CircuitShape {
  /** Product of the wires' dimensions. */
  readonly dimension: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly initial: InitialState;
  /** Some fidelity has a target a sample. */
  readonly targeted: boolean;
  /** Real numbers a sample yields: all outputs side by side. */
  readonly columns: number;
}

/** Real numbers that one output yields a sample. */
export function outputSize(program: CircuitProgram, output: CircuitOutput): number {
  const dimension = productOf(program.dims);
  switch (output.kind) {
    case 'expectation':
      return output.observables.length;
    case 'probabilities':
      return productOf(output.targets.map((target) => program.dims[target] ?? 2));
    case 'state':
      return 2 * dimension;
    case 'density':
      return 2 * dimension * dimension;
    case 'classical': {
      const radices = classicalRadices(program);
      return productOf(output.bits.map((bit) => radices[bit] ?? 2));
    }
    case 'fidelity':
      return 1;
  }
}

export function circuitShape(program: CircuitProgram): CircuitShape {
  return {
    dimension: productOf(program.dims),
    parameters: program.parameters,
    inputs: program.inputs,
    initial: program.initial,
    targeted: program.outputs.some((output) => output.kind === 'fidelity' && output.target === 'per-sample'),
    columns: program.outputs.reduce((columns, output) => columns + outputSize(program, output), 0),
  };
}

function productOf(numbers: readonly number[]): number {
  return numbers.reduce((product, d) => product * d, 1);
}
