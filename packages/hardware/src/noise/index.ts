/** From calibration data to noise: thermal relaxation, depolarizing, readout. */
export { type CalibrationReport, calibrationReport, type ErrorException } from './calibration-report.js';
export {
  type GateNoise,
  gateNoise,
  noiseOperations,
  type Relaxation,
  relaxationOf,
  relaxationOn,
} from './gate-noise.js';
export { noisyProgram } from './noisy-program.js';
