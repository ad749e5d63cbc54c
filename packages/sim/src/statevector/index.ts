/** Batched, differentiable state vectors: the WebAssembly kernels and their TypeScript twin behind one interface. */
export { compileStateVectorCircuit, prepareStateVector } from './compile-circuit.js';
