import type { CircuitOperation, CircuitProgram } from '@kraus/core';

/** The product of the dimensions. */
export function dimensionOf(program: CircuitProgram): number {
  return program.dims.reduce((product, d) => product * d, 1);
}

/** Operations that act on the state. */
export function operationCount(program: CircuitProgram): number {
  return program.operations.filter(({ kind }) => kind !== 'barrier').length;
}

/** The first operation that is not a unitary gate or matrix, as a clause such as `operation 3 measures wire 0`. */
export function firstNotUnitary(program: CircuitProgram): string | undefined {
  for (const [index, operation] of program.operations.entries()) {
    const clause = notUnitary(operation);
    if (clause !== undefined) return `operation ${index} ${clause}`;
  }
  return undefined;
}

function notUnitary(operation: CircuitOperation): string | undefined {
  switch (operation.kind) {
    case 'channel':
      return 'is a channel';
    case 'noise':
      return `is noise (${operation.channel})`;
    case 'measure':
      return `measures wire ${operation.target}`;
    case 'reset':
      return `resets wire ${operation.target}`;
    case 'gate':
    case 'matrix':
      return operation.condition === undefined ? undefined : 'depends on measured digits';
    case 'barrier':
      return undefined;
  }
}

/** The first wire that is not a qubit, as a clause. */
export function firstQudit(program: CircuitProgram): string | undefined {
  const wire = program.dims.findIndex((d) => d !== 2);
  return wire < 0 ? undefined : `wire ${wire} has ${program.dims[wire]} levels`;
}

/** States that an operation acts on at once: the product of its targets' dimensions, without controls. */
export function operationSize(program: CircuitProgram, operation: CircuitOperation): number {
  const targets = 'targets' in operation ? operation.targets : [operation.target];
  if (operation.kind === 'barrier') return 1;
  return targets.reduce((product, wire) => product * (program.dims[wire] as number), 1);
}
