import { KrausError } from '@kraus/core';
import type { CircuitBatch } from '../executable/index.js';
import type { Task, Wave } from './kernels.js';

/** All (sample, shot) lanes in waves of at most about `lanes`: ranges of samples, and of shots where one sample has too many. */
export function* shotWaves(
  samples: readonly number[],
  shots: { readonly first: number; readonly count: number },
  lanes: number,
): Generator<Wave> {
  const shotsAtOnce = Math.min(shots.count, lanes);
  const samplesAtOnce = Math.max(1, Math.floor(lanes / shotsAtOnce));
  for (let from = 0; from < samples.length; from += samplesAtOnce) {
    const some = samples.slice(from, from + samplesAtOnce);
    for (let done = 0; done < shots.count; done += shotsAtOnce) {
      yield { samples: some, firstShot: shots.first + done, shots: Math.min(shotsAtOnce, shots.count - done) };
    }
  }
}

export function allSamples(count: number): readonly number[] {
  return Array.from({ length: count }, (_, sample) => sample);
}

/**
 * The streams that a batch names, and its shots.
 * @throws KrausError `sim/no-draws` when there are none, `sim/bad-draws` for numbers that are not whole or out of range
 */
export function drawsOf(batch: CircuitBatch): { readonly stream: NonNullable<Task['stream']>; readonly shots: number } {
  const { draws } = batch;
  if (draws === undefined) {
    throw new KrausError(
      'sim/no-draws',
      'Trajectories: this circuit draws outcomes; give the batch `draws: { seed, shots }`.',
    );
  }
  const { seed, step = 0, sample = 0, shots = 1 } = draws;
  for (const [name, value, least] of [
    ['seed', seed, -Infinity],
    ['step', step, 0],
    ['sample', sample, 0],
    ['shots', shots, 1],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least) {
      const range = least === -Infinity ? 'a whole number' : `a whole number ≥ ${least}`;
      throw new KrausError('sim/bad-draws', `Trajectories: draws.${name} is ${value}, expected ${range}.`);
    }
  }
  return { stream: { seed, step, sample }, shots };
}
