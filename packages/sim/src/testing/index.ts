/** For tests only: circuits computed the plain way, and random ones. */
export { column, denseOutputs, denseUnitary, embed } from './dense-circuit.js';
export {
  type RandomCircuitOptions,
  randomCircuit,
  randomHermitian,
  randomStates,
  randomUnitary,
} from './random-circuit.js';
export { StabilizerTableau } from './stabilizer-tableau.js';
