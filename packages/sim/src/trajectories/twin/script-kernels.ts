import { type Angle, KrausError, stream } from '@kraus/core';
import type { CircuitBatch } from '../../executable/index.js';
import type { GradientTask, Results, Task, TrajectoryKernels, Wave } from '../kernels.js';
import { krausSteps, type NoiseTable, noiseTable } from '../noise-tables.js';
import type { Step, TrajectoryPlan } from '../plan/index.js';
import { backwardStep } from './backward.js';
import { type Chooser, forwardStep, startLane } from './forward.js';
import type { Lane } from './lane.js';
import { readOutputs, seedOutputs } from './outputs.js';

/** What passes add to. */
interface Sums {
  readonly values: Float64Array;
  readonly squares: Float64Array;
  readonly chances: Float64Array;
  readonly outcomes: Int32Array;
  readonly parameters: Float64Array;
  readonly inputs: Float64Array;
  readonly initial: Float64Array;
}

/** The plan in plain TypeScript, in float64, lane by lane: the same algorithm as the kernels', slower, runs everywhere. */
export class ScriptKernels implements TrajectoryKernels {
  readonly name = 'TypeScript float64';
  readonly #plan: TrajectoryPlan;
  readonly #branches: number;
  #batch: CircuitBatch = { batch: 0 };
  #task: Task | undefined;
  #tables = new Map<number, NoiseTable>();
  #sums: Sums | undefined;

  constructor(plan: TrajectoryPlan, branches: number) {
    this.#plan = plan;
    this.#branches = branches;
  }

  lanesPerWave(): number {
    return 65536;
  }

  begin(batch: CircuitBatch, task: Task): void {
    const plan = this.#plan;
    const before = this.#sums;
    const { gradient, mode } = task;
    this.#batch = batch;
    this.#task = task;
    this.#tables = new Map(krausSteps(plan).map((step) => [step.draw, noiseTable(step, plan, batch)]));
    const rows = batch.batch * (mode === 'enumerated' ? this.#branches : 1);
    const kept = mode === 'mean' && gradient !== undefined && gradient.shots > 1 ? before : undefined;
    const zeros = (wanted: boolean, length: number) => new Float64Array(wanted ? length : 0);
    this.#sums = {
      values: kept?.values ?? new Float64Array(rows * plan.columns),
      squares: kept?.squares ?? new Float64Array(rows * plan.columns),
      chances: new Float64Array(rows),
      outcomes: new Int32Array(mode === 'sampled' ? rows * plan.draws.length : 0),
      parameters: zeros(gradient !== undefined, plan.parameters),
      inputs: zeros(gradient?.inputs === true, batch.batch * plan.inputs),
      initial: zeros(gradient?.initial === true, batch.batch * 2 * plan.dimension),
    };
  }

  run(wave: Wave): void {
    const { task, sums } = this.#begun();
    for (let i = 0; i < wave.samples.length; i++) {
      for (let shot = 0; shot < wave.shots; shot++) {
        this.#lane(task, sums, wave.samples[i] as number, wave.firstShot + shot);
      }
    }
  }

  results(): Results {
    const { task, sums } = this.#begun();
    const { values, squares, chances, outcomes, parameters, inputs, initial } = sums;
    return {
      values: values.slice(),
      ...(task.mode === 'mean' ? { squares: squares.slice() } : {}),
      ...(task.mode === 'enumerated' || task.mode === 'sampled' ? { chances, outcomes } : {}),
      ...(task.gradient === undefined ? {} : { parameters }),
      ...(task.gradient?.inputs === true ? { inputs } : {}),
      ...(task.gradient?.initial === true ? { initial } : {}),
    };
  }

  dispose(): void {
    this.#sums = undefined;
    this.#task = undefined;
  }

  #begun(): { task: Task; sums: Sums } {
    if (this.#task === undefined || this.#sums === undefined) {
      throw new KrausError('sim/no-batch', 'Trajectories: run() before begin().');
    }
    return { task: this.#task, sums: this.#sums };
  }

  #lane(task: Task, sums: Sums, sample: number, shot: number): void {
    const plan = this.#plan;
    const lane = startLane({ plan, batch: this.#batch, tables: this.#tables, sample });
    const start = lane.psi.slice();
    const { outcomes } = task;
    if (task.mode === 'mean' || task.mode === 'sampled') {
      const own = (draw: number) => outcomes?.[sample * plan.draws.length + draw] ?? 0;
      const uniforms = new Float64Array(plan.draws.length);
      if (task.stream !== undefined && outcomes === undefined) {
        const { seed, step, sample: first } = task.stream;
        stream(seed, 'trajectory', step, first + sample, shot).fillUniform(uniforms);
      }
      const chooser: Chooser = { mode: task.mode, uniforms, forced: outcomes === undefined ? undefined : own };
      this.#walk(lane, start, chooser, task, sums, shot);
      return;
    }
    const branch = new Int32Array(plan.draws.length);
    const forced = (draw: number) => branch[draw] as number;
    const chooser: Chooser = { mode: task.mode, uniforms: new Float64Array(0), forced };
    for (let number = 0; number < this.#branches; number++) {
      let rest = number;
      plan.draws.forEach(({ options }, draw) => {
        branch[draw] = rest % options;
        rest = Math.floor(rest / options);
      });
      lane.psi.set(start);
      this.#walk(lane, start, chooser, task, sums, number);
    }
  }

  /** One branch, or one trajectory, forward and back; `number` is the branch's or the shot's. */
  #walk(lane: Lane, start: Float64Array, chooser: Chooser, task: Task, sums: Sums, number: number): void {
    const { steps } = this.#plan;
    const { gradient } = task;
    const kept = new Map<Step, Float64Array>();
    for (const step of steps) {
      if (gradient !== undefined && losesInformation(step)) kept.set(step, lane.psi.slice());
      forwardStep(lane, step, chooser);
    }
    const values = readOutputs(lane);
    this.#take(lane, values, task, sums, number);
    if (gradient === undefined) return;
    const { lambda, radial } = this.#seed(lane, values, task, gradient, sums, number);
    const inputs = lane.sample * this.#plan.inputs;
    const add = (angle: Angle, derivative: number) => {
      for (const { source, index, scale } of angle.terms) {
        if (source === 'parameter') sums.parameters[index]! += scale * derivative;
        else if (gradient.inputs) sums.inputs[inputs + index]! += scale * derivative;
      }
    };
    for (const step of [...steps].reverse()) {
      backwardStep(lane, step, lambda, add);
      const before = kept.get(step);
      if (before !== undefined) lane.psi.set(before);
    }
    if (!gradient.initial) return;
    const first = lane.sample * start.length;
    for (let k = 0; k < start.length; k++) {
      sums.initial[first + k]! += (lambda[k] as number) - radial * (start[k] as number);
    }
  }

  #take(lane: Lane, values: Float64Array, task: Task, sums: Sums, number: number): void {
    const { columns, draws } = this.#plan;
    const chance = lane.chance[draws.length] as number;
    const { sample } = lane;
    if (task.mode === 'mean') {
      if (task.gradient !== undefined && task.gradient.shots > 1) return;
      for (let c = 0; c < columns; c++) {
        const at = sample * columns + c;
        const change = (values[c] as number) - (sums.values[at] as number);
        sums.values[at]! += change / (number + 1);
        sums.squares[at]! += change * ((values[c] as number) - (sums.values[at] as number));
      }
      return;
    }
    if (task.mode === 'exact') {
      for (let c = 0; c < columns; c++) sums.values[sample * columns + c]! += chance * (values[c] as number);
      return;
    }
    const row = task.mode === 'enumerated' ? sample * this.#branches + number : sample;
    if (chance > 0) sums.values.set(values, row * columns);
    sums.chances[row] = task.mode === 'enumerated' ? chance : Math.log(chance);
    if (task.mode === 'sampled') {
      draws.forEach((_, draw) => {
        sums.outcomes[row * draws.length + draw] = Math.max(0, lane.choice[draw] as number);
      });
    }
  }

  /** λ at the end of a branch and the coefficient γ; the equations are at seed() in kernels-trajectories/trajectories.c. */
  #seed(
    lane: Lane,
    values: Float64Array,
    task: Task,
    gradient: GradientTask,
    sums: Sums,
    number: number,
  ): { lambda: Float64Array; radial: number } {
    const { columns, draws, outputs } = this.#plan;
    const { sample, norm } = lane;
    const { mode } = task;
    const chance = mode === 'mean' ? 1 : (lane.chance[draws.length] as number);
    const row = mode === 'enumerated' ? sample * this.#branches + number : sample;
    const weight = chance > 0 ? (mode === 'exact' ? chance : mode === 'mean' ? 1 / gradient.shots : 1) : 0;
    const seeds = Float64Array.from(
      { length: columns },
      (_, c) => weight * (gradient.cotangents[row * columns + c] as number),
    );
    const shares = { state: 0, classical: 0, quadratic: 0 };
    for (const { kind, column, size } of outputs) {
      const share = kind === 'state' || kind === 'classical' ? kind : 'quadratic';
      for (let c = column; c < column + size; c++) shares[share] += (seeds[c] as number) * (values[c] as number);
    }
    const all = shares.state + shares.classical + shares.quadratic;
    const given = gradient.chances?.[row] ?? 0;
    let score = mode === 'sampled' ? given : mode === 'enumerated' ? given * chance : all;
    if (mode === 'mean' && gradient.shots > 1) {
      let mean = 0;
      for (let c = 0; c < columns; c++)
        mean += (gradient.cotangents[row * columns + c] as number) * (sums.values[row * columns + c] as number);
      score -= (mean - all) / (gradient.shots - 1);
    }
    const lambda = seedOutputs(lane, seeds);
    if (draws.length === 0 || !(norm > 0)) return { lambda, radial: 0 };
    const radial = (2 * score - 2 * shares.quadratic - shares.state) / norm;
    for (let k = 0; k < lambda.length; k++) lambda[k]! += radial * (lane.psi[k] as number);
    return { lambda, radial };
  }
}

function losesInformation(step: Step): boolean {
  return step.kind !== 'block' && step.kind !== 'permutation';
}
