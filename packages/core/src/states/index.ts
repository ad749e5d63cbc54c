export { ginibre, haarIsometry, haarKet, haarUnitary, randomDensityMatrix } from './random-states.js';
export {
  basisKet,
  blochVector,
  checkDensityMatrix,
  entropy,
  expectation,
  fidelity,
  maximallyMixed,
  pureState,
  purity,
  squareRoot,
  stateFromBloch,
  traceDistance,
} from './states.js';
export { negativity, partialTrace, partialTranspose, schmidt } from './subsystems.js';
