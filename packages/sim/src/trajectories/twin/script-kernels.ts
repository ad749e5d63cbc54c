import { type Angle, KrausError, stream } from '@kraus/core';
import type { CircuitBatch } from '../../executable/index.js';
import type { Gradients, GradientTask, Means, Task, TrajectoryKernels, Wave, WaveRows } from '../kernels.js';
import { krausSteps, type NoiseTable, noiseTable } from '../noise-tables.js';
import type { Step, TrajectoryPlan } from '../plan/index.js';
import { backwardStep } from './backward.js';
import { type Chooser, forwardStep, startLane } from './forward.js';
import type { Lane } from './lane.js';
import { readOutputs, seedOutputs } from './outputs.js';

/** What lanes write and add to. */
interface Sums {
  readonly means: { readonly values: Float64Array; readonly squares: Float64Array };
  readonly gradients: {
    readonly parameters: Float64Array;
    readonly inputs: Float64Array;
    readonly initial: Float64Array;
  };
  /** Of the present wave. */
  rows: { readonly values: Float64Array; readonly chances: Float64Array; readonly outcomes: Int32Array };
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
    const { gradient, mode } = task;
    const kept = mode === 'mean' && gradient !== undefined && gradient.shots > 1 ? this.#sums : undefined;
    const zeros = (wanted: boolean, length: number) => new Float64Array(wanted ? length : 0);
    const columns = batch.batch * plan.columns;
    this.#batch = batch;
    this.#task = task;
    this.#tables = new Map(krausSteps(plan).map((step) => [step.draw, noiseTable(step, plan, batch)]));
    this.#sums = {
      means: kept?.means ?? { values: zeros(mode === 'mean', columns), squares: zeros(mode === 'mean', columns) },
      gradients: {
        parameters: zeros(gradient !== undefined, plan.parameters),
        inputs: zeros(gradient?.inputs === true, batch.batch * plan.inputs),
        initial: zeros(gradient?.initial === true, batch.batch * 2 * plan.dimension),
      },
      rows: this.#emptyRows(0),
    };
  }

  run(wave: Wave): void {
    const { task, sums } = this.#begun();
    sums.rows = this.#emptyRows(task.mode === 'mean' ? 0 : wave.samples.length * wave.shots);
    let lane = 0;
    for (let i = 0; i < wave.samples.length; i++) {
      for (let shot = 0; shot < wave.shots; shot++) {
        this.#lane(task, sums, lane++, wave.samples[i] as number, wave.firstShot + shot);
      }
    }
  }

  rows(): WaveRows {
    return this.#begun().sums.rows;
  }

  means(): Means {
    const { values, squares } = this.#begun().sums.means;
    return { values: values.slice(), squares: squares.slice() };
  }

  gradients(): Gradients {
    const { task, sums } = this.#begun();
    const { parameters, inputs, initial } = sums.gradients;
    return {
      parameters: parameters.slice(),
      ...(task.gradient?.inputs === true ? { inputs: inputs.slice() } : {}),
      ...(task.gradient?.initial === true ? { initial: initial.slice() } : {}),
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

  #emptyRows(lanes: number): Sums['rows'] {
    const rows = lanes * (this.#task?.mode === 'enumerated' ? this.#branches : 1);
    return {
      values: new Float64Array(rows * this.#plan.columns),
      chances: new Float64Array(rows),
      outcomes: new Int32Array(lanes * this.#plan.draws.length),
    };
  }

  #lane(task: Task, sums: Sums, index: number, sample: number, shot: number): void {
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
      this.#walk(lane, start, chooser, task, sums, { row: index, number: shot });
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
      this.#walk(lane, start, chooser, task, sums, {
        row: task.mode === 'exact' ? index : index * this.#branches + number,
        number,
      });
    }
  }

  /** One branch, or one trajectory, forward and back. */
  #walk(lane: Lane, start: Float64Array, chooser: Chooser, task: Task, sums: Sums, at: Place): void {
    const { steps } = this.#plan;
    const { gradient } = task;
    const kept = new Map<Step, Float64Array>();
    for (const step of steps) {
      if (gradient !== undefined && losesInformation(step)) kept.set(step, lane.psi.slice());
      forwardStep(lane, step, chooser);
    }
    const values = readOutputs(lane);
    this.#take(lane, values, task, sums, at);
    if (gradient === undefined) return;
    const { lambda, radial } = this.#seed(lane, values, task, gradient, sums, at);
    const inputs = lane.sample * this.#plan.inputs;
    const add = (angle: Angle, derivative: number) => {
      for (const { source, index, scale } of angle.terms) {
        if (source === 'parameter') sums.gradients.parameters[index]! += scale * derivative;
        else if (gradient.inputs) sums.gradients.inputs[inputs + index]! += scale * derivative;
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
      sums.gradients.initial[first + k]! += (lambda[k] as number) - radial * (start[k] as number);
    }
  }

  #take(lane: Lane, values: Float64Array, task: Task, sums: Sums, { row, number }: Place): void {
    const { columns, draws } = this.#plan;
    const { sample } = lane;
    if (task.mode === 'mean') {
      if (task.gradient !== undefined && task.gradient.shots > 1) return;
      const { means } = sums;
      for (let c = 0; c < columns; c++) {
        const at = sample * columns + c;
        const change = (values[c] as number) - (means.values[at] as number);
        means.values[at]! += change / (number + 1);
        means.squares[at]! += change * ((values[c] as number) - (means.values[at] as number));
      }
      return;
    }
    const { rows } = sums;
    const chance = lane.chance[draws.length] as number;
    if (task.mode === 'exact') {
      for (let c = 0; c < columns; c++) rows.values[row * columns + c]! += chance * (values[c] as number);
      return;
    }
    if (task.mode === 'sampled' || chance > 0) rows.values.set(values, row * columns);
    rows.chances[row] = task.mode === 'enumerated' ? chance : Math.log(chance);
    if (task.mode !== 'sampled') return;
    draws.forEach((_, draw) => {
      rows.outcomes[row * draws.length + draw] = Math.max(0, lane.choice[draw] as number);
    });
  }

  /** λ at the end of a branch and the coefficient of −ψ₀; the equations are at seed() in kernels-trajectories/trajectories.c. */
  #seed(
    lane: Lane,
    values: Float64Array,
    task: Task,
    gradient: GradientTask,
    sums: Sums,
    { number }: Place,
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
        mean += (gradient.cotangents[row * columns + c] as number) * (sums.means.values[row * columns + c] as number);
      score -= (mean - all) / (gradient.shots - 1);
    }
    const lambda = seedOutputs(lane, seeds);
    if (!(norm > 0)) return { lambda, radial: 0 };
    const gamma = draws.length === 0 ? 0 : (2 * score - 2 * shares.quadratic - shares.state) / norm;
    for (let k = 0; k < lambda.length; k++) lambda[k]! += gamma * (lane.psi[k] as number);
    return { lambda, radial: gamma - (2 * shares.classical) / norm };
  }
}

/** A row of the wave, and the number of its branch or shot. */
interface Place {
  readonly row: number;
  readonly number: number;
}

function losesInformation(step: Step): boolean {
  return step.kind !== 'block' && step.kind !== 'permutation';
}
