import { type CircuitProgram, KrausError } from '@kraus/core';
import { compileDensityMatrix, compileDensityMatrixCircuit, LARGEST_DENSITY_MATRIX } from '../density-matrix/index.js';
import { circuitShape, type EngineOptions } from '../executable/index.js';
import type { Engine, EngineRequest, Estimate, Refusal } from './engine.js';

/** Density matrices: exact whatever the noise, at the square of the memory. */
export const DENSITY_MATRIX: Engine = {
  name: 'density-matrix',
  documentation: `Density matrices of at most ${LARGEST_DENSITY_MATRIX} qubits (or qudits of the same size) with noise, measurements, resets and classical control, all exact and differentiable.`,
  refusal,
  exact: () => true,
  estimator,
  compile: compileDensityMatrixCircuit,
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

/** Nanoseconds a coordinate and pass, float64. */
const NANOSECONDS = 1.2;
/** Over a forward pass. */
const GRADIENT = 4;
/** All states of a backward pass are kept up to so many bytes; else at most so many. */
const [WHOLE_TAPE, MOST_KEPT] = [2 ** 21, 2 ** 30];

function estimator(program: CircuitProgram, options: EngineOptions): (request: EngineRequest) => Estimate {
  const { precision = 'float64', threads = 1 } = options;
  const real = precision === 'float32' ? 4 : 8;
  const { bits, blocks, passes } = compileDensityMatrix(program);
  const { columns, initial, dimension } = circuitShape(program);
  const start = initial === 'zero' ? 0 : 2 * dimension * (initial === 'density' ? dimension : 1);
  return ({ batch, gradient }) => {
    // Small states run side by side in the lanes of a vector.
    const state = 2 ** bits * blocks * (bits <= 8 ? 16 / real : 1);
    const all = (passes.length + 1) * state * real;
    const kept =
      all <= WHOLE_TAPE ? all : Math.min(MOST_KEPT, 2 * Math.ceil(Math.sqrt(passes.length) + 1) * state * real);
    const bytes =
      threads * (4 * state * real + (gradient ? kept : 0)) + real * batch * (start + columns) * (gradient ? 2 : 1);
    const work = (passes.length + program.outputs.length) * 2 ** bits * blocks * batch;
    return { bytes, seconds: NANOSECONDS * 1e-9 * (real / 8) * (gradient ? GRADIENT : 1) * work };
  };
}
