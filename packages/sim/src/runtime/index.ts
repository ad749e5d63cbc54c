/**
 * The WebAssembly runtime of the whole project: feature probe, shared memory with an allocator, kernels run by a pool of
 * threads with results that do not depend on their number.
 */
export { type Features, probeFeatures } from './features.js';
export { Heap, sizeClass } from './heap.js';
export { chooseKernels, kernelRuntime, kernelsAvailable } from './kernels.js';
export { KernelRuntime, type RuntimeOptions } from './runtime.js';
