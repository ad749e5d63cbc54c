import type { Precision } from '../executable/index.js';
import { type KernelRuntime, kernelRuntime } from '../runtime/index.js';
import { moduleBase64 as float32Module } from './generated/float32.js';
import { moduleBase64 as float64Module } from './generated/float64.js';

/** The large-state kernels of one precision on so many threads. */
export function largeStateKernels(precision: Precision, threads: number): KernelRuntime {
  return kernelRuntime(`large state, ${precision}`, precision === 'float32' ? float32Module : float64Module, threads);
}
