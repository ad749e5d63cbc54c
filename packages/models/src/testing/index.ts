/** Small models for tests. */
export { denoiserCircuit } from './denoiser-circuit.js';
export { exampleModel, exampleTask } from './example-model.js';
export { pointModel, uploadingPart } from './point-model.js';
