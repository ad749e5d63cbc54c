import type { EngineOptions } from '../../executable/index.js';
import { chooseKernels } from '../../runtime/index.js';
import type { LindbladKernels } from './kernels.js';
import { TwinLindbladKernels } from './twin-kernels.js';
import { WasmLindbladKernels } from './wasm-kernels.js';

export { addVector, copyVector, fillVector, newVector, pickVector, positionOf } from './batch-vectors.js';
export * from './kernels.js';
export { applyOperator } from './twin-operator.js';

/** Kernels as asked for. @throws KrausError `sim/bad-threads`, `sim/no-kernels` */
export function startKernels(options: EngineOptions): LindbladKernels {
  return chooseKernels(options)
    ? new WasmLindbladKernels(options.precision ?? 'float64', options.threads ?? 1)
    : new TwinLindbladKernels();
}
