import { KrausError } from '@kraus/core';
import type { LearnSettings } from './generative-model.js';

/** The place of a training step among stages of equal length. */
export interface StagePlace {
  /** 0 … stages − 1. */
  readonly stage: number;
  /** 1 … length. */
  readonly step: number;
  /** Steps of this stage; the last stage has what division leaves over. */
  readonly length: number;
}

/** Where training step 1, 2, … of `steps` stands. @throws KrausError `models/train-length` where a stage would have no step */
export function stagePlace(step: number, steps: number, stages: number): StagePlace {
  const length = Math.floor(steps / stages);
  if (length < 1) {
    throw new KrausError(
      'models/train-length',
      `train: ${steps} steps for ${stages} stages, one a step of the diffusion; expected at least ${stages}.`,
    );
  }
  const stage = Math.min(Math.floor((step - 1) / length), stages - 1);
  return { stage, step: step - stage * length, length: stage === stages - 1 ? steps - stage * length : length };
}

/** @throws KrausError `models/unsupported-curriculum` unless all steps of the diffusion are trained together */
export function checkJoint({ curriculum }: LearnSettings, what: string): void {
  if (curriculum === 'joint') return;
  throw new KrausError(
    'models/unsupported-curriculum',
    `train: curriculum ${curriculum} needs parameters of its own for each step, and ${what} shares them; use curriculum: joint.`,
  );
}
