import type { Precision } from '../executable/index.js';
import { type KernelRuntime, kernelRuntime } from '../runtime/index.js';
import { moduleBase64 as float32Module } from './generated/float32.js';
import { moduleBase64 as float64Module } from './generated/float64.js';

/** Numbers of one 128-bit vector. */
export const VECTOR: Readonly<Record<Precision, number>> = { float32: 4, float64: 2 };

/** The density-matrix kernels of one precision on so many threads. */
export function densityMatrixKernels(precision: Precision, threads: number): KernelRuntime {
  const base64 = precision === 'float32' ? float32Module : float64Module;
  return kernelRuntime(`density matrix, ${precision}`, base64, threads);
}
