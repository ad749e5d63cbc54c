/** Ensembles of quantum states: drawn, computed or read, in training, validation and test splits. */
export {
  CORRELATED_NOISE_STATE,
  circleOfStates,
  clusterOfStates,
  correlatedNoise,
  drawStates,
  fixedState,
  haarStates,
  normalised,
  randomMixedStates,
  type StateLaw,
  slightlyMixed,
} from './draw-states.js';
export {
  densityMatrices,
  ensembleOf,
  meanState,
  normaliseStates,
  type StateEnsemble,
  stateAt,
  stateSize,
  takeStates,
} from './ensemble.js';
export type { GroundState } from './lanczos.js';
export { holdsStates, loadStates, parseStates, type StateDataset, stateLaw } from './load-states.js';
export { type Chain, tfimGroundState, tfimStates, xxzGroundState, xxzStates } from './spin-chains.js';
