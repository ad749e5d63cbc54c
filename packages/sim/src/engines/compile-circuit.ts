import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable } from '../executable/index.js';
import { type ChooseOptions, chooseEngine, DEFAULT_MEMORY_LIMIT } from './choose-engine.js';
import { LimitedExecutable } from './limited-executable.js';
import { ENGINES } from './registry.js';

/**
 * Compiles a circuit for the engine that {@link chooseEngine} picks into an executable that gives outputs and vector–Jacobian
 * products of whole batches. Calls that would need more than the memory limit are refused before anything is allocated.
 * @throws KrausError those of {@link chooseEngine} and of the engine: `sim/no-kernels`, `sim/bad-threads`
 */
export function compileCircuit(program: CircuitProgram, options: ChooseOptions = {}): CircuitExecutable {
  const choice = chooseEngine(program, options);
  const engine = ENGINES.find(({ name }) => name === choice.engine) as (typeof ENGINES)[number];
  const { memoryLimit = DEFAULT_MEMORY_LIMIT } = options;
  return new LimitedExecutable(engine.compile(program, options), engine.estimator(program, options), memoryLimit);
}
