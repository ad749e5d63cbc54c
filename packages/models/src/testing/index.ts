/** Small models for tests. */
export { exampleModel, exampleTask } from './example-model.js';
export { pointModel, uploadingPart } from './point-model.js';
