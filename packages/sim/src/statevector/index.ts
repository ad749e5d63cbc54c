/** Batched, differentiable state vectors: the WebAssembly kernels and their TypeScript twin behind one interface. */
export { compileStateVectorCircuit } from './compile-circuit.js';
export { estimateStateVector } from './estimate.js';
