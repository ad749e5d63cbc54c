export { buildNetwork } from './build.js';
export {
  type NetworkShape,
  type ParameterValue,
  type ParameterValues,
  parameterCount,
  type ReverseNetwork,
} from './network.js';
export { networkSchemas } from './schema.js';
