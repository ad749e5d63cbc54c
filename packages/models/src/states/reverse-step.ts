import type { RandomStream } from '@kraus/core';
import type { Tensor } from '../engine/index.js';
import type { Parameters } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { StateEnsemble } from '../state-data/index.js';

/** Names the random outcomes of one pass: sample n of the pass draws from (seed, step, n). */
export interface PassDraws {
  readonly seed: number;
  readonly step: number;
}

/** The loss of generated states, with what the gradient needs of it. */
export interface GeneratedLoss {
  readonly value: number;
  /** In the layout of the generated states: ∂L/∂Re a + i ∂L/∂Im a. */
  readonly gradient: Float64Array;
  /**
   * [count], for the score function: what of the loss depends on the outcomes that state n was drawn with, up to a number that does not.
   * Undefined where the loss does not fall into such parts.
   */
  readonly shares?: Float64Array | undefined;
}

/** A reverse model of quantum states: what becomes of an ensemble from step t to step t − 1. */
export interface StateReverse {
  readonly name: string;
  /** Whether every step has parameters of its own. */
  readonly perStep: boolean;
  initial(random: RandomStream): ParameterValues;
  /** Names of the parameters that step t uses. */
  parametersOf(t: number): readonly string[];
  /** The states after one reverse step. @param t 1 … T, the step that is undone */
  denoise(parameters: Parameters, states: StateEnsemble, t: number, draws: PassDraws): StateEnsemble;
  /**
   * The loss of the states after one reverse step, and ∂L/∂parameters in the order of {@link parametersOf}; the caller disposes them.
   */
  gradient(
    parameters: Parameters,
    states: StateEnsemble,
    t: number,
    draws: PassDraws,
    loss: (generated: StateEnsemble) => GeneratedLoss,
  ): { readonly value: number; readonly gradients: Tensor[] };
  dispose(): void;
}
