import { type Angle, KrausError } from '@kraus/core';
import type {
  CircuitBatch,
  CircuitExecutable,
  CircuitGradients,
  CircuitValues,
  GradientOptions,
} from '../executable/index.js';
import { checkBatch, checkCotangents } from '../executable/index.js';
import type { Block, Run, StateVectorPlan } from '../plan/index.js';
import {
  applyDense,
  applyDiagonal,
  applyPhases,
  applyShears,
  chainLanes,
  chainShared,
  foldedSums,
  pullBack,
  type RunCoefficients,
  type RunMoments,
  runCoefficients,
  type Shears,
  type Source,
  seedLambda,
  sharedMoments,
  signedSum,
  writeDiagonal,
  writeEarly,
  writeOutputs,
} from './twin/index.js';

/** Samples of a tile: as many as keep a state within 64 KiB, 8 at least, 64 at most. */
export const twinLanes = (qubits: number): number => Math.max(8, Math.min(64, 2 ** (12 - qubits)));

/** What one block needs for one tile: coefficients of its runs ([run][lane], one lane if shared) and its diagonal. */
interface Prepared {
  readonly runs: readonly (readonly RunCoefficients[])[];
  /** 1 if shared, else the lanes. */
  readonly width: number;
  readonly diagonal: Float64Array;
  /** Phases in front of the shears, if there are shears and the diagonal of the block in front does not hold them. */
  readonly early: Float64Array | undefined;
  readonly shears: Shears;
  /** Qubits whose amplitudes the diagonal reads crosswise. */
  readonly turned: number;
}

/** Derivatives of one sample's angles go here. */
type Sink = (angle: Angle, derivative: number, sample: number) => void;

/** A plan run in plain TypeScript, in float64: same algorithm as the kernels, several times slower, runs everywhere. */
export class ScriptExecutable implements CircuitExecutable {
  readonly engine = 'state vector, TypeScript float64';
  readonly columns: number;
  readonly #plan: StateVectorPlan;
  #disposed = false;

  constructor(plan: StateVectorPlan) {
    this.#plan = plan;
    this.columns = plan.columns;
  }

  run(batch: CircuitBatch): CircuitValues<Float64Array> {
    this.#check(batch);
    const values = new Float64Array(batch.batch * this.columns);
    const shared = this.#prepareShared(batch);
    for (const { first, lanes } of this.#tiles(batch.batch)) {
      const { states } = this.#forward(batch, shared, first, lanes, false);
      writeOutputs(this.#plan, batch, { state: states.at(-1) as Float64Array, lanes, first }, values);
    }
    return { columns: this.columns, values };
  }

  gradient(
    batch: CircuitBatch,
    cotangents: ArrayLike<number>,
    options: GradientOptions = {},
  ): CircuitGradients<Float64Array> {
    this.#check(batch);
    checkCotangents(this.#plan, batch.batch, cotangents);
    const plan = this.#plan;
    const size = 2 * 2 ** plan.qubits;
    const values = new Float64Array(batch.batch * this.columns);
    const parameters = new Float64Array(plan.parameters);
    const inputs = new Float64Array(batch.batch * plan.inputs);
    const wantsInitial = options.initial === true && plan.initial === 'amplitudes';
    const initial = new Float64Array(wantsInitial ? batch.batch * size : 0);
    const shared = this.#prepareShared(batch);
    const sink: Sink = ({ terms }, derivative, sample) => {
      for (const { source, index, scale } of terms) {
        const to = source === 'parameter' ? parameters : inputs;
        const at = source === 'parameter' ? index : sample * plan.inputs + index;
        to[at] = (to[at] as number) + scale * derivative;
      }
    };
    for (const { first, lanes } of this.#tiles(batch.batch)) {
      const { states, prepared } = this.#forward(batch, shared, first, lanes, true);
      const tile = { state: states.at(-1) as Float64Array, lanes, first };
      writeOutputs(plan, batch, tile, values);
      const seed = new Float64Array(size * lanes);
      seedLambda(plan, batch, tile, cotangents, seed);
      const lambda = this.#backward(states, prepared, seed, tile, sink);
      if (!wantsInitial) continue;
      for (let lane = 0; lane < lanes; lane++) {
        for (let k = 0; k < size; k++) initial[(first + lane) * size + k] = 2 * (lambda[k * lanes + lane] as number);
      }
    }
    return {
      columns: this.columns,
      values,
      parameters,
      ...(options.inputs === true ? { inputs } : {}),
      ...(wantsInitial ? { initial } : {}),
    };
  }

  dispose(): void {
    this.#disposed = true;
  }

  #check(batch: CircuitBatch): void {
    if (this.#disposed) throw new KrausError('sim/disposed', 'Circuit: it was run after dispose().');
    checkBatch(this.#plan, batch);
  }

  *#tiles(batch: number): Generator<{ first: number; lanes: number }> {
    const most = twinLanes(this.#plan.qubits);
    for (let first = 0; first < batch; first += most) yield { first, lanes: Math.min(most, batch - first) };
  }

  #source(batch: CircuitBatch, sample: number): Source {
    const { inputs } = this.#plan;
    return (source, index) =>
      (source === 'parameter' ? batch.parameters?.[index] : batch.inputs?.[sample * inputs + index]) ?? 0;
  }

  #prepare(block: Block, sources: readonly Source[], perSample: boolean): Prepared {
    const { qubits } = this.#plan;
    const width = sources.length;
    const runs = block.runs.map((run) => sources.map((read) => runCoefficients(run, read, perSample)));
    const diagonal = new Float64Array(2 * 2 ** qubits * width);
    const moving = [...block.runs.keys()].filter((r) => block.runs[r]?.diagonal === false);
    const early = moving.length > 0 ? new Float64Array(diagonal.length) : undefined;
    sources.forEach((read, lane) => {
      const own = runs.map((of) => of[lane] as RunCoefficients);
      writeDiagonal(block, qubits, own, read, diagonal, width, lane);
      if (early !== undefined) writeEarly(block, qubits, own, early, width, lane);
    });
    const all = moving.flatMap((r) => runs[r] ?? []);
    const places = moving.map((r) => (block.runs[r] as Run).qubit);
    const shears = {
      qubits: places,
      t: Float64Array.from(all, ({ t }) => t),
      u: perSample ? Float64Array.from(all, ({ u }) => u) : undefined,
    };
    const turned = places.reduce((bits, qubit, i) => bits | (perSample ? 0 : Number(all[i]?.turned) << qubit), 0);
    return { runs, width, diagonal, early, shears, turned };
  }

  #prepareShared(batch: CircuitBatch): readonly (Prepared | undefined)[] {
    const source = this.#source(batch, 0);
    const { blocks, qubits } = this.#plan;
    const prepared = blocks.map((block) => (block.perSample ? undefined : this.#prepare(block, [source], false)));
    // What turns phases in front of a block's shears goes into the diagonal of the block in front, where nothing is between.
    return prepared.map((mine, b) => {
      const before = prepared[b - 1];
      if (mine?.early === undefined || before === undefined || blocks[b]?.dense.length !== 0) return mine;
      joinPhases(before.diagonal, mine.early, qubits, blocks[b - 1]?.destination);
      return { ...mine, early: undefined };
    });
  }

  /** The states behind the shears of every block and, last, the final one (only the last without `keep`). */
  #forward(
    batch: CircuitBatch,
    shared: readonly (Prepared | undefined)[],
    first: number,
    lanes: number,
    keep: boolean,
  ): { states: Float64Array[]; prepared: Prepared[] } {
    const { qubits, blocks } = this.#plan;
    const size = 2 * 2 ** qubits;
    const sources = Array.from({ length: lanes }, (_, lane) => this.#source(batch, first + lane));
    let state = new Float64Array(size * lanes);
    for (let lane = 0; lane < lanes; lane++) {
      if (batch.initial === undefined || batch.initial.length === 0) state[lane] = 1;
      else for (let k = 0; k < size; k++) state[k * lanes + lane] = batch.initial[(first + lane) * size + k] as number;
    }
    const states = [state];
    const prepared: Prepared[] = [];
    let spare: Float64Array<ArrayBuffer> | undefined;
    blocks.forEach((block, b) => {
      const mine = shared[b] ?? this.#prepare(block, sources, true);
      for (const gate of block.dense) applyDense(state, qubits, lanes, gate, false);
      if (mine.early !== undefined) applyPhases(state, qubits, lanes, mine.early, false);
      applyShears(state, lanes, mine.shears, false);
      const next: Float64Array<ArrayBuffer> = spare ?? new Float64Array(size * lanes);
      applyDiagonal(next, state, lanes, mine.width, mine.diagonal, block.destination, mine.turned);
      if (keep) {
        states.push(next);
        prepared.push(mine);
      } else {
        spare = state;
        states[0] = next;
      }
      state = next;
    });
    return { states, prepared };
  }

  /** lambda at the circuit's start; derivatives go to `add`. */
  #backward(
    states: readonly Float64Array[],
    prepared: readonly Prepared[],
    seed: Float64Array,
    { lanes, first }: { readonly lanes: number; readonly first: number },
    add: Sink,
  ): Float64Array {
    const { qubits, blocks } = this.#plan;
    let [lambda, spare] = [seed, new Float64Array(seed.length)];
    const ofLane = (angle: Angle, derivative: number, lane = 0) => add(angle, derivative, first + lane);
    let waiting: RunMoments[] | undefined; // for A_z in front of their shears
    for (let b = blocks.length - 1; b >= 0; b--) {
      const block = blocks[b] as Block;
      const { runs, width, diagonal, early, shears, turned } = prepared[b] as Prepared;
      const psi = states[b] as Float64Array;
      const density = new Float64Array(2 ** qubits * width);
      pullBack(spare, lambda, psi, lanes, width, diagonal, block.destination, turned, density);
      [lambda, spare] = [spare, lambda as Float64Array<ArrayBuffer>];
      for (const { controls, mask, angle } of block.terms) {
        if (angle.terms.length === 0) continue;
        for (let lane = 0; lane < width; lane++) ofLane(angle, signedSum(density, width, lane, controls, mask), lane);
      }
      const folded = foldedSums(density, qubits, width);
      if (waiting !== undefined) {
        const behind = block.destination === undefined ? density : moved(density, block.destination);
        chainShared(waiting, foldedSums(behind, qubits, 1), ofLane);
        waiting = undefined;
      }
      if (block.perSample) chainLanes(block, runs, psi, lambda, lanes, folded, ofLane);
      else {
        const borrowing = block.dense.length === 0 && blocks[b - 1]?.perSample === false;
        const moments = sharedMoments(block, runs, psi, lambda, lanes, folded, borrowing);
        if (borrowing) waiting = moments;
        else chainShared(moments, undefined, ofLane);
      }
      applyShears(lambda, lanes, shears, true);
      if (early !== undefined) applyPhases(lambda, qubits, lanes, early, true);
      for (const gate of [...block.dense].reverse()) applyDense(lambda, qubits, lanes, gate, true);
    }
    return lambda;
  }
}

/** diagonal[k] times phases[destination[k]]; both are [2^n][2]. */
function joinPhases(
  diagonal: Float64Array,
  phases: Float64Array,
  qubits: number,
  destination: Int32Array | undefined,
): void {
  for (let k = 0; k < 1 << qubits; k++) {
    const at = 2 * (destination === undefined ? k : (destination[k] as number));
    const [a, b] = [diagonal[2 * k] as number, diagonal[2 * k + 1] as number];
    const [c, d] = [phases[at] as number, phases[at + 1] as number];
    diagonal[2 * k] = a * c - b * d;
    diagonal[2 * k + 1] = a * d + b * c;
  }
}

/** to[destination[k]] = density[k] */
function moved(density: Float64Array, destination: Int32Array): Float64Array {
  const to = new Float64Array(density.length);
  density.forEach((value, k) => {
    to[destination[k] as number] = value;
  });
  return to;
}
