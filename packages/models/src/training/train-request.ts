import type { ModelSpec, TaskSpec } from '@kraus/core';
import type { LoadOptions } from '../data/index.js';
import type { OnEvent } from './events.js';

export interface TrainRequest {
  readonly model: ModelSpec;
  /** The script's `train` block for this model. */
  readonly task: TaskSpec;
  /** Kept in the run's record, so that `sample` and `evaluate` find them. */
  readonly evaluate?: TaskSpec | undefined;
  readonly sample?: TaskSpec | undefined;
  readonly script: { readonly path: string; readonly text: string; readonly hash: string };
  readonly runDir: string;
  /** Go on with the run in `runDir` from its last checkpoint. */
  readonly resume?: boolean | undefined;
  /**
   * Begin a new run in `runDir` from a checkpoint of another run: its weights, optimizer and count of steps, under this request's
   * model and task. `step`: the last checkpoint unless given.
   */
  readonly branch?: { readonly runDir: string; readonly step?: number | undefined } | undefined;
  /** Where data is looked for. `baseDir` is the script's folder unless given. */
  readonly data?: Omit<LoadOptions, 'signal' | 'onProgress'> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnEvent | undefined;
}

export interface TrainResult {
  /** `stopped`: by the signal; `resume` goes on. */
  readonly status: 'done' | 'stopped';
  /** Why a run that is done ended: all steps, or validation no longer improved. */
  readonly reason: 'steps' | 'patience' | 'signal';
  readonly runDir: string;
  readonly step: number;
  readonly steps: number;
  /** The checkpoint that sampling takes. */
  readonly best?: { readonly step: number; readonly loss: number } | undefined;
  readonly seconds: number;
}
