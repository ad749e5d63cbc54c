import { KrausError } from '@kraus/core';
import { probeFeatures } from './features.js';
import { KernelRuntime } from './runtime.js';

const runtimes = new Map<string, KernelRuntime>();

/** Whether this JavaScript engine can run the WebAssembly kernels, and if not, why. */
export function kernelsAvailable(): { readonly available: boolean; readonly why: string } {
  const features = probeFeatures();
  if (!features.simd) return { available: false, why: 'this JavaScript engine has no WebAssembly SIMD' };
  if (!features.sharedMemory)
    return { available: false, why: 'this JavaScript engine has no shared WebAssembly memory' };
  const threads = features.workers
    ? 'with worker threads'
    : 'on one thread only: there are no worker threads of Node here';
  return { available: true, why: `WebAssembly SIMD and shared memory are there, ${threads}` };
}

/**
 * The runtime of a kernel module on so many threads; made once for each name and number of threads, and kept.
 * @param name of the module, e.g. `state vector, float32`
 * @param moduleBase64 the module, as the generated files hold it
 */
export function kernelRuntime(name: string, moduleBase64: string, threads: number): KernelRuntime {
  const key = `${name} ${threads}`;
  let runtime = runtimes.get(key);
  if (runtime === undefined) {
    runtime = new KernelRuntime(decoded(moduleBase64), { threads: probeFeatures().workers ? threads : 1 });
    runtimes.set(key, runtime);
  }
  return runtime;
}

/**
 * Whether to run on the kernels (true) or on their TypeScript twin, after the checks that every engine makes of its options.
 * @throws KrausError `sim/bad-threads`; `sim/no-kernels` when `wasm` is asked for and cannot run
 */
export function chooseKernels(options: {
  readonly threads?: number;
  readonly kernels?: 'auto' | 'wasm' | 'js';
}): boolean {
  const { threads = 1, kernels = 'auto' } = options;
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new KrausError('sim/bad-threads', `Circuit: ${threads} threads, expected a whole number ≥ 1.`);
  }
  const { available, why } = kernelsAvailable();
  if (kernels === 'wasm' && !available) {
    throw new KrausError(
      'sim/no-kernels',
      `Circuit: the WebAssembly kernels cannot run: ${why}; use the kernels 'js'.`,
    );
  }
  return kernels !== 'js' && available;
}

/** Node's own decoder takes a hundredth of the time of a loop that is not compiled yet. */
function decoded(base64: string): Uint8Array {
  if (typeof Buffer === 'function') return Buffer.from(base64, 'base64');
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
