/**
 * The engine room: TensorFlow.js, the choice of its backend, Kraus' own WebAssembly kernels, fused operations and
 * optimizers. Nothing outside this folder knows about backends.
 *
 * Call `await startEngine()` once; then use `tf` (TensorFlow.js core) and the operations below.
 */

export { silu } from './ops/activation.js';
export { conv2dBias } from './ops/convolution.js';
export { groupNorm } from './ops/group-norm.js';
export { Adam, type AdamOptions } from './optimizer/adam.js';
export { Ema } from './optimizer/ema.js';
export { clipFactor, globalNorm } from './optimizer/global-norm.js';
export {
  type BackendName,
  type EngineInfo,
  type EngineOptions,
  engineInfo,
  engineMemory,
  startEngine,
} from './start-engine.js';
export type { Tensor, Variable } from './tensor-flow.js';
export { tf } from './tensor-flow.js';
