/** The kernels once more in TypeScript, in float64: the reference of the WebAssembly build and its fallback. */
export { chainRun, odd, type RunCoefficients, runCoefficients, type Source, writeDiagonal } from './angles.js';
export { applyDense, applyDiagonal, applyRun, moments, pullBack } from './gates.js';
export { seedLambda, type Tile, writeOutputs } from './outputs.js';
