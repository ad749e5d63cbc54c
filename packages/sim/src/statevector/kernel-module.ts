import type { Precision } from '../executable/index.js';
import { type KernelRuntime, kernelRuntime } from '../runtime/index.js';
import { moduleBase64 as float32Module } from './generated/float32.js';
import { moduleBase64 as float64Module } from './generated/float64.js';

/** Samples the kernels work on at once: two vectors of 128 bits. */
export const LANES: Readonly<Record<Precision, number>> = { float32: 8, float64: 4 };

/** The state-vector kernels of one precision on so many threads. */
export function stateVectorKernels(precision: Precision, threads: number): KernelRuntime {
  return kernelRuntime(`state vector, ${precision}`, precision === 'float32' ? float32Module : float64Module, threads);
}
