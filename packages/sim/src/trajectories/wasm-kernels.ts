import { KrausError, streamNameBytes } from '@kraus/core';
import type { CircuitBatch, Precision, RealArray } from '../executable/index.js';
import { type KernelRuntime, kernelRuntime } from '../runtime/index.js';
import { type EncodedPlan, encodePlan } from './encode-plan.js';
import { moduleBase64 as float32Module } from './generated/float32.js';
import { moduleBase64 as float64Module } from './generated/float64.js';
import { KernelBuffers } from './kernel-buffers.js';
import type { Gradients, Means, Mode, Task, TrajectoryKernels, Wave, WaveRows } from './kernels.js';
import { krausSteps, noiseTable } from './noise-tables.js';
import type { TrajectoryPlan } from './plan/index.js';
import { PLAN_WORD, PLAN_WORDS, type PlanWord } from './plan-words.js';
import { keptStates, scratchSize } from './scratch-size.js';

const LANES: Readonly<Record<Precision, number>> = { float32: 8, float64: 4 };
const VECTOR: Readonly<Record<Precision, number>> = { float32: 4, float64: 2 };
const MODE: Readonly<Record<Mode, number>> = { mean: 0, exact: 1, enumerated: 2, sampled: 3 };
/** Bytes of lanes' values and gradients that one wave may take. */
const WAVE_BYTES = 2 ** 25;
/** Below this many amplitudes times operations times lanes a second thread costs more than it gives. */
const PARALLEL_WORK = 200_000;

/** The plan on the WebAssembly kernels. All memory is taken when a larger batch comes and kept until disposed. */
export class WasmKernels implements TrajectoryKernels {
  readonly name: string;
  readonly #plan: TrajectoryPlan;
  readonly #precision: Precision;
  readonly #runtime: KernelRuntime;
  readonly #encoded: EncodedPlan;
  readonly #buffers: KernelBuffers;
  readonly #branches: number;
  #words: Int32Array;
  #batch = 0;
  #task: Task | undefined;
  /** Lanes and rows of the last wave. */
  #last = { lanes: 0, rows: 0 };

  constructor(plan: TrajectoryPlan, precision: Precision, threads: number, branches: number) {
    this.#plan = plan;
    this.#precision = precision;
    this.#branches = branches;
    const module = precision === 'float32' ? float32Module : float64Module;
    this.#runtime = kernelRuntime(`trajectories, ${precision}`, module, threads);
    const count = this.#runtime.threads;
    this.name = `WebAssembly ${precision}, ${count} thread${count > 1 ? 's' : ''}`;
    this.#encoded = encodePlan(plan, VECTOR[precision], LANES[precision]);
    this.#buffers = new KernelBuffers(this.#runtime, precision);
    this.#words = this.#writePlan();
  }

  lanesPerWave(task: Task): number {
    const { columns, inputs, parameters, dimension, draws } = this.#plan;
    const rows = task.mode === 'enumerated' ? this.#branches : 1;
    let numbers = rows * (columns + 1) + draws.length;
    if (task.gradient !== undefined) {
      numbers += parameters / LANES[this.#precision];
      if (task.gradient.inputs) numbers += inputs;
      if (task.gradient.initial) numbers += 2 * dimension;
    }
    const bytes = numbers * (this.#precision === 'float32' ? 4 : 8);
    return Math.max(LANES[this.#precision], Math.floor(WAVE_BYTES / bytes));
  }

  begin(batch: CircuitBatch, task: Task): void {
    const plan = this.#plan;
    const buffers = this.#buffers;
    this.#batch = batch.batch;
    this.#task = task;
    const tree = task.mode === 'exact' || task.mode === 'enumerated';
    const { gradient, stream } = task;
    const set = (word: PlanWord, value: number) => {
      this.#words[PLAN_WORD[word]] = value;
    };
    set('theta', buffers.put('theta', batch.parameters ?? []));
    set('x', buffers.put('x', batch.inputs ?? []));
    set('initial', plan.initial === 'amplitudes' ? buffers.put('initial', batch.initial ?? []) : 0);
    set('target', buffers.put('target', batch.targets ?? []));
    this.#writeTables(batch);
    set('mode', MODE[task.mode]);
    set('given', task.outcomes === undefined ? 0 : buffers.putWords('given', task.outcomes));
    if (stream !== undefined) this.#nameStreams(stream);
    set('gradient', gradient === undefined ? 0 : 1);
    set('inputGradient', gradient?.inputs === true ? 1 : 0);
    set('initialGradient', gradient?.initial === true ? 1 : 0);
    const columns = batch.batch * plan.columns;
    if (task.mode === 'mean') {
      set('mean', buffers.reserve('mean', columns, 'double'));
      set('square', buffers.reserve('square', columns, 'double'));
      if (gradient === undefined || gradient.shots === 1) {
        buffers.doubles('mean', columns).fill(0);
        buffers.doubles('square', columns).fill(0);
      }
    }
    if (gradient !== undefined) {
      set('allShots', gradient.shots);
      set('cotangent', buffers.put('cotangent', gradient.cotangents));
      set('logCotangent', buffers.put('logCotangent', gradient.chances ?? []));
      const sums = [
        ['thetaGradient', plan.parameters],
        ['xGradient', gradient.inputs ? batch.batch * plan.inputs : 0],
        ['initialSum', gradient.initial ? batch.batch * 2 * plan.dimension : 0],
      ] as const;
      for (const [name, length] of sums) {
        set(name, buffers.reserve(name, length, 'double'));
        buffers.doubles(name, length).fill(0);
      }
    }
    const stride = keptStates(plan, this.#precision, LANES[this.#precision], tree, gradient !== undefined);
    set('stride', stride);
    const size = scratchSize(plan, this.#encoded.head, {
      lanes: LANES[this.#precision],
      tree,
      gradient: gradient !== undefined,
      stride,
      mostOptions: this.#words[PLAN_WORD.mostOptions] as number,
    });
    set('scratchSize', size);
    set('scratch', buffers.reserve('scratch', size * this.#runtime.threads, 'real'));
    const { ops } = this.#encoded.head;
    if (ops > 0) this.#runtime.run('trajectories_prepare', ops, [buffers.address('plan')], [], false);
  }

  run(wave: Wave): void {
    const { gradient, mode } = this.#begun();
    const plan = this.#plan;
    const buffers = this.#buffers;
    const samples = wave.samples.length;
    const lanes = samples * wave.shots;
    const tiles = Math.ceil(lanes / LANES[this.#precision]);
    const rows = lanes * (mode === 'enumerated' ? this.#branches : 1);
    const set = (word: PlanWord, value: number) => {
      this.#words[PLAN_WORD[word]] = value;
    };
    set('sample', buffers.putWords('sample', wave.samples));
    set('firstShot', wave.firstShot);
    set('shots', wave.shots);
    set('lanes', lanes);
    set('tiles', tiles);
    set('value', buffers.reserve('value', rows * plan.columns, 'real'));
    set('probability', buffers.reserve('probability', rows, 'real'));
    set('outcome', buffers.reserve('outcome', rows * plan.draws.length, 'word'));
    if (gradient !== undefined) {
      set('thetaPartial', buffers.reserve('thetaPartial', tiles * plan.parameters, 'real'));
      set('xLane', buffers.reserve('xLane', gradient.inputs ? lanes * plan.inputs : 0, 'real'));
      set('initialLane', buffers.reserve('initialLane', gradient.initial ? lanes * 2 * plan.dimension : 0, 'real'));
    }
    const at = [buffers.address('plan')];
    const parallel = tiles > 1 && lanes * plan.dimension * (plan.steps.length + 1) >= PARALLEL_WORK;
    this.#runtime.run('trajectories_run', tiles, at, [], parallel);
    this.#last = { lanes, rows };
    if (mode === 'mean' && (gradient === undefined || gradient.shots === 1))
      this.#runtime.run('trajectories_mean', samples, at, [], parallel);
    if (gradient === undefined) return;
    if (gradient.inputs || gradient.initial) this.#runtime.run('trajectories_gradient', samples, at, [], parallel);
    this.#runtime.run('trajectories_parameters', 1, at);
  }

  rows(): WaveRows {
    const { columns, draws } = this.#plan;
    const { lanes, rows } = this.#last;
    return {
      values: this.#buffers.reals('value', rows * columns),
      chances: this.#buffers.reals('probability', rows),
      outcomes: this.#buffers.words('outcome', lanes * draws.length),
    };
  }

  means(): Means {
    const columns = this.#batch * this.#plan.columns;
    return {
      values: this.#real(this.#buffers.doubles('mean', columns)),
      squares: Float64Array.from(this.#buffers.doubles('square', columns)),
    };
  }

  gradients(): Gradients {
    const { gradient } = this.#begun();
    const { parameters, inputs, dimension } = this.#plan;
    const sums = (name: string, length: number) => this.#real(this.#buffers.doubles(name, length));
    return {
      parameters: sums('thetaGradient', parameters),
      ...(gradient?.inputs ? { inputs: sums('xGradient', this.#batch * inputs) } : {}),
      ...(gradient?.initial ? { initial: sums('initialSum', this.#batch * 2 * dimension) } : {}),
    };
  }

  dispose(): void {
    this.#buffers.release();
  }

  #begun(): Task {
    if (this.#task === undefined) throw new KrausError('sim/no-batch', 'Trajectories: run() before begin().');
    return this.#task;
  }

  #real(values: Float64Array): RealArray {
    return this.#precision === 'float32' ? Float32Array.from(values) : Float64Array.from(values);
  }

  #writePlan(): Int32Array {
    const { words, numbers, head } = this.#encoded;
    const plan = this.#plan;
    const buffers = this.#buffers;
    let weight = 1;
    const weights = plan.draws.map(({ options }) => {
      const own = weight;
      weight *= options;
      return own;
    });
    buffers.putWords('words', [...words, ...weights]);
    buffers.put('numbers', numbers);
    buffers.reserve('plan', PLAN_WORDS, 'word');
    buffers.reserve('shared', head.sharedSize + head.temporarySize, 'real');
    const view = buffers.words('plan', PLAN_WORDS);
    view.fill(0);
    const values: Partial<Record<PlanWord, number>> = {
      ...head,
      word: buffers.address('words'),
      number: buffers.address('numbers'),
      dimension: plan.dimension,
      parameters: plan.parameters,
      inputs: plan.inputs,
      columns: plan.columns,
      draws: plan.draws.length,
      choices: plan.choices,
      branches: this.#branches,
      weights: words.length,
      stochastic: plan.draws.length > 0 ? 1 : 0,
      shared: buffers.address('shared'),
      allShots: 1,
    };
    for (const [name, value] of Object.entries(values)) view[PLAN_WORD[name as PlanWord]] = value;
    return view;
  }

  #writeTables(batch: CircuitBatch): void {
    const tables = krausSteps(this.#plan).map((step) => ({
      size: step.system.size,
      ...noiseTable(step, this.#plan, batch),
    }));
    let length = 0;
    const heads = tables.map(({ size, options, shared, samples }) => {
      const own = { at: length, options, stride: shared ? 0 : options * 4 * size * size };
      length += samples.length * options * 4 * size * size;
      return own;
    });
    const address = this.#buffers.reserve('operators', length, 'real');
    const operators = this.#buffers.reals('operators', length).fill(0);
    tables.forEach(({ size, options, samples }, k) => {
      const square = 2 * size * size;
      samples.forEach((of, sample) => {
        of.forEach(({ matrix, effect }, option) => {
          const at = (heads[k]?.at ?? 0) + (sample * options + option) * 2 * square;
          operators.set(matrix, at);
          operators.set(effect, at + square);
        });
      });
    });
    const bytes = this.#precision === 'float32' ? 4 : 8;
    const words = heads.flatMap(({ at, options, stride }) => [address + at * bytes, options, stride]);
    this.#words[PLAN_WORD.table] = this.#buffers.putWords('tables', words);
    const levels = this.#plan.steps.map(({ kind, system }) =>
      kind === 'measure' || kind === 'reset' ? system.size : 1,
    );
    this.#words[PLAN_WORD.mostOptions] = Math.max(1, ...levels, ...heads.map(({ options }) => options));
  }

  #nameStreams({ seed, step, sample }: NonNullable<Task['stream']>): void {
    const bytes = streamNameBytes(seed, ['trajectory', step, 0, 0]);
    const used = streamNameLength;
    this.#words[PLAN_WORD.name] = this.#buffers.reserve('name', bytes.length, 'byte');
    this.#buffers.bytes('name', bytes.length).set(bytes);
    this.#words[PLAN_WORD.nameSize] = bytes.length;
    this.#words[PLAN_WORD.nameSample] = used - 17;
    this.#words[PLAN_WORD.nameShot] = used - 8;
    this.#buffers.doubles('plan', 1)[0] = sample;
  }
}

/** Bytes of such a name before padding: 9 a number, 9 and its length a text. */
const streamNameLength = 9 + (9 + 'trajectory'.length) + 3 * 9;
