import { type Angle, type CircuitOperation, type CircuitProgram, input } from '@kraus/core';

/** A place where a circuit uses θ or x. */
export interface Occurrence {
  readonly form: Angle;
  /** The operation, and which of its angles (or values of noise). */
  readonly operation: CircuitOperation;
  readonly angle: number;
}

/** The circuit with an input of its own for every place that uses θ or x, so that each can be shifted alone. */
export interface LooseProgram {
  readonly program: CircuitProgram;
  readonly occurrences: readonly Occurrence[];
}

export function loosen(program: CircuitProgram): LooseProgram {
  const occurrences: Occurrence[] = [];
  const loose = (operation: CircuitOperation, forms: readonly Angle[]) =>
    forms.map((form, angle) => {
      if (form.terms.length === 0) return form;
      occurrences.push({ form, operation, angle });
      return input(occurrences.length - 1);
    });
  const operations = program.operations.map((operation): CircuitOperation => {
    if (operation.kind === 'gate') return { ...operation, angles: loose(operation, operation.angles) };
    if (operation.kind === 'noise') return { ...operation, values: loose(operation, operation.values) };
    return operation;
  });
  return { program: { ...program, operations, parameters: 0, inputs: occurrences.length }, occurrences };
}
