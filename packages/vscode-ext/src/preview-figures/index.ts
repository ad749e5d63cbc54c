/** What previews show, worked out from the data of the language server: in the page itself, so that nothing else waits for it. */
export {
  type CircuitNumbers,
  type Histogram,
  histogramOf,
  type RunSettings,
  type StateFigures,
  startNumbers,
  stateAfter,
} from './circuit-figures.js';
export { type Curve, type ForwardFigures, forwardFigures, type NotDrawn } from './forward-figures.js';
export {
  drawnChannel,
  LARGEST_DIMENSION,
  longestTime,
  MOST_LEVELS,
  type OperatorFigures,
  operatorFigures,
  type WalkFigures,
  walkFigures,
} from './operator-figures.js';
