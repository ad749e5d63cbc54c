import { stream } from '@kraus/core';
import type { Parameters } from '../generative-model/index.js';
import type { StateEnsemble } from '../state-data/index.js';
import type { StateModel } from './state-model.js';

/**
 * States that the reverse steps T, T − 1, … t + 1 make of the start, for training step t on them. They are a function of the parameters of
 * those steps and the seed; as these are frozen when step t is trained, each step back is made once.
 */
export class WalkBack {
  #t: number;
  #states: StateEnsemble | undefined;

  constructor(
    private readonly model: StateModel,
    private readonly settings: {
      readonly count: number;
      readonly seed: number;
      /** Training steps in all: draws are named by the numbers after them. */
      readonly after: number;
    },
  ) {
    this.#t = model.steps;
  }

  /** The states that reverse step t is given. Calls must not go back to a larger t. */
  at(parameters: Parameters, t: number): StateEnsemble {
    const { count, seed, after } = this.settings;
    this.#states ??= this.model.startStates(count, stream(seed, 'start'));
    for (; this.#t > t; this.#t--) {
      const draws = { seed, step: after + this.#t };
      this.#states = this.model.stepBack(parameters, this.#states, this.#t, draws);
    }
    return this.#states;
  }
}
