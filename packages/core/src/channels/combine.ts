import { KrausError } from '../errors/index.js';
import { totalDimension } from '../generators/index.js';
import { ComplexMatrix, dagger, matrixFromData, matrixToData, multiply, scale } from '../linear-algebra/index.js';
import type { ChannelProgram } from '../program/index.js';
import { checkChannel } from './check-channel.js';
import { pauliString, qubitCount } from './pauli-basis.js';
import { krausOperators } from './representations.js';

/** The channel ρ → Σ KρK†. @throws KrausError as `checkChannel` */
export function channelFromKraus(dims: readonly number[], operators: readonly ComplexMatrix[]): ChannelProgram {
  const channel: ChannelProgram = { kind: 'kraus', dims, operators: operators.map(matrixToData) };
  checkChannel(channel);
  return channel;
}

/** The channel ρ → UρU†. */
export function unitaryChannel(dims: readonly number[], unitary: ComplexMatrix): ChannelProgram {
  return channelFromKraus(dims, [unitary]);
}

/** The channel that changes nothing. */
export function identityChannel(dims: readonly number[]): ChannelProgram {
  return unitaryChannel(dims, ComplexMatrix.identity(totalDimension(dims, 'Channel')));
}

/** The channels one after another, the first acts first. @throws KrausError as `checkChannel` */
export function composeChannels(first: ChannelProgram, ...then: readonly ChannelProgram[]): ChannelProgram {
  const channel: ChannelProgram = { kind: 'compose', dims: first.dims, parts: [first, ...then] };
  checkChannel(channel);
  return channel;
}

/** The channels side by side, the first on the least significant factors. */
export function tensorChannels(...parts: readonly ChannelProgram[]): ChannelProgram {
  const channel: ChannelProgram = { kind: 'tensor', dims: parts.flatMap((part) => part.dims), parts };
  checkChannel(channel);
  return channel;
}

/** The channel repeated. @throws KrausError `core/bad-power` unless a whole number ≥ 0 */
export function repeatChannel(channel: ChannelProgram, times: number): ChannelProgram {
  const repeated: ChannelProgram = { kind: 'power', dims: channel.dims, channel, times };
  checkChannel(repeated);
  return repeated;
}

/**
 * The dual map (Heisenberg picture), tr(A E(ρ)) = tr(E*(A) ρ): Kraus operators K†. It is unital where E preserves the
 * trace, and preserves the trace only where E is unital.
 */
export function dualChannel(channel: ChannelProgram): ChannelProgram {
  const operators = channel.kind === 'kraus' ? channel.operators.map(matrixFromData) : krausOperators(channel);
  return channelFromKraus(channel.dims, operators.map(dagger));
}

/**
 * The twirl (1/N) Σ U†E(UρU†)U over a set of unitaries; over the Pauli group if none are given (qubits only), which
 * leaves a Pauli channel with the same average gate fidelity (Dankert et al., PRA 80, 012304).
 * @throws KrausError `core/bad-channel` for an empty set, `core/not-qubits`
 */
export function twirl(channel: ChannelProgram, unitaries?: readonly ComplexMatrix[]): ChannelProgram {
  const d = checkChannel(channel);
  const group = unitaries ?? allPaulis(d);
  if (group.length === 0) throw new KrausError('core/bad-channel', 'Twirl: the set of unitaries is empty.');
  const weight = 1 / Math.sqrt(group.length);
  const own = krausOperators(channel);
  const operators = group.flatMap((u) => own.map((k) => scale(multiply(dagger(u), multiply(k, u)), weight)));
  // Through the Choi matrix, so that as few operators remain as the channel has rank.
  return channelFromKraus(channel.dims, krausOperators(channelFromKraus(channel.dims, operators)));
}

function allPaulis(dimension: number): ComplexMatrix[] {
  const n = qubitCount(dimension, 'Twirl');
  return Array.from({ length: dimension * dimension }, (_, index) => pauliString(n, index));
}
