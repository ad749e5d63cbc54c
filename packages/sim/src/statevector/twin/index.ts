/** The kernels once more in TypeScript, in float64: the reference of the WebAssembly build and its fallback. */
export {
  type RunCoefficients,
  runCoefficients,
  type Source,
  writeDiagonal,
  writeEarly,
} from './angles.js';
export { chainLanes, chainShared, type RunMoments, sharedMoments } from './chain.js';
export { applyDense, applyDiagonal, applyPhases, applyShears, pullBack, type Shears } from './gates.js';
export { foldedSums, signedSum } from './moments.js';
export { seedLambda, type Tile, writeOutputs } from './outputs.js';
