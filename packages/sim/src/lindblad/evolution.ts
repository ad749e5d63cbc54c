import type { BatchShape, Block, LindbladKernels, PlacedOperator } from './kernels/index.js';
import type { Outputs } from './outputs.js';

/** One batch on its way through time: what every solver is given. */
export interface Evolution {
  readonly kernels: LindbladKernels;
  readonly shape: BatchShape;
  readonly operator: PlacedOperator;
  /** The state at time 0 of every vector, [tile][row][lane]; solvers move it. */
  readonly state: Block;
  /** Output times, ascending, ≥ 0. */
  readonly times: readonly number[];
  readonly outputs: Outputs;
  /** Largest error of a vector (its length) that is aimed at. */
  readonly tolerance: number;
}

/** A solver runs step by step and yields the share of the time that is done, so that it can be stopped between steps. */
export type Solving = Generator<number, void, void>;
