/** For tests only: circuits computed the plain way, and random ones. */
export { column, denseOutputs, denseUnitary, embed } from './dense-circuit.js';
export { denseBranches, denseDensityOutputs, embedQudits, pureDensity } from './dense-density.js';
export {
  type RandomCircuitOptions,
  randomCircuit,
  randomHermitian,
  randomStates,
  randomUnitary,
} from './random-circuit.js';
export { type NoisyCircuitOptions, randomNoisyCircuit } from './random-noisy-circuit.js';
export { StabilizerTableau } from './stabilizer-tableau.js';
