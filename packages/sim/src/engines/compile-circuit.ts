import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable } from '../executable/index.js';
import { type ChooseOptions, DEFAULT_MEMORY_LIMIT, selectEngine } from './choose-engine.js';
import { LimitedExecutable } from './limited-executable.js';

/**
 * Compiles a circuit for the engine that `chooseEngine` picks into an executable that gives outputs and vector–Jacobian
 * products of whole batches. Calls that would need more than the memory limit are refused before anything is allocated.
 * @throws KrausError those of `chooseEngine` and of the engine: `sim/no-kernels`, `sim/bad-threads`
 */
export function compileCircuit(program: CircuitProgram, options: ChooseOptions = {}): CircuitExecutable {
  const { prepared } = selectEngine(program, options);
  const { memoryLimit = DEFAULT_MEMORY_LIMIT } = options;
  return new LimitedExecutable(prepared.compile(), prepared.estimate, memoryLimit);
}
