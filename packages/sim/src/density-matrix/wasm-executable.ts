import { type CircuitProgram, KrausError } from '@kraus/core';
import {
  type CircuitBatch,
  type CircuitExecutable,
  type CircuitGradients,
  type CircuitValues,
  checkBatch,
  checkCotangents,
  type GradientOptions,
  type Precision,
} from '../executable/index.js';
import { Buffers, bytesPerReal } from '../plan-memory/index.js';
import type { KernelRuntime } from '../runtime/index.js';
import { checkHermitian } from './check-hermitian.js';
import { type Checkpoints, planCheckpoints } from './checkpoints.js';
import { compileDensityMatrix } from './compile-plan.js';
import { canRunAlone } from './exchanges.js';
import { densityMatrixKernels, VECTOR } from './kernel-module.js';
import { addNoiseGradients, type NoiseNumbers, noiseValues, numberNoise } from './noise.js';
import type { DensityMatrixPlan } from './plan.js';
import { DensityPlanMemory, roomOf } from './plan-memory.js';
import { chooseWidth } from './width.js';

/** Below this many coordinates times passes of a batch a second thread costs more than it gives. */
const PARALLEL_WORK = 200_000;
const BUFFERS = [
  'theta',
  'x',
  'initial',
  'noise',
  'sampleNoise',
  'cotangent',
  'value',
  'thetaPartial',
  'thetaGradient',
  'xGradient',
  'initialOut',
  'noisePartial',
  'noiseGradient',
  'sampleNoiseGradient',
  'scratch',
  'targets',
] as const;
type BufferName = (typeof BUFFERS)[number];

/** A circuit run by the WebAssembly kernels: all memory is taken at the first call of a batch size and kept until disposed. */
export class WasmDensityMatrix implements CircuitExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly #program: CircuitProgram;
  readonly #precision: Precision;
  readonly #runtime: KernelRuntime;
  readonly #lanes: DensityMatrixPlan;
  readonly #numbers: NoiseNumbers;
  readonly #canRunAlone: boolean;
  readonly #buffers: Buffers<BufferName>;
  #memory: DensityPlanMemory | undefined;
  #plan: DensityMatrixPlan;
  #width = 0;
  /** What the buffers and the plan's words are set up for. */
  #ready = '';
  #disposed = false;

  constructor(program: CircuitProgram, precision: Precision, threads: number) {
    this.#program = program;
    this.#lanes = compileDensityMatrix(program);
    this.#plan = this.#lanes;
    this.#numbers = numberNoise(this.#lanes.noises);
    this.#precision = precision;
    this.#runtime = densityMatrixKernels(precision, threads);
    this.#canRunAlone = canRunAlone(this.#lanes);
    this.#buffers = new Buffers(this.#runtime.heap, precision);
    this.columns = this.#lanes.columns;
    this.engine = `density matrix, WebAssembly ${precision}, ${this.#runtime.threads} thread${this.#runtime.threads > 1 ? 's' : ''}`;
  }

  run(batch: CircuitBatch): CircuitValues {
    this.#check(batch);
    this.#begin(batch, false, {});
    this.#execute(batch.batch);
    return { columns: this.columns, values: this.#buffers.read('value', batch.batch * this.columns) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    this.#check(batch);
    checkCotangents(this.#lanes, batch.batch, cotangents);
    const { parameters: count, inputs, initial: start, noises } = this.#lanes;
    const initial = options.initial === true && start !== 'zero';
    this.#begin(batch, true, { inputs: options.inputs === true, initial });
    const buffers = this.#buffers;
    buffers.fill('cotangent', cotangents);
    this.#execute(batch.batch);
    this.#runtime.run('density_reduce', 1, [(this.#memory as DensityPlanMemory).address]);
    const parameters = buffers.read('thetaGradient', count);
    const gradientInputs = options.inputs === true ? buffers.read('xGradient', batch.batch * inputs) : undefined;
    if (noises.length > 0) {
      const numbers = this.#numbers;
      const gradient = {
        shared: buffers.read('noiseGradient', numbers.shared),
        perSample: buffers.read('sampleNoiseGradient', numbers.perSample * batch.batch),
      };
      addNoiseGradients(noises, numbers, batch, inputs, gradient, parameters, gradientInputs);
    }
    return {
      columns: this.columns,
      values: buffers.read('value', batch.batch * this.columns),
      parameters,
      ...(gradientInputs === undefined ? {} : { inputs: gradientInputs }),
      ...(initial ? { initial: buffers.read('initialOut', batch.initial?.length ?? 0) } : {}),
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#memory?.release();
    this.#memory = undefined;
    this.#buffers.release();
  }

  #check(batch: CircuitBatch): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    checkBatch(this.#lanes, batch);
    if (this.#lanes.initial === 'density') checkHermitian(batch, this.#lanes.dimension);
  }

  #execute(batch: number): void {
    const tiles = Math.ceil(batch / this.#width);
    const { address } = this.#memory as DensityPlanMemory;
    const parallel = tiles > 1 && this.#plan.passes.length * 2 ** this.#plan.bits * batch >= PARALLEL_WORK;
    this.#runtime.run('density_prepare', 1, [address], [], false);
    this.#runtime.run('density_run', tiles, [address], [], parallel);
  }

  /** Sets up for this batch, unless it is like the last one, and copies everything in but the cotangents. */
  #begin(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    const noise = noiseValues(this.#lanes.noises, this.#numbers, batch, this.#lanes.inputs);
    const key = `${batch.batch} ${gradient} ${wanted.inputs === true} ${wanted.initial === true}`;
    if (key !== this.#ready) {
      this.#ready = '';
      this.#setUp(batch, gradient, wanted);
      this.#ready = key;
    }
    const buffers = this.#buffers;
    buffers.fill('theta', batch.parameters);
    buffers.fill('x', batch.inputs);
    buffers.fill('initial', batch.initial);
    buffers.fill('targets', batch.targets);
    buffers.fill('noise', noise.shared);
    buffers.fill('sampleNoise', noise.perSample);
  }

  #setUp(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    const width = chooseWidth(this.#lanes.bits, this.#canRunAlone, batch.batch, this.#precision);
    if (width !== this.#width) {
      this.#memory?.release();
      this.#memory = undefined;
      this.#width = 0;
      this.#plan = width === 1 ? compileDensityMatrix(this.#program, 'alone') : this.#lanes;
      this.#memory = new DensityPlanMemory(this.#runtime.heap, this.#precision, this.#plan, this.#numbers, width);
      this.#runtime.run('density_constants', 1, [this.#memory.address], [], false);
      this.#width = width;
    }
    const [plan, memory, buffers, numbers] = [
      this.#plan,
      this.#memory as DensityPlanMemory,
      this.#buffers,
      this.#numbers,
    ];
    const { batch: count } = batch;
    const tiles = Math.ceil(count / width);
    const state = 2 ** plan.bits * width * plan.blocks;
    const checkpoints = gradient
      ? planCheckpoints(plan.passes.length, state * bytesPerReal(this.#precision))
      : { slots: 0, depth: 0 };
    const scratchSize = this.#scratchSize(state, checkpoints, memory);
    const initial = batch.initial?.length ?? 0;
    const sizes: Record<BufferName, number> = {
      theta: plan.parameters,
      x: count * plan.inputs,
      initial,
      noise: numbers.shared,
      sampleNoise: numbers.perSample * count,
      cotangent: gradient ? count * this.columns : 0,
      value: count * this.columns,
      thetaPartial: gradient ? tiles * plan.parameters : 0,
      thetaGradient: gradient ? plan.parameters : 0,
      xGradient: wanted.inputs === true ? count * plan.inputs : 0,
      initialOut: wanted.initial === true ? initial : 0,
      noisePartial: gradient ? tiles * numbers.shared : 0,
      noiseGradient: gradient ? numbers.shared : 0,
      sampleNoiseGradient: gradient ? numbers.perSample * count : 0,
      // One tile is run by the calling thread.
      scratch: scratchSize * (tiles > 1 ? this.#runtime.threads : 1),
      targets: batch.targets?.length ?? 0,
    };
    for (const name of BUFFERS) {
      buffers.reserve(name, sizes[name]);
      if (name !== 'targets') memory.set(name, buffers.address(name));
    }
    // Coordinates and blocks that stand for nothing (a field has 2^bits values) are 0 and stay so; one block of qubits has none.
    if (plan.blocks > 1 || 2 ** plan.bits !== plan.dimension ** 2) buffers.clear('scratch');
    memory.set('batch', count);
    memory.set('tiles', tiles);
    memory.set('gradient', gradient ? 1 : 0);
    memory.set('inputGradient', wanted.inputs === true ? 1 : 0);
    memory.set('initialGradient', wanted.initial === true ? 1 : 0);
    memory.set('scratchSize', scratchSize);
    memory.set('slots', checkpoints.slots);
    memory.set('depth', checkpoints.depth);
    plan.outputs.forEach((output, index) => {
      if (output.kind === 'fidelity' && output.target === 'per-sample') {
        memory.pointAtTargets(index, buffers.address('targets'));
      }
    });
  }

  /** Numbers of one thread's scratch, in the order of scratch_of in density-matrix.c. */
  #scratchSize(state: number, { slots, depth }: Checkpoints, { tables }: DensityPlanMemory): number {
    const { angles, runs, longestRun } = tables.counts;
    const states = depth > 0 ? depth * (slots + 1) * state + state : state;
    const vectors = angles * 2 + runs * 12 + 25 + (longestRun + 1) * 12 + this.#plan.inputs + this.#numbers.perSample;
    return Math.ceil((states + roomOf(this.#plan) + vectors * VECTOR[this.#precision]) / 16) * 16;
  }
}
