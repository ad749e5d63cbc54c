/** Exact, batched, differentiable density matrices of qubits and qudits with noise, measurements and classical control. */
export { compileDensityMatrixCircuit } from './compile-circuit.js';
export { compileDensityMatrix, LARGEST_DENSITY_MATRIX } from './compile-plan.js';
export { estimateDensityMatrix } from './estimate.js';
