export { standardBody } from './bottleneck.js';
export { buildImageNetwork, buildNetwork } from './build.js';
export { Initialiser } from './initialise.js';
export { dense } from './layers.js';
export {
  type ImageNetwork,
  type ImageShape,
  type NetworkShape,
  type ParameterValue,
  type ParameterValues,
  parameterCount,
  type ReverseNetwork,
} from './network.js';
export { networkSchemas } from './schema.js';
export { TimeEmbedding } from './time-embedding.js';
export { VectorMlp, type VectorShape } from './vector-mlp.js';
