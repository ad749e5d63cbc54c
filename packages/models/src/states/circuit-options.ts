import type { StateEnsemble } from '../state-data/index.js';

export interface CircuitReverseOptions {
  readonly perStep: boolean;
  readonly collapse: 'exact' | 'enumerated' | 'sampled';
  /** With `sampled`: whether gradients have the score-function term. */
  readonly score: boolean;
  /** What the ancillas start in: |0…0>, or the first in a Haar-random ket of its own for every state. */
  readonly ancillas: 'zero' | 'haar';
}

/** What the circuits act on. */
export interface StateShape {
  readonly dimension: number;
  readonly kind: StateEnsemble['kind'];
  readonly steps: number;
}
