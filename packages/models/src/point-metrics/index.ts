/** Distances between sets of points. */
export { type SlicedOptions, slicedWasserstein } from './sliced-wasserstein.js';
