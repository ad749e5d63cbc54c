export { normalQuantile } from './normal-quantile.js';
export { philox } from './philox.js';
export { RandomStream, type Shufflable, stream } from './random-stream.js';
export { type StreamName, streamNameBytes } from './stream-key.js';
