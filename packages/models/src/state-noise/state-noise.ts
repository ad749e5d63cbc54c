import { type ChannelProgram, type CircuitProgram, KrausError, type RandomStream } from '@kraus/core';
import type { StateEnsemble } from '../state-data/index.js';

/**
 * A forward process on quantum states, by its marginals: what becomes of each state of an ensemble after t of its steps. States at
 * different t are independent draws (of random processes), not points of one trajectory, as in QuDDPM.
 */
export interface StateNoise {
  /** T. */
  readonly steps: number;
  /**
   * The states after step t in 0 … T, in the order of `states`; t = 0 gives them back.
   * @param random used by random processes only; name it by t, and by what else must differ
   * @throws KrausError `diffusion/bad-step`, `states/wrong-shape`
   */
  noisy(states: StateEnsemble, t: number, random: RandomStream): StateEnsemble;
}

/** One step of {@link stepwiseNoise}. */
export type NoiseStep = ChannelProgram | CircuitProgram;

/** @throws KrausError `diffusion/bad-step` */
export function checkStep(t: number, steps: number): void {
  if (Number.isInteger(t) && t >= 0 && t <= steps) return;
  throw new KrausError('diffusion/bad-step', `Noise on states: step ${t}, expected a whole number in 0 … ${steps}.`);
}

/** @throws KrausError `states/wrong-shape` */
export function checkDimension(states: StateEnsemble, dimension: number): void {
  if (states.dimension === dimension) return;
  throw new KrausError(
    'states/wrong-shape',
    `Noise on dimension ${dimension} is applied to states of dimension ${states.dimension}; expected the same.`,
  );
}
