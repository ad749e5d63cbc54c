import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable, EngineOptions } from '../executable/index.js';
import { compileStateVectorCircuit } from '../statevector/index.js';

/**
 * Compiles a circuit into an executable that gives outputs and vector–Jacobian products of whole batches.
 * @throws KrausError those of the engine
 */
export function compileCircuit(program: CircuitProgram, options: EngineOptions = {}): CircuitExecutable {
  return compileStateVectorCircuit(program, options);
}
