import { KrausError } from '@kraus/core';
import type { CircuitBatch, CircuitGradients, CircuitValues, GradientOptions, Precision } from '../executable/index.js';
import { checkAllButAmplitudes, checkAmplitudes, checkCotangents } from '../executable/index.js';
import type { StateVectorPlan } from '../plan/index.js';
import { Buffers, type EncodedPlan, encodePlan, PlanMemory, RUN_SIZE } from '../plan-memory/index.js';
import type { KernelRuntime } from '../runtime/index.js';
import { LANES, stateVectorKernels } from './kernel-module.js';
import { runsOnColumns } from './runs-on-columns.js';

/** Below this many one-qubit runs times amplitudes of a batch a second thread costs more than it gives. */
const PARALLEL_WORK = 200_000;

type BufferName =
  | 'theta'
  | 'x'
  | 'initial'
  | 'cotangent'
  | 'value'
  | 'partial'
  | 'partialSum'
  | 'thetaGradient'
  | 'xGradient'
  | 'initialGradientOut'
  | 'lambdas'
  | 'scratch'
  | 'targets';

/** A plan run by the WebAssembly kernels: all memory is taken at the first call of a batch size and kept until disposed. */
export class WasmExecutable {
  readonly columns: number;
  readonly #plan: StateVectorPlan;
  readonly #precision: Precision;
  readonly #runtime: KernelRuntime;
  readonly #encoded: EncodedPlan;
  readonly #memory: PlanMemory;
  readonly #buffers: Buffers<BufferName>;
  readonly #work: number;
  /** Tiles of basis states, while the circuit runs on them instead of the batch; else 0. */
  #columnTiles = 0;
  /** Where the kernels say whether numbers are finite. */
  readonly #answer: Int32Array;
  /** What the buffers and the plan's words are set up for. */
  #ready = '';

  constructor(plan: StateVectorPlan, precision: Precision, threads: number) {
    this.#plan = plan;
    this.#precision = precision;
    this.#runtime = stateVectorKernels(precision, threads);
    this.columns = plan.columns;
    const runs = plan.blocks.reduce((count, block) => count + block.runs.length, 0);
    this.#work = (runs + plan.blocks.length) * 2 ** plan.qubits;
    this.#encoded = encodePlan({ ...plan, chunkQubits: plan.qubits, diagonals: true });
    const head = { ...plan, blocks: plan.blocks.length, outputs: plan.outputs.length };
    this.#memory = new PlanMemory(this.#runtime.heap, precision, head, this.#encoded);
    this.#buffers = new Buffers(this.#runtime.heap, precision);
    this.#answer = this.#memory.words(this.#memory.take(4), 1);
  }

  run(batch: CircuitBatch): CircuitValues {
    checkAllButAmplitudes(this.#plan, batch);
    this.#begin(batch, false, {});
    this.#execute(batch.batch, false);
    return { columns: this.columns, values: this.#buffers.read('value', batch.batch * this.columns) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    const plan = this.#plan;
    checkAllButAmplitudes(plan, batch);
    checkCotangents(plan, batch.batch, cotangents);
    const initial = options.initial === true && plan.initial === 'amplitudes';
    this.#begin(batch, true, { inputs: options.inputs === true, initial });
    const buffers = this.#buffers;
    buffers.fill('cotangent', cotangents);
    this.#execute(batch.batch, true);
    this.#runtime.run('statevector_reduce', 1, [this.#memory.address]);
    return {
      columns: this.columns,
      ...buffers.readAll({
        values: ['value' as const, batch.batch * this.columns],
        parameters: ['thetaGradient', plan.parameters],
        ...(options.inputs === true ? { inputs: ['xGradient', batch.batch * plan.inputs] } : {}),
        ...(initial ? { initial: ['initialGradientOut', batch.batch * 2 * 2 ** plan.qubits] } : {}),
      }),
    };
  }

  dispose(): void {
    this.#memory.release();
    this.#buffers.release();
  }

  #execute(batch: number, gradient: boolean): void {
    const tiles = Math.ceil(batch / LANES[this.#precision]);
    const parallel = tiles > 1 && this.#work * batch >= PARALLEL_WORK;
    const { blocks } = this.#plan;
    if (blocks.length > 0)
      this.#runtime.run('statevector_prepare', blocks.length + 1, [this.#memory.address], [], false);
    const run = (kernel: string, chunks: number) => {
      this.#runtime.run(kernel, chunks, [this.#memory.address], [], parallel);
    };
    if (this.#columnTiles === 0) {
      run('statevector_run', tiles);
      return;
    }
    run('statevector_columns', this.#columnTiles);
    run('statevector_through', tiles);
    if (gradient) run('statevector_pull', this.#columnTiles);
  }

  /** Sets up for this batch, unless it is like the last one, and copies everything in but the cotangents. */
  #begin(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
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
    if (this.#finite('initial', batch.initial) && this.#finite('targets', batch.targets)) return;
    checkAmplitudes(batch);
    throw new KrausError(
      'sim/not-finite',
      `Circuit: an amplitude is too large for ${this.#precision}; normalise the states.`,
    );
  }

  /** Whether what was just copied in is finite, by a kernel. */
  #finite(name: 'initial' | 'targets', numbers: ArrayLike<number> | undefined): boolean {
    if (numbers === undefined || numbers.length === 0) return true;
    this.#runtime.run('statevector_finite', 1, [this.#buffers.address(name), numbers.length, this.#answer.byteOffset]);
    return this.#answer[0] === 0;
  }

  /** Sizes the buffers and writes what the plan says about this batch. */
  #setUp(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    const plan = this.#plan;
    const [memory, buffers] = [this.#memory, this.#buffers];
    const { batch: count } = batch;
    const tiles = Math.ceil(count / LANES[this.#precision]);
    const amplitudes = 2 * 2 ** plan.qubits;
    const scratchSize = this.#scratchSize(gradient);
    const columnTiles = runsOnColumns(plan, count, gradient, this.#precision)
      ? Math.ceil(2 ** plan.qubits / LANES[this.#precision])
      : 0;
    this.#columnTiles = columnTiles;
    const partial = plan.parameters + 3 * this.#encoded.runs + this.#encoded.sections.term.length / 3;
    const sizes = {
      theta: plan.parameters,
      x: count * plan.inputs,
      initial: plan.initial === 'amplitudes' ? count * amplitudes : 0,
      value: count * this.columns,
      cotangent: gradient ? count * this.columns : 0,
      partial: gradient ? (columnTiles || tiles) * partial : 0,
      partialSum: gradient ? partial : 0,
      thetaGradient: gradient ? plan.parameters : 0,
      xGradient: wanted.inputs === true ? count * plan.inputs : 0,
      initialGradientOut: wanted.initial === true ? count * amplitudes : 0,
      lambdas: columnTiles > 0 ? (gradient ? tiles : 1) * LANES[this.#precision] * amplitudes : 0,
      scratch: scratchSize * (columnTiles + this.#runtime.threads),
    };
    for (const name of Object.keys(sizes) as (keyof typeof sizes)[]) {
      buffers.reserve(name, sizes[name]);
      memory.set(name, buffers.address(name));
    }
    if (plan.initial === 'zero') memory.set('initial', 0);
    if (columnTiles === 0) memory.set('lambdas', 0);
    memory.set('batch', count);
    memory.set('tiles', columnTiles || tiles);
    memory.set('gradient', gradient ? 1 : 0);
    memory.set('inputGradient', wanted.inputs === true ? 1 : 0);
    memory.set('initialGradient', wanted.initial === true ? 1 : 0);
    memory.set('scratchSize', scratchSize);
    buffers.reserve('targets', batch.targets?.length ?? 0);
    plan.outputs.forEach((output, index) => {
      if (output.kind === 'fidelity' && output.target === 'per-sample') {
        memory.pointAtTargets(index, buffers.address('targets'));
      }
    });
  }

  /** Numbers of one thread's scratch, in the order of scratch_of in statevector.c. */
  #scratchSize(gradient: boolean): number {
    const { qubits, blocks, inputs } = this.#plan;
    const lanes = LANES[this.#precision];
    const states = 2 ** qubits * 2 * lanes;
    const { runs, rotors } = this.#encoded;
    const numbers =
      states * (gradient ? blocks.length + 1 : 2) +
      (gradient ? 2 * states + states / 2 : 0) +
      states / 2 +
      (qubits + 1) * lanes +
      states +
      runs * RUN_SIZE * lanes +
      rotors * 2 * lanes +
      inputs * lanes +
      3 * lanes +
      runs;
    return Math.ceil(numbers / 16) * 16;
  }
}
