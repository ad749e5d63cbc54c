import type { CircuitProgram } from '../program/index.js';

/** How many values each classical digit of a circuit has: the largest dimension measured into it, 2 if none is. */
export function classicalRadices(program: Pick<CircuitProgram, 'bits' | 'dims' | 'operations'>): readonly number[] {
  const radices = Array.from({ length: program.bits }, () => 2);
  for (const operation of program.operations) {
    if (operation.kind !== 'measure') continue;
    radices[operation.bit] = Math.max(radices[operation.bit] ?? 2, program.dims[operation.target] ?? 2);
  }
  return radices;
}
