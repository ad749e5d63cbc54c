/** The kernels once more in TypeScript, in float64: the reference of the WebAssembly build and its fallback. */
export {
  chainRun,
  odd,
  type RunCoefficients,
  runCoefficients,
  type Source,
  writeDiagonal,
  writeEarly,
} from './angles.js';
export { applyDense, applyDiagonal, applyPhases, applyRuns, pullBack, type Shear } from './gates.js';
export { foldedSums, moments, momentsOfTwo, signedSum, sumLanes } from './moments.js';
export { seedLambda, type Tile, writeOutputs } from './outputs.js';
