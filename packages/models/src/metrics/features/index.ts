/** Feature extractors: what images are compared by. */
export { type ExtractorRecord, extractorRecord, type FeatureExtractor } from './feature-extractor.js';
export { type InceptionOptions, loadInception } from './inception.js';
export { type Lenet, lenetInput, loadLenet } from './lenet.js';
export { LENET_CLASSES, LENET_SHAPES, LENET_SIDE, type LenetParameters, lenetForward } from './lenet-network.js';
export { type ExtractorRequest, loadExtractor } from './load-extractor.js';
export { pixelExtractor } from './pixels.js';
export { resampleImages } from './resample.js';
