import type { CircuitBatch, RealArray } from '../executable/index.js';

/**
 * How branches are treated. `mean`: every lane draws, values are averaged over shots. `sampled`: every lane draws (or is given
 * outcomes), values are those of its branch. `exact`, `enumerated`: all branches are walked and summed, or told apart.
 */
export type Mode = 'mean' | 'exact' | 'enumerated' | 'sampled';

/** What a pass over a batch is to do. */
export interface Task {
  readonly mode: Mode;
  /** The stream of (sample, shot) is `stream(seed, 'trajectory', step, sample + b, shot)`. */
  readonly stream: { readonly seed: number; readonly step: number; readonly sample: number } | undefined;
  /** Outcomes [batch, draws] instead of drawn ones. */
  readonly outcomes: ArrayLike<number> | undefined;
  readonly gradient: GradientTask | undefined;
}

export interface GradientTask {
  /** ∂L/∂values, [batch, columns], with `enumerated` [batch, branches, columns]. */
  readonly cotangents: ArrayLike<number>;
  /** `sampled`: ∂L/∂log p, [batch]; `enumerated`: ∂L/∂p, [batch, branches]. */
  readonly chances: ArrayLike<number> | undefined;
  readonly inputs: boolean;
  readonly initial: boolean;
  /** `mean`: how many shots the mean has. If more than one, the pass before this one gave the values' means. */
  readonly shots: number;
}

/** The lanes of one call of the kernels: every shot of every sample, samples in order, shots within. */
export interface Wave {
  /** Numbers of samples in the batch. */
  readonly samples: ArrayLike<number>;
  readonly firstShot: number;
  readonly shots: number;
}

/** What the lanes of one wave gave, where values are not averaged over shots. Valid until the next wave. */
export interface WaveRows {
  /** [lanes, columns], with `enumerated` [lanes, branches, columns]. */
  readonly values: RealArray;
  /** `enumerated`: probabilities [lanes, branches]; `sampled`: their logarithms [lanes]. */
  readonly chances: RealArray;
  /** `sampled`: [lanes, draws]. */
  readonly outcomes: Int32Array;
}

/** Means over shots, [batch, columns], and the sums of squared deviations from them. */
export interface Means {
  readonly values: RealArray;
  readonly squares: Float64Array;
}

/** Gradients summed over all waves. */
export interface Gradients {
  /** [parameters]. */
  readonly parameters: RealArray;
  /** [batch, inputs]. */
  readonly inputs?: RealArray;
  /** [batch, D, 2]. */
  readonly initial?: RealArray;
}

/** The two implementations of one algorithm: WebAssembly, and plain TypeScript. */
export interface TrajectoryKernels {
  /** E.g. `WebAssembly float64, 2 threads`. */
  readonly name: string;
  /** Most lanes that one wave should have. It changes no result. */
  lanesPerWave(task: Task): number;
  /** Takes a batch in. */
  begin(batch: CircuitBatch, task: Task): void;
  run(wave: Wave): void;
  /** The last wave's rows. */
  rows(): WaveRows;
  /** Copies of the means of all waves since the last {@link begin} without gradient, with `mean`. */
  means(): Means;
  /** Copies of the gradients of all waves since {@link begin}. */
  gradients(): Gradients;
  dispose(): void;
}
