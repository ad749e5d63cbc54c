import type { CircuitBatch, GradientOptions, RealArray } from '../executable/index.js';
import type { Draw } from './plan/index.js';

/** What every compiled collapse tells of itself. */
export interface CollapseInfo {
  readonly engine: string;
  /** Real numbers that the circuit yields for one branch of one sample. */
  readonly columns: number;
  /** What is drawn, in the circuit's order: measurements, resets of unknown states, channels. */
  readonly draws: readonly Draw[];
  /** Gives its memory back; it must not be used afterwards. */
  dispose(): void;
}

/** Gradients of a collapse; the conventions are those of `CircuitGradients`. */
export interface CollapseGradients {
  /** [parameters], summed over the batch. */
  readonly parameters: RealArray;
  /** [batch, inputs]. */
  readonly inputs?: RealArray;
  /** [batch, D, 2]. */
  readonly initial?: RealArray;
}

export interface EnumeratedValues {
  /** [batch, branches, columns]; the outcomes of branch k are the digits of k, the first draw the least significant. */
  readonly values: RealArray;
  /** [batch, branches]; they sum to 1. Values of a branch of probability 0 are 0. */
  readonly probabilities: RealArray;
}

/** Every branch with its probability and its values, conditional on it. */
export interface EnumeratedCollapse extends CollapseInfo {
  readonly branches: number;
  /** @throws KrausError as `CircuitExecutable.run` */
  run(batch: CircuitBatch): EnumeratedValues;
  /** @param cotangents ∂L/∂values [batch, branches, columns] and ∂L/∂probabilities [batch, branches] */
  gradient(
    batch: CircuitBatch,
    cotangents: { readonly values: ArrayLike<number>; readonly probabilities: ArrayLike<number> },
    options?: GradientOptions,
  ): EnumeratedValues & CollapseGradients;
}

export interface SampledValues {
  /** [batch, columns], conditional on the outcomes. */
  readonly values: RealArray;
  /** [batch, draws]. */
  readonly outcomes: Int32Array;
  /** Logarithm of the outcomes' probability, [batch]. */
  readonly logProbabilities: RealArray;
}

/** One branch a sample: drawn by `draws` (one shot), or given. */
export interface SampledCollapse extends CollapseInfo {
  /**
   * @param outcomes [batch, draws], instead of drawn ones
   * @throws KrausError as `CircuitExecutable.run`; `sim/no-draws`, `sim/bad-draws`; `sim/bad-outcome` for an outcome that is not
   *   one of its draw's, `sim/impossible-outcome` for one of probability 0
   */
  run(batch: CircuitBatch, outcomes?: ArrayLike<number>): SampledValues;
  /**
   * The gradient at fixed outcomes. It is that of the mean over outcomes only with the score function: for a loss L a sample,
   * ∂L/∂log p = L − b, where b may be anything that does not depend on the sample's own outcomes. Without it (zeros) it is biased.
   * @param cotangents ∂L/∂values [batch, columns] and ∂L/∂log p [batch]
   */
  gradient(
    batch: CircuitBatch,
    cotangents: { readonly values: ArrayLike<number>; readonly logProbabilities: ArrayLike<number> },
    options?: GradientOptions & { readonly outcomes?: ArrayLike<number> },
  ): SampledValues & CollapseGradients;
}
