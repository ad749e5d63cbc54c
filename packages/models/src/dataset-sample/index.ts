/** A few items of a data set for people to look at. */
export { datasetSample } from './dataset-sample.js';
