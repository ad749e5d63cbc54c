import { KernelRuntime, probeFeatures } from '../runtime/index.js';
import type { Precision } from './executable.js';
import { moduleBase64 as float32Module } from './generated/float32.js';
import { moduleBase64 as float64Module } from './generated/float64.js';

/** Samples the kernels work on at once: two vectors of 128 bits. */
export const LANES: Readonly<Record<Precision, number>> = { float32: 8, float64: 4 };
/** Numbers of one 128-bit vector. */
export const VECTOR: Readonly<Record<Precision, number>> = { float32: 4, float64: 2 };

const runtimes = new Map<string, KernelRuntime>();

/** Whether this JavaScript engine can run the WebAssembly kernels, and if not, why. */
export function kernelsAvailable(): { readonly available: boolean; readonly why: string } {
  const features = probeFeatures();
  if (!features.simd) return { available: false, why: 'this JavaScript engine has no WebAssembly SIMD' };
  if (!features.sharedMemory) {
    return { available: false, why: 'shared WebAssembly memory is missing (a page must be cross-origin isolated)' };
  }
  return { available: true, why: 'WebAssembly SIMD and shared memory are there' };
}

/** The kernels of one precision on so many threads; made once and kept. */
export function kernelRuntime(precision: Precision, threads: number): KernelRuntime {
  const key = `${precision} ${threads}`;
  let runtime = runtimes.get(key);
  if (runtime === undefined) {
    const text = atob(precision === 'float32' ? float32Module : float64Module);
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    runtime = new KernelRuntime(bytes, { threads: probeFeatures().workers ? threads : 1 });
    runtimes.set(key, runtime);
  }
  return runtime;
}
