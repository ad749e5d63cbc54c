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
  applyRuns,
  chainRun,
  foldedSums,
  moments,
  momentsOfTwo,
  pullBack,
  type RunCoefficients,
  runCoefficients,
  type Shear,
  type Source,
  seedLambda,
  signedSum,
  sumLanes,
  writeDiagonal,
  writeEarly,
  writeOutputs,
} from './twin/index.js';

const MOST_LANES = 8;

/** What one block needs for one tile: coefficients of its runs ([run][lane], one lane if shared) and its diagonal. */
interface Prepared {
  readonly runs: readonly (readonly RunCoefficients[])[];
  readonly diagonal: Float64Array;
  /** Phases in front of the shears, if there are shears and the diagonal of the block in front does not hold them. */
  readonly early: Float64Array | undefined;
  /** Runs that move amplitudes. */
  readonly shears: readonly Shear[];
}

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
    for (const { first, lanes } of tiles(batch.batch)) {
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
    for (const { first, lanes } of tiles(batch.batch)) {
      const { states, prepared } = this.#forward(batch, shared, first, lanes, true);
      const tile = { state: states.at(-1) as Float64Array, lanes, first };
      writeOutputs(plan, batch, tile, values);
      const seed = new Float64Array(size * lanes);
      seedLambda(plan, batch, tile, cotangents, seed);
      const add = (lane: number) => (angle: Angle, derivative: number) => {
        for (const { source, index, scale } of angle.terms) {
          const to = source === 'parameter' ? parameters : inputs;
          const at = source === 'parameter' ? index : (first + lane) * plan.inputs + index;
          to[at] = (to[at] as number) + scale * derivative;
        }
      };
      const lambda = this.#backward(states, prepared, seed, lanes, add);
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

  #source(batch: CircuitBatch, sample: number): Source {
    const { inputs } = this.#plan;
    return (source, index) =>
      (source === 'parameter' ? batch.parameters?.[index] : batch.inputs?.[sample * inputs + index]) ?? 0;
  }

  #prepare(block: Block, sources: readonly Source[]): Prepared {
    const { qubits } = this.#plan;
    const runs = block.runs.map((run) => sources.map((read) => runCoefficients(run, read, sources.length > 1)));
    const diagonal = new Float64Array(2 * 2 ** qubits * sources.length);
    const early = block.runs.some((run) => !run.diagonal) ? new Float64Array(diagonal.length) : undefined;
    sources.forEach((read, lane) => {
      const own = runs.map((of) => of[lane] as RunCoefficients);
      writeDiagonal(block, qubits, own, read, diagonal, sources.length, lane);
      if (early !== undefined) writeEarly(block, qubits, own, early, sources.length, lane);
    });
    const shears = block.runs.flatMap(({ qubit, diagonal: still }, r) => (still ? [] : [{ qubit, of: runs[r] ?? [] }]));
    return { runs, diagonal, early, shears };
  }

  #prepareShared(batch: CircuitBatch): readonly (Prepared | undefined)[] {
    const source = this.#source(batch, 0);
    const { blocks, qubits } = this.#plan;
    const prepared = blocks.map((block) => (block.perSample ? undefined : this.#prepare(block, [source])));
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
      const mine = shared[b] ?? this.#prepare(block, sources);
      for (const gate of block.dense) applyDense(state, qubits, lanes, gate, false);
      if (mine.early !== undefined) applyPhases(state, qubits, lanes, mine.early, false);
      applyRuns(state, qubits, lanes, mine.shears, false);
      const next: Float64Array<ArrayBuffer> = spare ?? new Float64Array(size * lanes);
      applyDiagonal(next, state, qubits, lanes, mine.diagonal, block.destination);
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

  /** lambda at the circuit's start; derivatives go to `add(lane)`. */
  #backward(
    states: readonly Float64Array[],
    prepared: readonly Prepared[],
    seed: Float64Array,
    lanes: number,
    add: (lane: number) => (angle: Angle, derivative: number) => void,
  ): Float64Array {
    const { qubits, blocks } = this.#plan;
    let [lambda, spare] = [seed, new Float64Array(seed.length)];
    const density = new Float64Array(2 ** qubits * lanes);
    const xy = new Float64Array(Math.max(4, 2 * lanes));
    for (let b = blocks.length - 1; b >= 0; b--) {
      const block = blocks[b] as Block;
      const { runs, diagonal, early, shears } = prepared[b] as Prepared;
      const psi = states[b] as Float64Array;
      pullBack(spare, lambda, psi, qubits, lanes, diagonal, block.destination, density);
      [lambda, spare] = [spare, lambda as Float64Array<ArrayBuffer>];
      const width = diagonal.length >> (qubits + 1);
      const summed = width === 1 ? sumLanes(density, lanes) : density;
      for (const { controls, mask, angle } of block.terms) {
        if (angle.terms.length === 0) continue;
        for (let lane = 0; lane < width; lane++) add(lane)(angle, signedSum(summed, width, lane, controls, mask));
      }
      const folded = foldedSums(summed, qubits, width);
      const chain = (r: number, at: number, stride: number) => {
        const run = block.runs[r] as Run;
        for (let lane = 0; lane < width; lane++) {
          const x = xy[at + lane] as number;
          const y = xy[at + stride + lane] as number;
          chainRun(
            run,
            runs[r]?.[lane] as RunCoefficients,
            [x, y, folded[run.qubit * width + lane] as number],
            add(lane),
          );
        }
      };
      let waiting = -1; // a run whose x, y moments wait for a partner
      for (const [r, run] of block.runs.entries()) {
        if (!run.differentiated) continue;
        if (run.diagonal) xy.fill(0);
        else if (width > 1 || lanes === 1) moments(psi, lambda, qubits, run.qubit, lanes, width, xy);
        else if (waiting < 0) {
          waiting = r;
          continue;
        } else {
          momentsOfTwo(psi, lambda, qubits, (block.runs[waiting] as Run).qubit, run.qubit, lanes, xy);
          chain(waiting, 0, 1);
          chain(r, 2, 1);
          waiting = -1;
          continue;
        }
        chain(r, 0, width);
      }
      if (waiting >= 0) {
        moments(psi, lambda, qubits, (block.runs[waiting] as Run).qubit, lanes, width, xy);
        chain(waiting, 0, width);
      }
      applyRuns(lambda, qubits, lanes, shears, true);
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

function* tiles(batch: number): Generator<{ first: number; lanes: number }> {
  for (let first = 0; first < batch; first += MOST_LANES) yield { first, lanes: Math.min(MOST_LANES, batch - first) };
}
