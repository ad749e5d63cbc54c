/** What circuits can be run on, behind one interface. */
export type { Backend, BackendCounts, BackendOptions, CircuitCounts, CircuitRequest } from './backend.js';
export { countsOfJob, type LiveOptions, liveBackend, liveJob } from './live.js';
export { type NoiseModelOptions, noiseModelBackend } from './noise-model.js';
export { countsToJson, recordedBackend } from './recorded.js';
