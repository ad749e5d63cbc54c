/** Forward processes on ensembles of quantum states. */
export { type DepolarizingSchedule, depolarizingWeights, globalDepolarizing } from './depolarizing.js';
export { exactHaar } from './haar-noise.js';
export { randomScrambling, type ScramblingOptions } from './random-scrambling.js';
export type { NoiseStep, StateNoise } from './state-noise.js';
export { stepwiseNoise } from './stepwise.js';
