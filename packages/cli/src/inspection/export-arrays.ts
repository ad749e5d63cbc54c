import {
  type ChannelProgram,
  type ComplexMatrix,
  choiFromSuperoperator,
  type GeneratorProgram,
  krausFromChoi,
  liouvillian,
  matrixFromData,
  superoperator,
} from '@kraus/core';
import type { CircuitRun } from '../circuit-runs/index.js';
import { ExitCode } from '../exit-codes.js';
import { CommandFailure } from '../failures.js';

/** A complex array to be written, row-major, re and im interleaved, and what it is. */
export interface ExportedArray {
  readonly what: string;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

function stacked(what: string, matrices: readonly ComplexMatrix[], single: boolean): ExportedArray {
  const { rows, columns } = matrices[0] ?? { rows: 0, columns: 0 };
  const data = new Float64Array(2 * rows * columns * matrices.length);
  matrices.forEach((matrix, k) => {
    data.set(matrix.data, 2 * rows * columns * k);
  });
  return { what, shape: single ? [rows, columns] : [matrices.length, rows, columns], data };
}

/**
 * A gate as its matrix [d, d], a channel as its Kraus operators [k, d, d] (those it is made of, else the canonical ones), a generator as
 * its Liouvillian [d², d²] with vec stacking columns. The first wire is the least significant factor.
 */
export function arrayOfOperator(program: ChannelProgram | GeneratorProgram, gate: boolean): ExportedArray {
  if (program.kind === 'generator') return stacked('Liouvillian', [liouvillian(program)], true);
  const operators =
    program.kind === 'kraus'
      ? program.operators.map(matrixFromData)
      : krausFromChoi(choiFromSuperoperator(superoperator(program)));
  return gate && operators.length === 1
    ? stacked('matrix', operators, true)
    : stacked('Kraus operators', operators, false);
}

/**
 * The state that a run ended in: amplitudes [D], or a density matrix [D, D].
 *
 * @throws CommandFailure `cli/no-state` for a circuit that does not return its state and is not of gates alone
 */
export function arrayOfState(run: CircuitRun): ExportedArray {
  if (run.density !== undefined) {
    const data = Float64Array.from(run.density.flat(2));
    return { what: 'density matrix', shape: [run.density.length, run.density.length], data };
  }
  if (run.state !== null)
    return { what: 'state', shape: [run.state.length], data: Float64Array.from(run.state.flat()) };
  throw new CommandFailure(
    ExitCode.Usage,
    'cli/no-state',
    `${run.name} does not return its state; write \`return state\` at its end.`,
  );
}
