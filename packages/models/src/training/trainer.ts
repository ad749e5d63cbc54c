import { setImmediate } from 'node:timers/promises';
import { KrausError } from '@kraus/core';
import { Adam, clipFactor, Ema, engineMemory, globalNorm, type Tensor, type Variable } from '../engine/index.js';
import {
  disposeVariables,
  type Learning,
  type LossMeans,
  makeVariables,
  readVariables,
} from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import type { Checkpoint, MetricsLine, StoppingState } from '../runs/index.js';
import { averageDecay, learningRate, type TrainingPlan } from './plan.js';

/** Milliseconds between two looks at what else there is to do; steps of small models take less. */
const BREATH = 5;

/** What the loop hands out as it goes; each is awaited. */
export interface TrainerHooks {
  readonly onStep: (step: number, loss: number) => void;
  readonly onMetrics: (lines: readonly MetricsLine[]) => Promise<void>;
  readonly onCheckpoint: (checkpoint: Checkpoint) => Promise<void>;
  /** After the step, with the moving average. */
  readonly onPictures: (step: number, average: Readonly<Record<string, Variable>>) => Promise<void>;
}

export type TrainerEnd = 'steps' | 'patience' | 'stopped';

/**
 * The training loop. All that a step does is a function of (seed, step) and of the state in the last checkpoint, so a
 * trainer restored from any checkpoint goes on in the same bits.
 */
export class Trainer {
  private readonly variables: Record<string, Variable>;
  private readonly adam: Adam;
  private readonly average: Ema;
  private stopping: StoppingState = { since: 0 };
  private step = 0;
  private secondsBefore = 0;
  /** Sums since the last line of metrics. */
  private sums = noSums();

  /** @param initial the parameters before the first step */
  constructor(
    private readonly learning: Learning,
    private readonly plan: TrainingPlan,
    initial: ParameterValues,
  ) {
    this.variables = makeVariables(initial);
    this.adam = new Adam(this.variables, plan.optimizer);
    this.average = new Ema(this.variables, plan.ema);
  }

  /** Takes up a checkpoint. `seconds`: what the run took until then. */
  restore(checkpoint: Checkpoint, seconds = 0): void {
    const initial = readVariables(this.variables);
    const restored = makeVariables(initial, checkpoint.weights);
    for (const [name, variable] of Object.entries(this.variables)) variable.assign(restored[name]);
    disposeVariables(restored);
    this.average.restore(
      Object.fromEntries(Object.entries(checkpoint.average).map(([name, { values }]) => [name, values])),
    );
    this.adam.restore(checkpoint.optimizer);
    this.stopping = checkpoint.stopping;
    this.step = checkpoint.step;
    this.secondsBefore = seconds;
  }

  /** The state as it is now. */
  checkpoint(): Checkpoint {
    return {
      step: this.step,
      weights: readVariables(this.variables),
      average: readVariables(this.average.parameters()),
      optimizer: this.adam.state(),
      stopping: this.stopping,
    };
  }

  get parameters(): Readonly<Record<string, Tensor>> {
    return this.average.parameters();
  }

  get best(): { readonly step: number; readonly loss: number } | undefined {
    const { bestStep, bestLoss } = this.stopping;
    return bestStep === undefined || bestLoss === undefined ? undefined : { step: bestStep, loss: bestLoss };
  }

  get done(): number {
    return this.step;
  }

  /**
   * Trains to the end of the plan, until validation no longer improves, or until the signal: then the step under way is
   * finished and a checkpoint handed out.
   *
   * @throws KrausError `models/not-finite` when the loss or its gradient is not a number
   */
  async run(hooks: TrainerHooks, signal?: AbortSignal): Promise<TrainerEnd> {
    const { plan } = this;
    const started = performance.now();
    const seconds = (): number => this.secondsBefore + (performance.now() - started) / 1000;
    let breathed = started;
    while (this.step < plan.steps) {
      if (plan.patience > 0 && this.stopping.since >= plan.patience) return 'patience';
      const means = this.oneStep();
      hooks.onStep(this.step, means.loss);
      const last = this.step === plan.steps;
      const due = last || this.step % plan.validate === 0;
      const validation = due ? this.learning.validate?.(this.average.parameters()) : undefined;
      const validate = validation !== undefined;
      const stop = signal?.aborted === true;
      const save = last || validate || stop || this.step % plan.checkpoint === 0;
      const lines: MetricsLine[] = [];
      if (save || this.step % plan.log === 0) lines.push(this.metricsLine(seconds()));
      if (validate) lines.push(this.validationLine(validation));
      if (lines.length > 0) await hooks.onMetrics(lines);
      // Before the checkpoint: a run killed in between makes the picture again.
      if (last || this.step % plan.pictures === 0) await hooks.onPictures(this.step, this.average.parameters());
      if (save) await hooks.onCheckpoint(this.checkpoint());
      if (stop && !last) return 'stopped';
      if (performance.now() - breathed < BREATH) continue;
      // Lets signals and timers in.
      await setImmediate();
      breathed = performance.now();
    }
    return 'steps';
  }

  dispose(): void {
    this.adam.dispose();
    this.average.dispose();
    disposeVariables(this.variables);
  }

  private oneStep(): LossMeans {
    const { plan } = this;
    const step = this.step + 1;
    const names = this.learning.active?.(step);
    const { means, gradients } = this.learning.step(this.variables, step);
    const norm = globalNorm(gradients);
    if (!Number.isFinite(means.loss) || !Number.isFinite(norm)) {
      for (const gradient of gradients) gradient.dispose();
      throw new KrausError(
        'models/not-finite',
        `Step ${step}: the loss is ${means.loss} and its gradient has norm ${norm}; the weights are those of step ` +
          `${this.step}. Lower the learning rate or the clip, then go on from the last checkpoint in a new run.`,
      );
    }
    this.adam.apply(gradients, {
      lr: learningRate(plan, step, this.learning.stages),
      names,
      gradientScale: plan.clip > 0 ? clipFactor(norm, plan.clip) : 1,
    });
    for (const gradient of gradients) gradient.dispose();
    this.average.update(averageDecay(plan, step, this.learning.stages), names);
    this.step = step;
    this.sums.count += 1;
    this.sums.loss += means.loss;
    this.sums.gradientNorm += norm;
    for (const [name, value] of Object.entries(means.terms)) {
      this.sums.terms[name] = (this.sums.terms[name] ?? 0) + value;
    }
    return means;
  }

  private metricsLine(seconds: number): MetricsLine {
    const { count, loss, gradientNorm, terms } = this.sums;
    this.sums = noSums();
    const { tensors, bytes } = engineMemory();
    return {
      kind: 'step',
      step: this.step,
      loss: loss / count,
      terms: Object.fromEntries(Object.entries(terms).map(([name, sum]) => [name, sum / count])),
      gradientNorm: gradientNorm / count,
      learningRate: learningRate(this.plan, this.step, this.learning.stages),
      tensors,
      bytes,
      seconds: Math.round(seconds * 1000) / 1000,
    };
  }

  private validationLine(means: LossMeans): MetricsLine {
    const best = means.loss < (this.stopping.bestLoss ?? Number.POSITIVE_INFINITY);
    this.stopping = best
      ? { bestStep: this.step, bestLoss: means.loss, since: 0 }
      : { ...this.stopping, since: this.stopping.since + 1 };
    return { kind: 'validation', step: this.step, ...means, best };
  }
}

function noSums(): { count: number; loss: number; gradientNorm: number; terms: Record<string, number> } {
  return { count: 0, loss: 0, gradientNorm: 0, terms: {} };
}
