import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable, EngineOptions } from '../executable/index.js';
import { analysePureCircuit, planStateVector } from '../plan/index.js';
import { chooseKernels } from '../runtime/index.js';
import { PureStateExecutable } from './pure-state-executable.js';
import { ScriptExecutable } from './script-executable.js';

/**
 * Compiles a circuit of unitary gates on qubits into an executable that gives outputs and vector–Jacobian products of whole
 * batches.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for measurements, resets, channels, conditions and qudits;
 *   `sim/too-many-qubits`; `sim/no-kernels` when `wasm` is asked for and cannot run; `sim/bad-threads`
 */
export function compileStateVectorCircuit(program: CircuitProgram, options: EngineOptions = {}): CircuitExecutable {
  const { precision = 'float64', threads = 1 } = options;
  const pure = analysePureCircuit(program);
  return chooseKernels(options)
    ? new PureStateExecutable(pure, precision, threads)
    : new ScriptExecutable(planStateVector(pure));
}
