import type { CircuitBatch } from '../../executable/index.js';
import { outcomeTable, type PauliString, type StateVectorPlan } from '../../plan/index.js';
import { odd } from './angles.js';
import { foldedSums } from './moments.js';

/** A tile of final states: lane l is sample first + l of the batch. */
export interface Tile {
  readonly state: Float64Array;
  readonly lanes: number;
  readonly first: number;
}

/** Multiplies by i^turns. */
function turned(re: number, im: number, turns: number): [number, number] {
  if (turns === 1) return [-im, re];
  if (turns === 2) return [-re, -im];
  if (turns === 3) return [im, -re];
  return [re, im];
}

/** The value of a string in every lane, without its coefficient. `squares`: |psi|², [2^n][lanes]. */
function stringValues(string: PauliString, { state, lanes }: Tile, squares: Float64Array, size: number): Float64Array {
  const { x, z, quarterTurns } = string;
  const sums = new Float64Array(lanes);
  for (let k = 0; k < size; k++) {
    const sign = odd(k & z) ? -1 : 1;
    if (x === 0) {
      const at = k * lanes;
      for (let lane = 0; lane < lanes; lane++)
        sums[lane] = (sums[lane] as number) + sign * (squares[at + lane] as number);
      continue;
    }
    const [a, b] = [k * 2 * lanes, (k ^ x) * 2 * lanes];
    for (let lane = 0; lane < lanes; lane++) {
      const [ar, ai] = [state[a + lane] as number, state[a + lanes + lane] as number];
      const [br, bi] = [state[b + lane] as number, state[b + lanes + lane] as number];
      const [re] = turned(br * ar + bi * ai, br * ai - bi * ar, quarterTurns);
      sums[lane] = (sums[lane] as number) + sign * re;
    }
  }
  return sums;
}

/** <target|psi> of one lane. */
function overlap(
  target: ArrayLike<number>,
  from: number,
  { state, lanes }: Tile,
  lane: number,
  size: number,
): [number, number] {
  let [re, im] = [0, 0];
  for (let k = 0; k < size; k++) {
    const [a, b] = [target[from + 2 * k] as number, target[from + 2 * k + 1] as number];
    const [c, d] = [state[k * 2 * lanes + lane] as number, state[k * 2 * lanes + lanes + lane] as number];
    re += a * c + b * d;
    im += a * d - b * c;
  }
  return [re, im];
}

/** All outputs of a tile into values[(first + lane) · columns + column]. */
export function writeOutputs(plan: StateVectorPlan, batch: CircuitBatch, tile: Tile, values: Float64Array): void {
  const { state, lanes, first } = tile;
  const size = 2 ** plan.qubits;
  const squares = new Float64Array(size * lanes);
  for (let k = 0; k < size; k++) {
    const at = k * 2 * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const [re, im] = [state[at + lane] as number, state[at + lanes + lane] as number];
      squares[k * lanes + lane] = re * re + im * im;
    }
  }
  for (const output of plan.outputs) {
    const at = (lane: number) => (first + lane) * plan.columns + output.column;
    switch (output.kind) {
      case 'expectation': {
        const folded = foldedSums(squares, plan.qubits, lanes); // ⟨Z⟩ of every qubit
        output.observables.forEach((strings, j) => {
          for (const string of strings) {
            const qubit = string.x === 0 ? Math.log2(string.z) : -1;
            const single = qubit >= 0 && Number.isInteger(qubit);
            const sums = single
              ? folded.subarray(qubit * lanes, (qubit + 1) * lanes)
              : stringValues(string, tile, squares, size);
            for (let lane = 0; lane < lanes; lane++) {
              values[at(lane) + j] = (values[at(lane) + j] as number) + string.coefficient * (sums[lane] as number);
            }
          }
        });
        break;
      }
      case 'probabilities': {
        const outcome = outcomeTable(output.targets, 0, plan.qubits);
        for (let lane = 0; lane < lanes; lane++) {
          for (let k = 0; k < size; k++) {
            const column = at(lane) + (outcome[k] as number);
            values[column] = (values[column] as number) + (squares[k * lanes + lane] as number);
          }
        }
        break;
      }
      case 'state':
        for (let lane = 0; lane < lanes; lane++) {
          for (let k = 0; k < 2 * size; k++) values[at(lane) + k] = state[k * lanes + lane] as number;
        }
        break;
      case 'fidelity':
        for (let lane = 0; lane < lanes; lane++) {
          const own = output.target === 'per-sample';
          const target = output.target === 'per-sample' ? (batch.targets ?? []) : output.target;
          const [re, im] = overlap(target, own ? (first + lane) * 2 * size : 0, tile, lane, size);
          values[at(lane)] = re * re + im * im;
        }
        break;
    }
  }
}

/** lambda of a tile from the cotangents, with dL = 2 Re <lambda|d psi>. */
export function seedLambda(
  plan: StateVectorPlan,
  batch: CircuitBatch,
  tile: Tile,
  cotangents: ArrayLike<number>,
  lambda: Float64Array,
): void {
  const { state, lanes, first } = tile;
  const size = 2 ** plan.qubits;
  lambda.fill(0);
  const add = (at: number, re: number, im: number) => {
    lambda[at] = (lambda[at] as number) + re;
    lambda[at + lanes] = (lambda[at + lanes] as number) + im;
  };
  seedStrings(plan, tile, cotangents, lambda);
  for (let lane = 0; lane < lanes; lane++) {
    const row = (first + lane) * plan.columns;
    for (const output of plan.outputs) {
      const at = row + output.column;
      switch (output.kind) {
        case 'expectation':
          break;
        case 'probabilities': {
          const outcome = outcomeTable(output.targets, 0, plan.qubits);
          for (let k = 0; k < size; k++) {
            const weight = cotangents[at + (outcome[k] as number)] as number;
            const from = k * 2 * lanes + lane;
            add(from, weight * (state[from] as number), weight * (state[from + lanes] as number));
          }
          break;
        }
        case 'state':
          for (let k = 0; k < size; k++) {
            const from = at + 2 * k;
            add(k * 2 * lanes + lane, (cotangents[from] as number) / 2, (cotangents[from + 1] as number) / 2);
          }
          break;
        case 'fidelity': {
          const target = output.target === 'per-sample' ? (batch.targets ?? []) : output.target;
          const from = output.target === 'per-sample' ? (first + lane) * 2 * size : 0;
          const [re, im] = overlap(target, from, tile, lane, size);
          const weight = cotangents[at] as number;
          for (let k = 0; k < size; k++) {
            const [a, b] = [target[from + 2 * k] as number, target[from + 2 * k + 1] as number];
            add(k * 2 * lanes + lane, weight * (re * a - im * b), weight * (re * b + im * a));
          }
          break;
        }
      }
    }
  }
}

/** Adds what the expectation values give to lambda: Z strings as one real diagonal, then the others. */
function seedStrings(plan: StateVectorPlan, tile: Tile, cotangents: ArrayLike<number>, lambda: Float64Array): void {
  const { state, lanes, first } = tile;
  const size = 2 ** plan.qubits;
  const diagonal = new Float64Array(size * lanes);
  const weights = new Float64Array(lanes);
  for (const output of plan.outputs) {
    if (output.kind !== 'expectation') continue;
    output.observables.forEach((strings, j) => {
      for (const { x, z, quarterTurns, coefficient } of strings) {
        for (let lane = 0; lane < lanes; lane++) {
          weights[lane] = coefficient * (cotangents[(first + lane) * plan.columns + output.column + j] as number);
        }
        if (x === 0) {
          for (let k = 0; k < size; k++) {
            const sign = odd(k & z) ? -1 : 1;
            for (let lane = 0; lane < lanes; lane++) {
              diagonal[k * lanes + lane] = (diagonal[k * lanes + lane] as number) + sign * (weights[lane] as number);
            }
          }
          continue;
        }
        for (let k = 0; k < size; k++) {
          const sign = odd(k & z) ? -1 : 1;
          const [from, to] = [k * 2 * lanes, (k ^ x) * 2 * lanes];
          for (let lane = 0; lane < lanes; lane++) {
            const weight = sign * (weights[lane] as number);
            const [re, im] = turned(state[from + lane] as number, state[from + lanes + lane] as number, quarterTurns);
            lambda[to + lane] = (lambda[to + lane] as number) + weight * re;
            lambda[to + lanes + lane] = (lambda[to + lanes + lane] as number) + weight * im;
          }
        }
      }
    });
  }
  for (let k = 0; k < size; k++) {
    const at = k * 2 * lanes;
    for (let lane = 0; lane < lanes; lane++) {
      const weight = diagonal[k * lanes + lane] as number;
      lambda[at + lane] = (lambda[at + lane] as number) + weight * (state[at + lane] as number);
      lambda[at + lanes + lane] = (lambda[at + lanes + lane] as number) + weight * (state[at + lanes + lane] as number);
    }
  }
}
