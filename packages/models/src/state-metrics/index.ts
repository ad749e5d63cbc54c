/** Figures of ensembles of quantum states, float64: what single states measure, how far ensembles are apart, with spread and gradients. */
export {
  type DiscrepancyOptions,
  discrepancy,
  type Estimator,
  pairedFidelities,
  type WassersteinOptions,
  wasserstein,
} from './distances.js';
export {
  fidelities,
  kernelMatrix,
  overlaps,
  purities,
  type StateKernel,
  superfidelities,
  traceDistances,
} from './kernels.js';
export { discrepancyLoss, type SharedLoss, type StateLoss, wassersteinLoss } from './losses.js';
export { mixedDiscrepancyLoss } from './mixed-discrepancy.js';
export {
  absoluteMagnetisations,
  magnetisations,
  noiseProbabilities,
  type SpinAxis,
  spins,
  squaredSpins,
} from './observables.js';
export { pairedLoss, pairedSquares } from './paired-loss.js';
export { pureDiscrepancyLoss } from './pure-discrepancy.js';
export {
  type Comparison,
  distanceWithSpread,
  type Measured,
  type MeasuredDistance,
  meanWithSpread,
  type Parting,
  type Resampling,
} from './spread.js';
