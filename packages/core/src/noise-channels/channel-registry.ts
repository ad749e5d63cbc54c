import { suggestion } from '../catalogue/index.js';
import { channelFromKraus } from '../channels/index.js';
import { KrausError } from '../errors/index.js';
import type { ChannelProgram } from '../program/index.js';
import type { ChannelRecord } from './channel-record.js';
import { DAMPING_NOISE } from './damping.js';
import { checkParameters } from './parameter-record.js';
import { PAULI_NOISE } from './pauli-noise.js';

/** Every noise channel that Kraus knows by name, one record each. */
export const CHANNELS: readonly ChannelRecord[] = [...PAULI_NOISE, ...DAMPING_NOISE];

const byName = new Map(
  CHANNELS.flatMap((channel) => [channel.name, ...channel.aliases].map((name) => [name, channel] as const)),
);

/** The record of a channel by name or alias, undefined if there is none. */
export function findChannel(name: string): ChannelRecord | undefined {
  return byName.get(name);
}

/** The record of a channel by name or alias. @throws KrausError `core/unknown-channel` */
export function channelNamed(name: string): ChannelRecord {
  const channel = byName.get(name);
  if (channel === undefined) {
    throw new KrausError(
      'core/unknown-channel',
      `Channel: there is no channel '${name}'.${suggestion(name, [...byName.keys()])}`,
    );
  }
  return channel;
}

/**
 * A named noise channel at the given values of its parameters, e.g. `noiseChannel('AmplitudeDamping', 0.1)`.
 * @throws KrausError `core/unknown-channel`, `core/parameter-count`, `core/not-a-probability`, `core/bad-parameter`,
 *   `core/bad-parameters` if a condition between parameters fails
 */
export function noiseChannel(name: string, ...values: readonly number[]): ChannelProgram {
  const record = channelNamed(name);
  checkParameters(record.name, record.parameters, values);
  for (const { text, holds } of record.conditions) {
    if (!holds(values)) {
      const given = record.parameters.map((parameter, k) => `${parameter.name} = ${values[k]}`).join(', ');
      throw new KrausError('core/bad-parameters', `${record.name}: ${given}; expected ${text}.`);
    }
  }
  return channelFromKraus(record.dims(values), record.kraus(values));
}
