/** Small models for tests. */
export { exampleModel, exampleTask } from './example-model.js';
