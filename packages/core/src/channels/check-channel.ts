import { KrausError } from '../errors/index.js';
import { totalDimension } from '../generators/index.js';
import type { ChannelProgram } from '../program/index.js';

/**
 * Checks the form of a channel program (shapes, dimensions, counts, times), not its physics.
 * @returns the dimension of the system
 * @throws KrausError `core/bad-dims`, `core/shape-mismatch`, `core/bad-time`, `core/bad-power`, `core/bad-channel`
 */
export function checkChannel(channel: ChannelProgram): number {
  const dimension = totalDimension(channel.dims, 'Channel');
  switch (channel.kind) {
    case 'kraus': {
      if (channel.operators.length === 0) {
        throw new KrausError('core/bad-channel', 'Channel: it has no Kraus operators; the identity has one, I.');
      }
      channel.operators.forEach((operator, k) => {
        if (operator.rows !== dimension || operator.columns !== dimension) {
          throw new KrausError(
            'core/shape-mismatch',
            `Channel: Kraus operator ${k} is ${operator.rows} × ${operator.columns}, the system has dimension ${dimension}.`,
          );
        }
      });
      break;
    }
    case 'evolve': {
      requireSameDims(channel.dims, channel.generator.dims, 'evolve: the generator');
      if (!Number.isFinite(channel.time) || channel.time < 0) {
        throw new KrausError('core/bad-time', `Channel: evolve for ${channel.time}, expected a finite time ≥ 0.`);
      }
      break;
    }
    case 'compose': {
      for (const part of channel.parts) {
        checkChannel(part);
        requireSameDims(channel.dims, part.dims, 'compose: a part');
      }
      break;
    }
    case 'tensor': {
      for (const part of channel.parts) checkChannel(part);
      requireSameDims(
        channel.dims,
        channel.parts.flatMap((part) => part.dims),
        'tensor: the parts together',
      );
      break;
    }
    case 'power': {
      checkChannel(channel.channel);
      requireSameDims(channel.dims, channel.channel.dims, 'power: the channel');
      if (!Number.isSafeInteger(channel.times) || channel.times < 0) {
        throw new KrausError(
          'core/bad-power',
          `Channel: repeated ${channel.times} times, expected a whole number ≥ 0.`,
        );
      }
      break;
    }
  }
  return dimension;
}

function requireSameDims(expected: readonly number[], given: readonly number[], what: string): void {
  if (expected.length !== given.length || expected.some((d, k) => d !== given[k])) {
    throw new KrausError(
      'core/shape-mismatch',
      `Channel, ${what} acts on dimensions [${given.join(', ')}], expected [${expected.join(', ')}].`,
    );
  }
}
