import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable, EngineOptions } from '../executable/index.js';
import { analysePureCircuit, planStateVector } from '../plan/index.js';
import { chooseKernels } from '../runtime/index.js';
import { estimateStateVector } from './estimate.js';
import { PureStateExecutable } from './pure-state-executable.js';
import { ScriptExecutable } from './script-executable.js';

/**
 * Compiles a circuit of unitary gates on qubits into an executable that gives outputs and vector–Jacobian products of whole
 * batches.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for measurements, resets, channels, conditions and qudits;
 *   `sim/too-many-qubits`; `sim/no-kernels` when `wasm` is asked for and cannot run; `sim/bad-threads`
 */
export function compileStateVectorCircuit(program: CircuitProgram, options: EngineOptions = {}): CircuitExecutable {
  return prepareStateVector(program, options).compile();
}

/**
 * Looks at a circuit once, for what its calls will cost and for compiling it.
 * @throws KrausError as {@link compileStateVectorCircuit}
 */
export function prepareStateVector(program: CircuitProgram, options: EngineOptions = {}) {
  const { precision = 'float64', threads = 1 } = options;
  const pure = analysePureCircuit(program);
  const kernels = chooseKernels(options);
  return {
    estimate: estimateStateVector(pure, kernels, options),
    compile: (): CircuitExecutable =>
      kernels ? new PureStateExecutable(pure, precision, threads) : new ScriptExecutable(planStateVector(pure)),
  };
}
