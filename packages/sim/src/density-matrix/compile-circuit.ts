import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable, EngineOptions } from '../executable/index.js';
import { chooseKernels } from '../runtime/index.js';
import { compileDensityMatrix } from './compile-plan.js';
import { ScriptDensityMatrix } from './script-executable.js';
import { WasmDensityMatrix } from './wasm-executable.js';

/**
 * Compiles a circuit into an executable that follows its density matrix exactly: gates, channels, noise with parameters,
 * measurements, resets and classical conditions (every reachable value of the digits that are still read is a branch), on up to
 * 12 qubits or as many coordinates of qudits. Values and vector–Jacobian products of whole batches, by parameters, inputs (of
 * angles and of noise) and initial states.
 * @throws KrausError those of `checkCircuit`; `sim/no-outputs`; `sim/too-many-qubits`; `sim/too-many-branches`;
 *   `sim/unsupported` for the output `state` and for matrices and channels beyond dimension 32; `sim/no-kernels` when `wasm` is
 *   asked for and cannot run; `sim/bad-threads`
 */
export function compileDensityMatrixCircuit(program: CircuitProgram, options: EngineOptions = {}): CircuitExecutable {
  const { precision = 'float64', threads = 1 } = options;
  return chooseKernels(options)
    ? new WasmDensityMatrix(program, precision, threads)
    : new ScriptDensityMatrix(compileDensityMatrix(program));
}
