import { type CircuitOutput, type CircuitProgram, type Observable, operationWires } from '@kraus/core';

/**
 * The same circuit without measurements, where they make no difference: nothing acts on a wire after it was measured, no
 * condition reads a digit, and every output is one that the measurements leave as it is. Outputs `classical` become
 * probabilities of the wires measured.
 * @returns the program itself if it has no measurements; undefined if they matter
 */
export function withoutFinalMeasurements(program: CircuitProgram): CircuitProgram | undefined {
  const wireOf = new Map<number, number>();
  const measured = new Set<number>();
  for (const operation of program.operations) {
    if ('condition' in operation && operation.condition !== undefined) return undefined;
    if (operation.kind === 'measure') {
      if (measured.has(operation.target)) return undefined;
      wireOf.set(operation.bit, operation.target);
      measured.add(operation.target);
    } else if (operationWires(operation).some((wire) => measured.has(wire))) return undefined;
  }
  if (measured.size === 0 && !program.outputs.some(({ kind }) => kind === 'classical')) return program;
  if (program.dims.some((d) => d !== 2)) return undefined;
  const outputs: CircuitOutput[] = [];
  for (const output of program.outputs) {
    const rewritten = unmeasured(output, measured, wireOf);
    if (rewritten === undefined) return undefined;
    outputs.push(rewritten);
  }
  return { ...program, operations: program.operations.filter(({ kind }) => kind !== 'measure'), outputs };
}

function unmeasured(
  output: CircuitOutput,
  measured: ReadonlySet<number>,
  wireOf: ReadonlyMap<number, number>,
): CircuitOutput | undefined {
  switch (output.kind) {
    case 'probabilities':
      return output;
    case 'expectation':
      return output.observables.every((observable) => isUndisturbed(observable, measured)) ? output : undefined;
    case 'classical': {
      const targets = output.bits.flatMap((bit) => wireOf.get(bit) ?? []);
      return targets.length === output.bits.length ? { kind: 'probabilities', targets } : undefined;
    }
    case 'state':
    case 'density':
    case 'fidelity':
      return measured.size === 0 ? output : undefined;
  }
}

/** Whether an observable has the same expectation value after the measurements: diagonal on the wires measured. */
function isUndisturbed(observable: Observable, measured: ReadonlySet<number>): boolean {
  if (observable.kind === 'matrix') return !observable.targets.some((wire) => measured.has(wire));
  return observable.terms.every(({ paulis }) =>
    paulis.every(([wire, letter]) => letter === 'Z' || !measured.has(wire)),
  );
}
