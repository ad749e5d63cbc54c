import type { CircuitProgram } from '@kraus/core';
import { KrausError } from '@kraus/core';
import { compileStateVector } from '../plan/index.js';
import type { CircuitExecutable, Precision } from './executable.js';
import { kernelsAvailable } from './kernel-module.js';
import { ScriptExecutable } from './script-executable.js';
import { WasmExecutable } from './wasm-executable.js';

/** Settings of {@link compileCircuit}. */
export interface CompileOptions {
  /** Default `float64`. */
  readonly precision?: Precision;
  /** Threads of the WebAssembly kernels, the calling one included; default 1. The results do not depend on it. */
  readonly threads?: number;
  /**
   * `wasm`: the WebAssembly kernels. `js`: their twin in TypeScript, float64 only, several times slower. `auto` (default):
   * the kernels where they can run; the executable's `engine` says which it became.
   */
  readonly engine?: 'auto' | 'wasm' | 'js';
}

/**
 * Compiles a circuit of unitary gates on qubits into an executable that gives outputs and vector–Jacobian products of whole
 * batches.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for measurements, resets, channels, conditions and qudits;
 *   `sim/too-many-qubits`; `sim/no-kernels` when `wasm` is asked for and cannot run; `sim/bad-threads`
 */
export function compileCircuit(program: CircuitProgram, options: CompileOptions = {}): CircuitExecutable {
  const { precision = 'float64', threads = 1, engine = 'auto' } = options;
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new KrausError('sim/bad-threads', `Circuit: ${threads} threads, expected a whole number ≥ 1.`);
  }
  const plan = compileStateVector(program);
  const kernels = kernelsAvailable();
  if (engine === 'wasm' && !kernels.available) {
    throw new KrausError(
      'sim/no-kernels',
      `Circuit: the WebAssembly kernels cannot run: ${kernels.why}; use the engine 'js'.`,
    );
  }
  return engine === 'js' || !kernels.available
    ? new ScriptExecutable(plan)
    : new WasmExecutable(plan, precision, threads);
}
