/** From circuits to the gates and couplings of a device. */
export { durations, type Schedule, schedule } from './schedule.js';
export { type Transpiled, type TranspileOptions, transpile } from './transpile.js';
export type { BoundValues } from './unroll.js';
export { withMeasurements } from './with-measurements.js';
