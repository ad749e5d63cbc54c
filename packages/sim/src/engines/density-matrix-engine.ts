import { type CircuitProgram, KrausError } from '@kraus/core';
import {
  compileDensityMatrix,
  compileDensityMatrixCircuit,
  estimateDensityMatrix,
  LARGEST_DENSITY_MATRIX,
} from '../density-matrix/index.js';
import type { Engine, Refusal } from './engine.js';

/** Density matrices: exact whatever the noise, at the square of the memory. */
export const DENSITY_MATRIX: Engine = {
  name: 'density-matrix',
  documentation: `Density matrices of at most ${LARGEST_DENSITY_MATRIX} qubits (or qudits of the same size) with noise, measurements, resets and classical control, all exact and differentiable.`,
  refusal,
  exact: () => true,
  prepare: (program, options) => ({
    estimate: estimateDensityMatrix(program, options),
    compile: () => compileDensityMatrixCircuit(program, options),
  }),
};

function refusal(program: CircuitProgram): Refusal | undefined {
  try {
    compileDensityMatrix(program);
    return undefined;
  } catch (error) {
    if (!(error instanceof KrausError) || !error.code.startsWith('sim/')) throw error;
    return { code: error.code, reason: error.message.replace(/^Density matrix: /, '').replace(/\.$/, '') };
  }
}
