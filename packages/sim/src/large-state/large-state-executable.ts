import {
  type CircuitBatch,
  type CircuitGradients,
  type CircuitValues,
  checkBatch,
  checkCotangents,
  type GradientOptions,
  type Precision,
} from '../executable/index.js';
import type { LargeStatePlan } from '../plan/index.js';
import { Buffers, type EncodedPlan, encodePlan, PlanMemory } from '../plan-memory/index.js';
import type { KernelRuntime } from '../runtime/index.js';
import { largeStateKernels } from './kernel-module.js';
import { checkMemory, largeStateSizes } from './memory.js';

/** Below this many amplitudes a second thread costs more than it gives. */
const PARALLEL_AMPLITUDES = 2 ** 15;

/** Word numbers of the structure Large in large-plan.h. */
const LARGE = {
  plan: 0,
  pass: 1,
  qubits: 2,
  sample: 3,
  strings: 4,
  slots: 5,
  psi: 6,
  lambda: 7,
  diagonal: 8,
  half: 9,
  partial: 10,
  sum: 11,
  overlap: 12,
  count: 13,
} as const;

type BufferName =
  | 'theta'
  | 'x'
  | 'initial'
  | 'targets'
  | 'cotangent'
  | 'value'
  | 'thetaGradient'
  | 'xGradient'
  | 'initialGradientOut'
  | 'psi'
  | 'lambda'
  | 'diagonal'
  | 'half'
  | 'partial'
  | 'sum'
  | 'overlap'
  | 'scratch';

/**
 * Large states, one sample after the other: passes over chunks of amplitudes, all threads on one state. Gradients take the
 * state back gate by gate, so that two states are all that is held.
 */
export class LargeStateExecutable {
  readonly columns: number;
  readonly #plan: LargeStatePlan;
  readonly #precision: Precision;
  readonly #runtime: KernelRuntime;
  readonly #encoded: EncodedPlan;
  readonly #memory: PlanMemory;
  readonly #buffers: Buffers<BufferName>;
  readonly #large: Int32Array;
  readonly #address: number;
  readonly #chunks: number;
  #ready = '';

  /** @throws KrausError `sim/out-of-memory` when one state cannot be held */
  constructor(plan: LargeStatePlan, precision: Precision, threads: number) {
    checkMemory(plan, precision, 1, false, threads);
    this.#plan = plan;
    this.#precision = precision;
    this.#runtime = largeStateKernels(precision, threads);
    this.columns = plan.columns;
    this.#chunks = 2 ** (plan.qubits - plan.chunkQubits);
    const blocks = plan.passes.flatMap((pass) => pass.blocks.map((block) => ({ ...block, perSample: false })));
    this.#encoded = encodePlan({ ...plan, blocks, diagonals: false });
    const { heap } = this.#runtime;
    const head = { ...plan, qubits: plan.chunkQubits, blocks: blocks.length, outputs: plan.outputs.length };
    this.#memory = new PlanMemory(heap, precision, head, this.#encoded);
    this.#buffers = new Buffers(heap, precision);
    const passes = encodePasses(plan);
    const passAddress = this.#memory.take(4 * passes.length);
    this.#address = this.#memory.take(4 * LARGE.count);
    this.#memory.words(passAddress, passes.length).set(passes);
    this.#large = this.#memory.words(this.#address, LARGE.count);
    this.#large[LARGE.plan] = this.#memory.address;
    this.#large[LARGE.pass] = passAddress;
    this.#large[LARGE.qubits] = plan.qubits;
    this.#large[LARGE.strings] = this.#encoded.sections.string.length / 4;
  }

  run(batch: CircuitBatch): CircuitValues {
    checkBatch(this.#plan, batch);
    this.#begin(batch, false, {});
    for (let sample = 0; sample < batch.batch; sample++) this.#forward(sample);
    return { columns: this.columns, values: this.#buffers.read('value', batch.batch * this.columns) };
  }

  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options: GradientOptions = {}): CircuitGradients {
    const plan = this.#plan;
    checkBatch(plan, batch);
    checkCotangents(plan, batch.batch, cotangents);
    const inputs = options.inputs === true;
    const initial = options.initial === true && plan.initial === 'amplitudes';
    this.#begin(batch, true, { inputs, initial });
    const buffers = this.#buffers;
    buffers.fill('cotangent', cotangents);
    buffers.clear('thetaGradient');
    buffers.clear('xGradient');
    for (let sample = 0; sample < batch.batch; sample++) {
      this.#forward(sample);
      this.#kernel('large_seed', this.#chunks);
      for (let pass = plan.passes.length - 1; pass >= 0; pass--) {
        // The pass's coefficients and diagonals of the forward run, unless another pass came behind it.
        if (pass < plan.passes.length - 1) this.#prepare(pass);
        this.#kernel('large_backward', this.#chunks, pass);
        this.#kernel('large_reduce', 1, pass);
      }
      if (initial) this.#kernel('large_finish', this.#chunks);
    }
    return {
      columns: this.columns,
      values: buffers.read('value', batch.batch * this.columns),
      parameters: buffers.read('thetaGradient', plan.parameters),
      ...(inputs ? { inputs: buffers.read('xGradient', batch.batch * plan.inputs) } : {}),
      ...(initial ? { initial: buffers.read('initialGradientOut', batch.batch * 2 * 2 ** plan.qubits) } : {}),
    };
  }

  dispose(): void {
    this.#memory.release();
    this.#buffers.release();
  }

  #forward(sample: number): void {
    this.#large[LARGE.sample] = sample;
    this.#kernel('large_start', this.#chunks);
    for (let pass = 0; pass < this.#plan.passes.length; pass++) {
      this.#prepare(pass);
      this.#kernel('large_forward', this.#chunks, pass);
    }
    this.#kernel('large_measure', this.#chunks);
    this.#kernel('large_values', 1);
  }

  #prepare(pass: number): void {
    const blocks = this.#plan.passes[pass]?.blocks.length ?? 0;
    this.#kernel('large_prepare', blocks, pass);
    this.#kernel('large_join', blocks, pass);
  }

  #kernel(name: string, chunks: number, pass = 0): void {
    const parallel = 2 ** this.#plan.qubits >= PARALLEL_AMPLITUDES;
    if (chunks > 0) this.#runtime.run(name, chunks, [this.#address, pass], [], parallel);
  }

  /** Sets up for this batch, unless it is like the last one, and copies everything in but the cotangents. */
  #begin(batch: CircuitBatch, gradient: boolean, wanted: GradientOptions): void {
    const key = `${batch.batch} ${gradient} ${wanted.inputs === true} ${wanted.initial === true}`;
    if (key !== this.#ready) {
      this.#ready = '';
      this.#setUp(batch.batch, gradient, wanted);
      this.#ready = key;
    }
    const buffers = this.#buffers;
    buffers.fill('theta', batch.parameters);
    buffers.fill('x', batch.inputs);
    buffers.fill('initial', batch.initial);
    buffers.fill('targets', batch.targets);
  }

  #setUp(count: number, gradient: boolean, wanted: GradientOptions): void {
    const [plan, memory, buffers] = [this.#plan, this.#memory, this.#buffers];
    checkMemory(plan, this.#precision, count, gradient, this.#runtime.threads);
    const { slots, ...sizes } = largeStateSizes(plan, count, gradient, this.#runtime.threads);
    for (const name of Object.keys(sizes) as BufferName[]) buffers.reserve(name, sizes[name]);
    const fields = ['psi', 'lambda', 'diagonal', 'half', 'partial', 'sum', 'overlap'] as const;
    for (const name of fields) this.#large[LARGE[name]] = buffers.address(name);
    this.#large[LARGE.slots] = slots;
    const words = ['theta', 'x', 'cotangent', 'value', 'thetaGradient', 'xGradient', 'initialGradientOut'] as const;
    for (const name of words) memory.set(name, buffers.address(name));
    memory.set('initial', plan.initial === 'amplitudes' ? buffers.address('initial') : 0);
    memory.set('scratch', buffers.address('scratch'));
    memory.set('scratchSize', sizes.scratch / this.#runtime.threads);
    memory.set('batch', count);
    memory.set('inputGradient', wanted.inputs === true && plan.inputs > 0 ? 1 : 0);
    plan.outputs.forEach((output, index) => {
      if (output.kind === 'fidelity' && output.target === 'per-sample') {
        memory.pointAtTargets(index, buffers.address('targets'));
      }
    });
  }
}

/** The structures Pass of large-plan.h. */
function encodePasses({ qubits, passes }: LargeStatePlan): number[] {
  let [blocks, runs, terms] = [0, 0, 0];
  return passes.flatMap((pass) => {
    const row = pass.locals.findIndex((qubit, i) => qubit !== i);
    const rowQubits = row < 0 ? pass.locals.length : row;
    const local = pass.locals.slice(rowQubits).reduce((mask, qubit) => mask | (1 << qubit), 0);
    const outer = (2 ** qubits - 1) & ~local & ~(2 ** rowQubits - 1);
    const counts = [
      pass.blocks.length,
      pass.blocks.reduce((count, block) => count + block.runs.length, 0),
      pass.blocks.reduce((count, block) => count + block.terms.length, 0),
    ] as const;
    const words = [blocks, counts[0], runs, counts[1], terms, counts[2], rowQubits, local, outer];
    blocks += counts[0];
    runs += counts[1];
    terms += counts[2];
    return words;
  });
}
