import { availableParallelism } from 'node:os';
import { probeFeatures } from '@kraus/sim/runtime';
import '@tensorflow/tfjs-backend-cpu';
import { KrausError } from '@kraus/core';
import { BACKEND, correctJavascriptBackend, krausBackend, registerKrausBackend } from './backend/index.js';
import { registerGradients } from './gradients/index.js';
import { loadNodeBackend } from './node-backend.js';
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
  const backend = options.backend ?? backendFromEnvironment();
  const threads = options.threads ?? threadsFromEnvironment();
  registerGradients();
  correctJavascriptBackend();
  tf.enableProdMode();
  if (backend === 'node' || backend === 'auto') {
    const failure = await startNode();
    if (failure === undefined) {
      started = {
        backend: 'node',
        threads: availableParallelism(),
        simd: true,
        why: '@tensorflow/tfjs-node is installed and loads',
        faster: "Kraus' own kernels train the small networks here several times faster (KRAUS_BACKEND=wasm)",
      };
      return started;
    }
    if (backend === 'node') {
      throw new KrausError(
        'models/no-node-backend',
        `The backend "node" was asked for, but @tensorflow/tfjs-node does not load (${failure}); install it next to Kraus, or choose "wasm".`,
      );
    }
  }
  const features = probeFeatures();
  const missing = [
    ...(features.simd ? [] : ['WebAssembly SIMD']),
    ...(features.sharedMemory ? [] : ['SharedArrayBuffer']),
  ];
  if (backend === 'wasm' && missing.length > 0) {
    throw new KrausError(
      'models/no-wasm-backend',
      `The backend "wasm" was asked for, but this JavaScript engine lacks ${missing.join(' and ')}; choose "js".`,
    );
  }
  if (backend !== 'js' && missing.length === 0) {
    registerKrausBackend(features.workers ? threads : 1);
    await tf.setBackend(BACKEND);
    const running = krausBackend()?.runtime.threads ?? 1;
    started = {
      backend: 'wasm',
      threads: running,
      simd: true,
      why:
        backend === 'wasm'
          ? "Kraus' WebAssembly kernels were asked for"
          : "@tensorflow/tfjs-node is not installed; Kraus' WebAssembly kernels run here",
      ...(running < availableParallelism()
        ? { faster: `give it ${availableParallelism()} threads (KRAUS_THREADS)` }
        : {}),
    };
    return started;
  }
  await tf.setBackend('cpu');
  started = {
    backend: 'js',
    threads: 1,
    simd: false,
    why: backend === 'js' ? 'plain JavaScript was asked for' : `this JavaScript engine lacks ${missing.join(' and ')}`,
    faster:
      missing.length > 0
        ? 'use Node 20.19 or newer'
        : 'choose the backend "wasm" or "auto" (about a hundred times faster)',
  };
  return started;
}

/** Loads @tensorflow/tfjs-node if it is there; gives the reason if not. */
async function startNode(): Promise<string | undefined> {
  try {
    loadNodeBackend();
    registerGradients();
    await tf.setBackend('tensorflow');
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown reason') : String(error);
  }
}

function backendFromEnvironment(): 'auto' | BackendName {
  const value = process.env.KRAUS_BACKEND;
  if (value === undefined || value === '') return 'auto';
  if (value === 'auto' || value === 'node' || value === 'wasm' || value === 'js') return value;
  throw new KrausError('models/bad-backend', `KRAUS_BACKEND = "${value}" is not one of auto, node, wasm, js.`);
}

function threadsFromEnvironment(): number {
  const value = process.env.KRAUS_THREADS;
  if (value === undefined || value === '') return Math.min(8, availableParallelism());
  const threads = Number(value);
  if (!Number.isInteger(threads) || threads < 1 || threads > 64) {
    throw new KrausError('models/bad-threads', `KRAUS_THREADS = "${value}" is not a whole number from 1 to 64.`);
  }
  return threads;
}

/** What {@link startEngine} chose. Throws if it was not called. */
export function engineInfo(): EngineInfo {
  if (!started)
    throw new KrausError('models/engine-not-started', 'The engine is not started; await startEngine() first.');
  return started;
}

/** Live tensors and bytes, for tests that both stay flat. `heapBytes` is what tensors take in the WebAssembly memory. */
export function engineMemory(): { tensors: number; bytes: number; heapBytes: number } {
  const memory = tf.memory();
  return { tensors: memory.numTensors, bytes: memory.numBytes, heapBytes: krausBackend()?.runtime.heap.used ?? 0 };
}
