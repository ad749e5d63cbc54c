import type { CircuitProgram } from '@kraus/core';

/** The circuit itself if it measures something, else with all wires measured at the end. */
export function withMeasurements(program: CircuitProgram): CircuitProgram {
  if (program.operations.some(({ kind }) => kind === 'measure')) return program;
  const measurements = program.dims.map((_, wire) => ({ kind: 'measure', target: wire, bit: wire }) as const);
  return { ...program, bits: program.dims.length, operations: [...program.operations, ...measurements] };
}
