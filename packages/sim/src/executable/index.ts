/** What every engine offers: batches in, values and vector–Jacobian products out. */
export { checkAllButAmplitudes, checkAmplitudes, checkBatch, checkCotangents } from './check-batch.js';
export { type CircuitShape, circuitShape, outputSize } from './circuit-shape.js';
export type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  Draws,
  EngineOptions,
  GradientOptions,
  Precision,
  RealArray,
} from './executable.js';
