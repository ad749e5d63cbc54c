import { type ComponentSpec, KrausError, resolveOptions, type TaskSpec } from '@kraus/core';
import { stagePlace } from '../generative-model/index.js';
import { adamSchema, trainSchema } from './schema.js';

export interface AdamPlan {
  readonly lr: number;
  /** Steps over which the learning rate rises. */
  readonly warmup: number;
  readonly decay: 'cosine' | 'constant';
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** The settings of a training, all resolved. */
export interface TrainingPlan {
  readonly steps: number;
  readonly batch: number;
  readonly stepsPerEpoch: number;
  readonly optimizer: AdamPlan;
  readonly clip: number;
  readonly ema: number;
  readonly seed: number;
  readonly curriculum: 'joint' | 'stepwise';
  readonly inputs: 'own' | 'forward';
  readonly validate: number;
  readonly patience: number;
  readonly checkpoint: number;
  readonly keep: number;
  readonly pictures: number;
  /** How pictures are drawn on the way. */
  readonly sampler: ComponentSpec | undefined;
  readonly log: number;
}

/**
 * Resolves a `train` block for `items` training images, points or states.
 *
 * @throws KrausError `models/train-length` unless exactly one of `epochs` and `steps` is given; those of `resolveOptions`
 */
export function trainingPlan(task: TaskSpec, items: number): TrainingPlan {
  const context = { name: `train ${task.model}`, span: task.span };
  const given = resolveOptions(trainSchema, task.options, context);
  if ((given.epochs === undefined) === (given.steps === undefined)) {
    throw new KrausError(
      'models/train-length',
      `train ${task.model}: ${given.epochs === undefined ? 'neither epochs nor steps is' : 'both epochs and steps are'} given; ` +
        'give one of them, e.g. epochs: 20.',
      context,
    );
  }
  if (items === 0) {
    throw new KrausError('models/no-data', `train ${task.model}: the data set has no training data.`, context);
  }
  const batch = Math.min(given.batch, items);
  const stepsPerEpoch = Math.max(Math.floor(items / batch), 1);
  const steps = given.steps ?? (given.epochs ?? 1) * stepsPerEpoch;
  const share = (part: number, most = Number.POSITIVE_INFINITY): number =>
    Math.max(Math.min(Math.round(steps / part), most), 1);
  return {
    steps,
    batch,
    stepsPerEpoch,
    optimizer: adam(given.optimizer, task, steps),
    clip: given.clip,
    ema: given.ema,
    seed: given.seed,
    curriculum: given.curriculum,
    inputs: given.inputs,
    validate: given.validate ?? Math.min(Math.max(share(20), 50), steps),
    patience: given.patience,
    checkpoint: given.checkpoint ?? Math.min(Math.max(share(20, 500), 50), steps),
    keep: given.keep,
    pictures: given.pictures ?? share(5),
    sampler: given.sampler,
    log: given.log,
  };
}

/**
 * The learning rate of step 1, 2, …: a linear rise over `warmup` steps, then constant, or half a cosine down to a
 * twentieth; in every one of the stages anew.
 */
export function learningRate(plan: TrainingPlan, at: number, stages = 1): number {
  const { lr, decay } = plan.optimizer;
  const { step, length } = stagePlace(at, plan.steps, stages);
  const warmup = Math.floor(plan.optimizer.warmup / stages);
  if (step <= warmup) return (lr * step) / warmup;
  if (decay === 'constant') return lr;
  const progress = (step - 1 - warmup) / Math.max(length - warmup, 1);
  return lr * (0.05 + (0.95 * (1 + Math.cos(Math.PI * progress))) / 2);
}

/** The moving average's decay at step 1, 2, …: short at first, so that the start is soon forgotten. */
export function averageDecay(plan: TrainingPlan, at: number, stages = 1): number {
  const { step } = stagePlace(at, plan.steps, stages);
  return Math.min(plan.ema, step / (step + 9));
}

function adam(component: string | ComponentSpec | undefined, task: TaskSpec, steps: number): AdamPlan {
  const spec: ComponentSpec =
    typeof component === 'object' ? component : { component: component ?? 'adam', options: {}, span: task.span };
  if (spec.component !== 'adam') {
    throw new KrausError(
      'models/unknown-optimizer',
      `train ${task.model}: there is no optimizer '${spec.component}'; there is adam.`,
      { span: spec.span },
    );
  }
  const { warmup, decay, ...rates } = resolveOptions(adamSchema, spec.options, { name: 'adam', span: spec.span });
  return {
    ...rates,
    warmup: warmup ?? Math.min(200, Math.floor(steps / 10)),
    decay: decay === 'constant' ? 'constant' : 'cosine',
  };
}
