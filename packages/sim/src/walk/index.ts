export { type ForwardFigures, forwardFigures } from './forward-figures.js';
export { type ForwardTransitions, forwardTransitions } from './forward-transitions.js';
export { type Mixing, mixing } from './mixing.js';
export { type MatchedNoise, matchNoise } from './noise-match.js';
export {
  distanceTo,
  identityTransition,
  multiplyTransitions,
  mutualInformation,
  secondEigenvalue,
  stationaryDistribution,
  transitionPower,
} from './stochastic-matrix.js';
export { transitionMatrix } from './transition-matrix.js';
