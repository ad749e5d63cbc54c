import {
  applyToBatch,
  basisProjectors,
  type ChannelProgram,
  KrausError,
  type OperatorBatch,
  totalDimension,
} from '@kraus/core';

/** Above this, a population below zero or a column sum off one is no rounding error but no channel. */
const TOLERANCE = 1e-9;
const MOST_LEVELS = 64;

/**
 * The transition matrix of a channel whose input and output are measured in the basis: `Q[i n + j]` = <i| E(|j><j|) |i>,
 * the probability j → i, row-major; columns sum to one. n is the product of the channel's dimensions, at most 64.
 * @throws KrausError `sim/not-stochastic` for a channel that does not preserve trace or positivity (to 1e-9),
 *   `sim/too-many-levels`, and what the channel's checks throw
 */
export function transitionMatrix(channel: ChannelProgram): Float64Array {
  return populations(applyToBatch(channel, basisProjectors(requireLevels(channel))));
}

/** The number of levels of a channel. @throws KrausError `sim/too-many-levels` beyond 64 */
export function requireLevels(channel: ChannelProgram): number {
  const levels = totalDimension(channel.dims, 'Channel');
  if (levels > MOST_LEVELS) {
    throw new KrausError(
      'sim/too-many-levels',
      `Transition matrix: the channel has ${levels} levels; at most ${MOST_LEVELS} are supported.`,
    );
  }
  return levels;
}

/** The diagonals of n operators that began as the n basis projectors, as a transition matrix. */
export function populations(batch: OperatorBatch): Float64Array {
  const n = batch.dimension;
  const q = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const p = batch.re[(i + n * i) * n + j] as number;
      if (!(p >= -TOLERANCE)) {
        throw new KrausError(
          'sim/not-stochastic',
          `Transition matrix: the channel takes level ${j} to level ${i} with probability ${p}; it is not positive.`,
        );
      }
      q[i * n + j] = Math.max(0, p);
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new KrausError(
        'sim/not-stochastic',
        `Transition matrix: the probabilities out of level ${j} sum to ${sum}; the channel does not preserve the trace.`,
      );
    }
  }
  return q;
}
