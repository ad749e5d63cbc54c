/** What channels do to states and levels over steps. */
export { matchedValues } from './matched-values.js';
export {
  dimensionOf,
  distanceTo,
  informationLeft,
  meanPurity,
  spread,
  spreadOfStates,
  stationary,
  transitionsAfter,
  transitionsOf,
} from './process-figures.js';
