/** Batched, differentiable state vectors: the WebAssembly kernels and their TypeScript twin behind one interface. */
export { type CompileOptions, compileCircuit } from './compile-circuit.js';
export type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  GradientOptions,
  Precision,
  RealArray,
} from './executable.js';
export { kernelsAvailable } from './kernel-module.js';
