import { type CircuitProgram, KrausError } from '@kraus/core';
import {
  type CircuitBatch,
  type CircuitExecutable,
  checkBatch,
  checkCotangents,
  type EngineOptions,
  type GradientOptions,
  type RealArray,
} from '../executable/index.js';
import type { CollapseInfo, EnumeratedCollapse, SampledCollapse, SampledValues } from './collapse-forms.js';
import type { GradientTask, Mode, Task, TrajectoryKernels, WaveRows } from './kernels.js';
import { makeKernels, refuseNoiseGradient } from './make-kernels.js';
import { compilePlan, type Draw, type TrajectoryPlan } from './plan/index.js';
import { allSamples, drawsOf, shotWaves } from './shot-waves.js';

/** Most branches that are walked. */
const MOST_BRANCHES = 65536;

/** How {@link compileCollapse} treats measurements, resets and channels. */
export interface CollapseOptions extends EngineOptions {
  /** `exact`: the mean over all branches. `enumerated`: every branch. `sampled`: one branch a sample. */
  readonly mode: 'exact' | 'enumerated' | 'sampled';
}

/**
 * Compiles a circuit whose measurements collapse the state, for learning through the collapse. Outputs are those of the state
 * behind the collapse, normalised to the norm of the initial state.
 * @throws KrausError those of `compileTrajectoriesCircuit`; with `exact` and `enumerated` `sim/too-many-branches` beyond 65,536
 *   branches, `sim/unsupported` for noise whose values depend on parameters or inputs and, with `exact`, for the output `state`
 */
export function compileCollapse(
  program: CircuitProgram,
  options: CollapseOptions & { mode: 'exact' },
): CircuitExecutable;
export function compileCollapse(
  program: CircuitProgram,
  options: CollapseOptions & { mode: 'enumerated' },
): EnumeratedCollapse;
export function compileCollapse(
  program: CircuitProgram,
  options: CollapseOptions & { mode: 'sampled' },
): SampledCollapse;
export function compileCollapse(
  program: CircuitProgram,
  options: CollapseOptions,
): CircuitExecutable | EnumeratedCollapse | SampledCollapse {
  const plan = compilePlan(program, false);
  const { mode } = options;
  const branches = mode === 'sampled' ? 1 : countBranches(plan);
  if (mode === 'exact' && plan.outputs.some(({ kind }) => kind === 'state')) {
    throw new KrausError('sim/unsupported', "Collapse: the mean of states is not a state; take the output 'density'.");
  }
  const kernels = makeKernels(plan, options, branches);
  if (mode === 'exact') return new Exact(plan, kernels, mode);
  return mode === 'enumerated' ? new Enumerated(plan, kernels, mode, branches) : new Sampled(plan, kernels, mode);
}

function countBranches(plan: TrajectoryPlan): number {
  const branches = plan.draws.reduce((product, { options }) => product * options, 1);
  if (branches === 0) {
    throw new KrausError(
      'sim/unsupported',
      'Collapse: noise whose values depend on parameters or inputs has no fixed branches; use the mode sampled, or the density-matrix engine.',
    );
  }
  if (branches > MOST_BRANCHES) {
    throw new KrausError(
      'sim/too-many-branches',
      `Collapse: ${plan.draws.length} draws have ${branches} branches, at most ${MOST_BRANCHES} are walked; use the mode sampled, trajectories, or the density-matrix engine.`,
    );
  }
  return branches;
}

/** What the three modes share: passes over a batch in waves of samples. */
class Collapse implements CollapseInfo {
  readonly engine: string;
  readonly columns: number;
  readonly draws: readonly Draw[];
  #disposed = false;

  constructor(
    readonly plan: TrajectoryPlan,
    readonly kernels: TrajectoryKernels,
    readonly mode: Mode,
  ) {
    this.engine = `collapse, ${mode}, ${kernels.name}`;
    this.columns = plan.columns;
    this.draws = plan.draws;
  }

  /** The rows of all samples: values, probabilities and outcomes side by side. */
  pass(batch: CircuitBatch, task: Omit<Task, 'mode'>): WaveRows {
    const full: Task = { ...task, mode: this.mode };
    this.kernels.begin(batch, full);
    const lanes = this.kernels.lanesPerWave(full);
    const waves: WaveRows[] = [];
    for (const wave of shotWaves(allSamples(batch.batch), { first: 0, count: 1 }, lanes)) {
      this.kernels.run(wave);
      const { values, chances, outcomes } = this.kernels.rows();
      waves.push({ values: values.slice(), chances: chances.slice(), outcomes: outcomes.slice() });
    }
    if (waves.length === 1) return waves[0] as WaveRows;
    return {
      values: joined(waves.map(({ values }) => values)),
      chances: joined(waves.map(({ chances }) => chances)),
      outcomes: joined(waves.map(({ outcomes }) => outcomes)),
    };
  }

  check(batch: CircuitBatch): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    checkBatch(this.plan, batch);
  }

  gradientTask(options: GradientOptions, cotangents: ArrayLike<number>, chances?: ArrayLike<number>): GradientTask {
    refuseNoiseGradient(this.plan, options);
    const initial = options.initial === true && this.plan.initial === 'amplitudes';
    return { cotangents, chances, inputs: options.inputs === true, initial, shots: 1 };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.kernels.dispose();
  }
}

const NO_DRAWS = { stream: undefined, outcomes: undefined } as const;

function joined<A extends RealArray | Int32Array>(parts: readonly A[]): A {
  const [first] = parts as readonly [A];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new (first.constructor as new (size: number) => A)(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

class Exact extends Collapse implements CircuitExecutable {
  run(batch: CircuitBatch) {
    this.check(batch);
    const { values } = this.pass(batch, { ...NO_DRAWS, gradient: undefined });
    return { columns: this.columns, values };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}) {
    this.check(batch);
    checkCotangents(this.plan, batch.batch, cotangents);
    const { values } = this.pass(batch, { ...NO_DRAWS, gradient: this.gradientTask(options, cotangents) });
    return { columns: this.columns, values, ...this.kernels.gradients() };
  }
}

class Enumerated extends Collapse implements EnumeratedCollapse {
  constructor(
    plan: TrajectoryPlan,
    kernels: TrajectoryKernels,
    mode: Mode,
    readonly branches: number,
  ) {
    super(plan, kernels, mode);
  }

  run(batch: CircuitBatch) {
    this.check(batch);
    const { values, chances } = this.pass(batch, { ...NO_DRAWS, gradient: undefined });
    return { values, probabilities: chances };
  }

  gradient(
    batch: CircuitBatch,
    cotangents: { readonly values: ArrayLike<number>; readonly probabilities: ArrayLike<number> },
    options: GradientOptions = {},
  ) {
    this.check(batch);
    const rows = batch.batch * this.branches;
    checkCotangents(this.plan, rows, cotangents.values);
    checkCotangents({ ...this.plan, columns: 1 }, rows, cotangents.probabilities);
    const gradient = this.gradientTask(options, cotangents.values, cotangents.probabilities);
    const { values, chances } = this.pass(batch, { ...NO_DRAWS, gradient });
    return { values, probabilities: chances, ...this.kernels.gradients() };
  }
}

class Sampled extends Collapse implements SampledCollapse {
  run(batch: CircuitBatch, outcomes?: ArrayLike<number>) {
    this.check(batch);
    return this.#sampled(this.pass(batch, { ...this.#choice(batch, outcomes), gradient: undefined }));
  }

  gradient(
    batch: CircuitBatch,
    cotangents: { readonly values: ArrayLike<number>; readonly logProbabilities: ArrayLike<number> },
    options: GradientOptions & { readonly outcomes?: ArrayLike<number> } = {},
  ) {
    this.check(batch);
    checkCotangents(this.plan, batch.batch, cotangents.values);
    checkCotangents({ ...this.plan, columns: 1 }, batch.batch, cotangents.logProbabilities);
    const gradient = this.gradientTask(options, cotangents.values, cotangents.logProbabilities);
    const rows = this.pass(batch, { ...this.#choice(batch, options.outcomes), gradient });
    return { ...this.#sampled(rows), ...this.kernels.gradients() };
  }

  #sampled({ values, outcomes, chances: logProbabilities }: WaveRows): SampledValues {
    const impossible = logProbabilities.indexOf(-Infinity);
    if (impossible >= 0) {
      throw new KrausError(
        'sim/impossible-outcome',
        `Collapse: the outcomes given for sample ${impossible} have probability 0.`,
      );
    }
    return { values, outcomes, logProbabilities };
  }

  #choice(batch: CircuitBatch, outcomes: ArrayLike<number> | undefined): Pick<Task, 'stream' | 'outcomes'> {
    const count = this.draws.length;
    if (count === 0) return NO_DRAWS;
    if (outcomes === undefined) {
      const { stream, shots } = drawsOf(batch);
      if (shots === 1) return { stream, outcomes };
      throw new KrausError('sim/bad-draws', `Collapse: ${shots} shots a sample; one branch a sample is drawn, give 1.`);
    }
    if (outcomes.length !== batch.batch * count) {
      throw new KrausError(
        'sim/wrong-length',
        `Collapse: ${outcomes.length} outcomes given, expected ${batch.batch} samples × ${count} draws.`,
      );
    }
    for (let k = 0; k < outcomes.length; k++) {
      const { options, operation } = this.draws[k % count] as Draw;
      const outcome = outcomes[k] as number;
      if (Number.isSafeInteger(outcome) && outcome >= 0 && (options === 0 || outcome < options)) continue;
      throw new KrausError(
        'sim/bad-outcome',
        `Collapse: outcome ${k % count} of sample ${Math.floor(k / count)} is ${outcome}, operation ${operation} has the outcomes 0 … ${options - 1}.`,
      );
    }
    return { stream: undefined, outcomes };
  }
}
