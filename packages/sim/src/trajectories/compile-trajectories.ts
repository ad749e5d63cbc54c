import { type CircuitProgram, KrausError } from '@kraus/core';
import {
  type CircuitBatch,
  type CircuitExecutable,
  type CircuitGradients,
  type CircuitValues,
  checkBatch,
  checkCotangents,
  type EngineOptions,
  type GradientOptions,
  type RealArray,
} from '../executable/index.js';
import type { GradientTask, Means, Task, TrajectoryKernels } from './kernels.js';
import { makeKernels, refuseNoiseGradient } from './make-kernels.js';
import { compilePlan, type TrajectoryPlan } from './plan/index.js';
import { allSamples, drawsOf, shotWaves } from './shot-waves.js';

/** When {@link TrajectoriesExecutable.estimate} stops. */
export interface ErrorGoal {
  /** A sample is done when the standard errors of all its values are at most this. */
  readonly targetError: number;
  /** Shots a sample at most, default 2^20. */
  readonly maximumShots?: number;
  readonly signal?: AbortSignal;
  /** Told after every stage: shots so far and samples not yet done. */
  readonly onProgress?: (progress: { readonly shots: number; readonly samples: number }) => void;
}

/** Estimates, with the shots that each sample took. */
export interface EstimatedValues extends CircuitValues {
  readonly errors: RealArray;
  readonly shots: Int32Array;
}

/** Trajectories: means over `draws.shots` shots with their standard errors. */
export interface TrajectoriesExecutable extends CircuitExecutable {
  /** Whether anything is drawn. If not, one pass is exact, `draws` are not needed and errors are 0. */
  readonly stochastic: boolean;
  /**
   * Draws shots until the standard errors meet the goal. They are looked at after 128, 256, 512 … shots, for every sample on
   * its own, so that the result does not depend on the batch. `draws.shots` is not used.
   * @throws KrausError as `run`, `sim/bad-goal`, `sim/aborted`, `sim/busy` while another estimate of this executable runs
   */
  estimate(batch: CircuitBatch, goal: ErrorGoal): Promise<EstimatedValues>;
}

/**
 * Compiles a circuit on qubits and qudits for trajectories of pure states: measurements, resets and channels are drawn from
 * probabilities of the present state. See docs/trajectories.md.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for an initial density matrix and for operations on more than
 *   64 states at once; `sim/no-outputs`; `sim/not-trace-preserving`; `sim/no-kernels`; `sim/bad-threads`
 */
export function compileTrajectoriesCircuit(
  program: CircuitProgram,
  options: EngineOptions = {},
): TrajectoriesExecutable {
  const plan = compilePlan(program, true);
  return new Trajectories(plan, makeKernels(plan, options));
}

const FIRST_STAGE = 128;
const MOST_SHOTS = 2 ** 20;
/** Lanes after which an estimate looks at its signal. */
const LANES_BETWEEN_LOOKS = 4096;

class Trajectories implements TrajectoriesExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly stochastic: boolean;
  readonly #plan: TrajectoryPlan;
  readonly #kernels: TrajectoryKernels;
  #estimating = false;
  #disposed = false;

  constructor(plan: TrajectoryPlan, kernels: TrajectoryKernels) {
    this.#plan = plan;
    this.#kernels = kernels;
    this.columns = plan.columns;
    this.stochastic = plan.draws.length > 0;
    this.engine = `trajectories, ${kernels.name}`;
  }

  run(batch: CircuitBatch): CircuitValues {
    const { stream, shots } = this.#check(batch);
    const task: Task = { mode: 'mean', stream, outcomes: undefined, gradient: undefined };
    this.#kernels.begin(batch, task);
    this.#pass(batch, shots, task);
    const means = this.#kernels.means();
    return { columns: this.columns, values: means.values, errors: this.#errors(means, () => shots) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    const plan = this.#plan;
    const { stream, shots } = this.#check(batch);
    checkCotangents(plan, batch.batch, cotangents);
    refuseNoiseGradient(plan, options);
    const gradient: GradientTask = {
      cotangents,
      chances: undefined,
      inputs: options.inputs === true,
      initial: options.initial === true && plan.initial === 'amplitudes',
      shots,
    };
    const task: Task = { mode: 'mean', stream, outcomes: undefined, gradient };
    if (shots > 1) {
      const first: Task = { ...task, gradient: undefined };
      this.#kernels.begin(batch, first);
      this.#pass(batch, shots, first);
    }
    this.#kernels.begin(batch, task);
    this.#pass(batch, shots, task);
    const means = this.#kernels.means();
    return {
      columns: this.columns,
      values: means.values,
      errors: this.#errors(means, () => shots),
      ...this.#kernels.gradients(),
    };
  }

  async estimate(batch: CircuitBatch, goal: ErrorGoal): Promise<EstimatedValues> {
    const { targetError, maximumShots = MOST_SHOTS, signal, onProgress } = goal;
    if (!(targetError > 0)) {
      throw new KrausError('sim/bad-goal', `Trajectories: the target error ${targetError} is not a number above 0.`);
    }
    if (!Number.isSafeInteger(maximumShots) || maximumShots < 2) {
      throw new KrausError('sim/bad-goal', `Trajectories: at most ${maximumShots} shots, expected a whole number ≥ 2.`);
    }
    const { stream } = this.#check({ ...batch, ...(batch.draws ? { draws: { ...batch.draws, shots: 1 } } : {}) });
    const taken = new Int32Array(batch.batch).fill(1);
    const task: Task = { mode: 'mean', stream, outcomes: undefined, gradient: undefined };
    this.#estimating = true;
    try {
      this.#kernels.begin(batch, task);
      let [done, left] = [0, allSamples(batch.batch)];
      const lanes = Math.min(LANES_BETWEEN_LOOKS, this.#kernels.lanesPerWave(task));
      for (let stage = FIRST_STAGE; left.length > 0; stage *= 2) {
        const shots = this.stochastic ? Math.min(stage, maximumShots) : 1;
        for (const wave of shotWaves(left, { first: done, count: shots - done }, lanes)) {
          if (signal?.aborted) throw new KrausError('sim/aborted', 'Trajectories: the estimate was aborted.');
          this.#kernels.run(wave);
          await new Promise((resolve) => setTimeout(resolve, 0));
        }
        done = shots;
        for (const sample of left) taken[sample] = done;
        const errors = this.#errors(this.#kernels.means(), () => done);
        const own = (sample: number) => errors.subarray(sample * this.columns, (sample + 1) * this.columns);
        left =
          done >= maximumShots ? [] : left.filter((sample) => own(sample).some((error) => !(error <= targetError)));
        onProgress?.({ shots: done, samples: left.length });
      }
      const means = this.#kernels.means();
      const errors = this.#errors(means, (sample) => taken[sample] as number);
      return { columns: this.columns, values: means.values, errors, shots: taken };
    } finally {
      this.#estimating = false;
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#kernels.dispose();
  }

  #check(batch: CircuitBatch): { stream: Task['stream']; shots: number } {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    if (this.#estimating) {
      throw new KrausError('sim/busy', 'Trajectories: an estimate of this circuit is under way; wait for it.');
    }
    checkBatch(this.#plan, batch);
    if (!this.stochastic) return { stream: undefined, shots: 1 };
    const draws = drawsOf(batch);
    if (draws.shots > 1 && this.#plan.outputs.some(({ kind }) => kind === 'state')) {
      throw new KrausError(
        'sim/unsupported',
        `Trajectories: the mean of ${draws.shots} states is not a state; take one shot, or the output 'density'.`,
      );
    }
    return draws;
  }

  #pass(batch: CircuitBatch, shots: number, task: Task): void {
    const lanes = this.#kernels.lanesPerWave(task);
    for (const wave of shotWaves(allSamples(batch.batch), { first: 0, count: shots }, lanes)) this.#kernels.run(wave);
  }

  /** √(Σ (x − mean)² / (n (n − 1))); one shot of something random says nothing of its error: ∞. */
  #errors({ values, squares }: Means, shots: (sample: number) => number): RealArray {
    const errors = values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length);
    if (!this.stochastic) return errors;
    for (let k = 0; k < errors.length; k++) {
      const n = shots(Math.floor(k / this.columns));
      errors[k] = n > 1 ? Math.sqrt((squares[k] as number) / (n * (n - 1))) : Number.POSITIVE_INFINITY;
    }
    return errors;
  }
}
