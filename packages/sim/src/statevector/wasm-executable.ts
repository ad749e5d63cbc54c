import { KrausError } from '@kraus/core';
import type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  GradientOptions,
  Precision,
  RealArray,
} from '../executable/index.js';
import { checkBatch, checkCotangents } from '../executable/index.js';
import type { StateVectorPlan } from '../plan/index.js';
import type { KernelRuntime } from '../runtime/index.js';
import { type EncodedPlan, encodePlan, type Reference, type SectionName } from './encode-plan.js';
import { LANES, stateVectorKernels, VECTOR } from './kernel-module.js';

/** Below this many one-qubit runs times amplitudes of a batch a second thread costs more than it gives. */
const PARALLEL_WORK = 200_000;
/** The runtime shares fewer chunks than this; more run on one thread. */
const MOST_CHUNKS = 4095;
/** Numbers of a run's coefficients, see RUN_SIZE in gates.h. */
const RUN_SIZE = 6;

/** Word numbers of the structure Plan in plan.h. */
const WORD = {
  batch: 2,
  columns: 5,
  gradient: 22,
  inputGradient: 23,
  initialGradient: 24,
  theta: 25,
  x: 26,
  initial: 27,
  cotangent: 28,
  value: 29,
  thetaPartial: 30,
  thetaGradient: 31,
  xGradient: 32,
  initialGradientOut: 33,
  scratch: 34,
  scratchSize: 35,
  tiles: 36,
  count: 37,
} as const;
const OUTPUT_WORDS = 7;
const OUTPUT_TARGET = 5;

type BufferName =
  | 'theta'
  | 'x'
  | 'initial'
  | 'cotangent'
  | 'value'
  | 'thetaPartial'
  | 'thetaGradient'
  | 'xGradient'
  | 'initialGradientOut'
  | 'scratch'
  | 'targets';

/** A piece of the kernels' memory. A view of shared memory stays valid when the memory grows. */
interface Buffer {
  readonly address: number;
  readonly view: RealArray;
}

/** A plan run by the WebAssembly kernels: all memory is taken at the first call of a batch size and kept until disposed. */
export class WasmExecutable implements CircuitExecutable {
  readonly engine: string;
  readonly columns: number;
  readonly #plan: StateVectorPlan;
  readonly #precision: Precision;
  readonly #runtime: KernelRuntime;
  readonly #encoded: EncodedPlan;
  readonly #held: { address: number; bytes: number }[] = [];
  readonly #buffers = new Map<BufferName, Buffer>();
  readonly #address: number;
  readonly #outputAddress: number;
  readonly #work: number;
  /** What the buffers and the plan's words are set up for. */
  #ready = '';
  #disposed = false;

  constructor(plan: StateVectorPlan, precision: Precision, threads: number) {
    this.#plan = plan;
    this.#precision = precision;
    this.#runtime = stateVectorKernels(precision, threads);
    this.engine = `state vector, WebAssembly ${precision}, ${this.#runtime.threads} thread${this.#runtime.threads > 1 ? 's' : ''}`;
    this.columns = plan.columns;
    const runs = plan.blocks.reduce((count, block) => count + block.runs.length, 0);
    this.#work = (runs + plan.blocks.length) * 2 ** plan.qubits;
    this.#encoded = encodePlan(plan);
    const { plan: address, output } = this.#write(this.#encoded);
    this.#address = address;
    this.#outputAddress = output;
  }

  run(batch: CircuitBatch): CircuitValues {
    checkBatch(this.#plan, batch);
    this.#begin(batch, false, {});
    this.#execute(batch.batch);
    return { columns: this.columns, values: this.#read('value', batch.batch * this.columns) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    const plan = this.#plan;
    checkBatch(plan, batch);
    checkCotangents(plan, batch.batch, cotangents);
    const initial = options.initial === true && plan.initial === 'amplitudes';
    this.#begin(batch, true, { inputs: options.inputs === true, initial });
    this.#fill('cotangent', cotangents);
    this.#execute(batch.batch);
    this.#runtime.run('statevector_reduce', 1, [this.#address]);
    return {
      columns: this.columns,
      values: this.#read('value', batch.batch * this.columns),
      parameters: this.#read('thetaGradient', plan.parameters),
      ...(options.inputs === true ? { inputs: this.#read('xGradient', batch.batch * plan.inputs) } : {}),
      ...(initial ? { initial: this.#read('initialGradientOut', batch.batch * 2 * 2 ** plan.qubits) } : {}),
    };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { address, bytes } of this.#held) this.#runtime.heap.release(address, bytes);
    for (const { address, view } of this.#buffers.values()) this.#runtime.heap.release(address, view.byteLength);
    this.#buffers.clear();
  }

  get #bytesPerReal(): number {
    return this.#precision === 'float32' ? 4 : 8;
  }

  #execute(batch: number): void {
    const tiles = Math.ceil(batch / LANES[this.#precision]);
    const parallel = tiles > 1 && tiles < MOST_CHUNKS && this.#work * batch >= PARALLEL_WORK;
    const { blocks } = this.#plan;
    if (blocks.length > 0) this.#runtime.run('statevector_prepare', blocks.length, [this.#address], [], false);
    this.#runtime.run('statevector_run', tiles, [this.#address], [], parallel);
  }

  /** Sets up for this batch, unless it is like the last one, and copies everything in but the cotangents. */
  #begin(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    const key = `${batch.batch} ${gradient} ${wanted.inputs === true} ${wanted.initial === true}`;
    if (key !== this.#ready) {
      this.#ready = '';
      this.#setUp(batch, gradient, wanted);
      this.#ready = key;
    }
    this.#fill('theta', batch.parameters);
    this.#fill('x', batch.inputs);
    this.#fill('initial', batch.initial);
    this.#fill('targets', batch.targets);
  }

  /** Sizes the buffers and writes what the plan says about this batch. */
  #setUp(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    const plan = this.#plan;
    const { batch: count } = batch;
    const tiles = Math.ceil(count / LANES[this.#precision]);
    const amplitudes = 2 * 2 ** plan.qubits;
    const scratchSize = this.#scratchSize(gradient);
    const sizes: [BufferName, number][] = [
      ['theta', plan.parameters],
      ['x', count * plan.inputs],
      ['initial', plan.initial === 'amplitudes' ? count * amplitudes : 0],
      ['targets', batch.targets?.length ?? 0],
      ['value', count * this.columns],
      ['cotangent', gradient ? count * this.columns : 0],
      ['thetaPartial', gradient ? tiles * plan.parameters : 0],
      ['thetaGradient', gradient ? plan.parameters : 0],
      ['xGradient', wanted.inputs === true ? count * plan.inputs : 0],
      ['initialGradientOut', wanted.initial === true ? count * amplitudes : 0],
      ['scratch', scratchSize * this.#runtime.threads],
    ];
    for (const [name, length] of sizes) this.#reserve(name, length);
    const words = new Int32Array(this.#runtime.heap.buffer, this.#address, WORD.count);
    words[WORD.batch] = count;
    words[WORD.tiles] = tiles;
    words[WORD.gradient] = gradient ? 1 : 0;
    words[WORD.inputGradient] = wanted.inputs === true ? 1 : 0;
    words[WORD.initialGradient] = wanted.initial === true ? 1 : 0;
    words[WORD.scratchSize] = scratchSize;
    for (const [name] of sizes) {
      if (name !== 'targets') words[WORD[name]] = this.#buffers.get(name)?.address ?? 0;
    }
    if (plan.initial === 'zero') words[WORD.initial] = 0;
    this.#pointAtTargets();
  }

  #pointAtTargets(): void {
    this.#plan.outputs.forEach((output, index) => {
      if (output.kind !== 'fidelity' || output.target !== 'per-sample') return;
      const words = new Int32Array(this.#runtime.heap.buffer, this.#outputAddress, OUTPUT_WORDS * (index + 1));
      words[OUTPUT_WORDS * index + OUTPUT_TARGET] = this.#buffers.get('targets')?.address ?? 0;
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
      qubits * 3 * lanes +
      runs;
    return Math.ceil(numbers / 16) * 16;
  }

  #reserve(name: BufferName, length: number): void {
    const held = this.#buffers.get(name);
    if (held !== undefined && held.view.length >= length) return;
    if (held !== undefined) {
      this.#buffers.delete(name);
      this.#runtime.heap.release(held.address, held.view.byteLength);
    }
    if (length === 0) return;
    const address = this.#runtime.heap.allocate(length * this.#bytesPerReal);
    this.#buffers.set(name, { address, view: this.#view(address, length) });
  }

  #view(address: number, length: number): RealArray {
    const { buffer } = this.#runtime.heap;
    return this.#precision === 'float32'
      ? new Float32Array(buffer, address, length)
      : new Float64Array(buffer, address, length);
  }

  #fill(name: BufferName, values: ArrayLike<number> | undefined): void {
    if (values !== undefined && values.length > 0) this.#buffers.get(name)?.view.set(values);
  }

  /** A copy outside the kernels' memory. */
  #read(name: BufferName, length: number): RealArray {
    const view = this.#buffers.get(name)?.view;
    const copy = this.#precision === 'float32' ? new Float32Array(length) : new Float64Array(length);
    if (view !== undefined && length > 0) copy.set(view.length === length ? view : view.subarray(0, length));
    return copy;
  }

  /** Writes everything that does not depend on the batch; gives the addresses of the plan and of its outputs. */
  #write(encoded: EncodedPlan): { plan: number; output: number } {
    const take = (bytes: number): number => {
      const address = this.#runtime.heap.allocate(Math.max(64, bytes));
      this.#held.push({ address, bytes: Math.max(64, bytes) });
      return address;
    };
    const { plan, sections, constants, tables } = { plan: this.#plan, ...encoded };
    const tableAddress = tables.map((table) =>
      take(table.length * (table instanceof Int32Array ? 4 : this.#bytesPerReal)),
    );
    const names = Object.keys(sections) as SectionName[];
    const sectionAddress = new Map(names.map((name) => [name, take(4 * sections[name].length)]));
    const constantAddress = take(constants.length * this.#bytesPerReal);
    const shared = take((encoded.runs * RUN_SIZE + encoded.rotors * 2) * VECTOR[this.#precision] * this.#bytesPerReal);
    const form = take(4 * encoded.runs);
    const address = take(4 * WORD.count);
    const resolve = (word: number | Reference): number => {
      if (word === null) return 0;
      if (typeof word === 'number') return word;
      return ('table' in word ? tableAddress[word.table] : sectionAddress.get(word.section)) ?? 0;
    };
    const at = (name: SectionName) => sectionAddress.get(name) ?? 0;
    // All allocated: the memory's buffer does not change any more.
    const words = (where: number, values: readonly number[]) => {
      new Int32Array(this.#runtime.heap.buffer, where, values.length).set(values);
    };
    tables.forEach((table, k) => {
      const where = tableAddress[k] ?? 0;
      if (table instanceof Int32Array) words(where, Array.from(table));
      else this.#view(where, table.length).set(table);
    });
    for (const name of names) words(at(name), sections[name].map(resolve));
    this.#view(constantAddress, constants.length).set(constants);
    const head = [plan.qubits, plan.blocks.length, 0, plan.parameters, plan.inputs, plan.columns];
    const lists = (['block', 'run', 'rotor', 'term', 'dense', 'angle', 'angleTerm'] as const).map(at);
    const outputs = [at('output'), plan.outputs.length, at('observable'), at('string')];
    words(address, [...head, ...lists, constantAddress, ...outputs, shared, form, encoded.runs, encoded.rotors]);
    return { plan: address, output: at('output') };
  }
}
