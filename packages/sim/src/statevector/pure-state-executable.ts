import { KrausError } from '@kraus/core';
import type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  GradientOptions,
  Precision,
} from '../executable/index.js';
import { LargeStateExecutable } from '../large-state/index.js';
import { type PureCircuit, planLargeState, planStateVector } from '../plan/index.js';
import { CHUNK_QUBITS, goesAlone } from './goes-alone.js';
import { stateVectorKernels } from './kernel-module.js';
import { WasmExecutable } from './wasm-executable.js';

/** A circuit on the WebAssembly kernels; how is chosen at every call by the size of the batch. */
export class PureStateExecutable implements CircuitExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly #circuit: PureCircuit;
  readonly #precision: Precision;
  readonly #threads: number;
  #tiles: WasmExecutable | undefined;
  #alone: LargeStateExecutable | undefined;
  #disposed = false;

  constructor(circuit: PureCircuit, precision: Precision, threads: number) {
    this.#circuit = circuit;
    this.#precision = precision;
    this.#threads = threads;
    this.columns = circuit.columns;
    const running = stateVectorKernels(precision, threads).threads;
    this.engine = `state vector, WebAssembly ${precision}, ${running} thread${running > 1 ? 's' : ''}`;
  }

  run(batch: CircuitBatch): CircuitValues {
    return this.#for(batch).run(batch);
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    return this.#for(batch).gradient(batch, cotangents, options);
  }

  dispose(): void {
    this.#disposed = true;
    this.#tiles?.dispose();
    this.#alone?.dispose();
  }

  #for({ batch }: CircuitBatch): WasmExecutable | LargeStateExecutable {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    const [circuit, precision, threads] = [this.#circuit, this.#precision, this.#threads];
    if (goesAlone(circuit.qubits, batch, precision)) {
      this.#alone ??= new LargeStateExecutable(planLargeState(circuit, CHUNK_QUBITS[precision]), precision, threads);
      return this.#alone;
    }
    this.#tiles ??= new WasmExecutable(planStateVector(circuit), precision, threads);
    return this.#tiles;
  }
}
