export type { ChannelRecord, ParameterCondition } from './channel-record.js';
export { CHANNELS, channelNamed, findChannel, noiseChannel } from './channel-registry.js';
export {
  depolarizingFromErrorProbability,
  depolarizingFromFidelity,
  errorProbabilityFromDepolarizing,
  phaseDampingFromFlip,
} from './noise-conversions.js';
export { checkParameters, type ParameterRecord } from './parameter-record.js';
