import { type RandomStream, stream } from '@kraus/core';
import type { StateEnsemble } from '../state-data/index.js';
import type { StateModel } from './state-model.js';

/** All training states after t steps of noise, drawn once for each t, as published for QuDDPM; batches are chosen from them. */
export class NoisyPool {
  readonly #pools = new Map<number, StateEnsemble>();

  constructor(
    private readonly model: StateModel,
    private readonly data: StateEnsemble,
    private readonly seed: number,
  ) {}

  at(t: number): StateEnsemble {
    let pool = this.#pools.get(t);
    if (pool === undefined) {
      pool = this.model.noisy(this.data, t, stream(this.seed, 'noise', t));
      this.#pools.set(t, pool);
    }
    return pool;
  }
}

/** Numbers of `count` of the states, without repetition as long as there are enough. */
export function chosenOf(states: StateEnsemble, count: number, random: RandomStream): Uint32Array {
  if (count <= states.count) return random.choose(count, states.count);
  return Uint32Array.from({ length: count }, () => random.integer(states.count));
}
