export { applyChannel, applyToBatch } from './apply.js';
export { type BlochMap, blochMap } from './bloch-map.js';
export { checkChannel } from './check-channel.js';
export {
  channelFromKraus,
  composeChannels,
  dualChannel,
  identityChannel,
  repeatChannel,
  tensorChannels,
  twirl,
  unitaryChannel,
} from './combine.js';
export {
  averageGateFidelity,
  type ChannelLike,
  type ChannelResiduals,
  channelDifference,
  channelResiduals,
  type DiamondBounds,
  diamondBounds,
  type FixedPoint,
  fixedPoint,
  processFidelity,
  unitarity,
} from './measures.js';
export { pauliLabel, pauliOperator, pauliString, qubitCount } from './pauli-basis.js';
export { randomChannel } from './random-channel.js';
export {
  chiFromChoi,
  choi,
  choiFromChi,
  choiFromSuperoperator,
  krausFromChoi,
  krausFromStinespring,
  krausOperators,
  pauliTransferFromSuperoperator,
  stinespringFromKraus,
  superoperator,
  superoperatorFromChoi,
  superoperatorFromKraus,
  superoperatorFromPauliTransfer,
} from './representations.js';
