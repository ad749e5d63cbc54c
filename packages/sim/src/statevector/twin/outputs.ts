import type { CircuitBatch } from '../../executable/index.js';
import { outcomeTable, type PauliString, type StateVectorPlan } from '../../plan/index.js';
import { odd } from './angles.js';

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

function stringValue(string: PauliString, { state, lanes }: Tile, lane: number, size: number): number {
  let [re, im] = [0, 0];
  for (let k = 0; k < size; k++) {
    const a = k * 2 * lanes + lane;
    const b = (k ^ string.x) * 2 * lanes + lane;
    const [ar, ai, br, bi] = [
      state[a] as number,
      state[a + lanes] as number,
      state[b] as number,
      state[b + lanes] as number,
    ];
    const sign = odd(k & string.z) ? -1 : 1;
    re += sign * (br * ar + bi * ai);
    im += sign * (br * ai - bi * ar);
  }
  return string.coefficient * turned(re, im, string.quarterTurns)[0];
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
  for (let lane = 0; lane < lanes; lane++) {
    const row = (first + lane) * plan.columns;
    for (const output of plan.outputs) {
      const at = row + output.column;
      switch (output.kind) {
        case 'expectation':
          output.observables.forEach((strings, j) => {
            values[at + j] = strings.reduce((sum, string) => sum + stringValue(string, tile, lane, size), 0);
          });
          break;
        case 'probabilities': {
          const outcome = outcomeTable(output.targets, 0, plan.qubits);
          for (let k = 0; k < size; k++) {
            const [re, im] = [state[k * 2 * lanes + lane] as number, state[(k * 2 + 1) * lanes + lane] as number];
            const column = at + (outcome[k] as number);
            values[column] = (values[column] as number) + re * re + im * im;
          }
          break;
        }
        case 'state':
          for (let k = 0; k < 2 * size; k++) values[at + k] = state[k * lanes + lane] as number;
          break;
        case 'fidelity': {
          const own = output.target === 'per-sample';
          const target = output.target === 'per-sample' ? (batch.targets ?? []) : output.target;
          const [re, im] = overlap(target, own ? (first + lane) * 2 * size : 0, tile, lane, size);
          values[at] = re * re + im * im;
          break;
        }
      }
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
  for (let lane = 0; lane < lanes; lane++) {
    const row = (first + lane) * plan.columns;
    for (const output of plan.outputs) {
      const at = row + output.column;
      switch (output.kind) {
        case 'expectation':
          output.observables.forEach((strings, j) => {
            for (const { x, z, quarterTurns, coefficient } of strings) {
              const weight = coefficient * (cotangents[at + j] as number);
              for (let k = 0; k < size; k++) {
                const from = k * 2 * lanes + lane;
                const signed = odd(k & z) ? -weight : weight;
                const [re, im] = turned(state[from] as number, state[from + lanes] as number, quarterTurns);
                add((k ^ x) * 2 * lanes + lane, signed * re, signed * im);
              }
            }
          });
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
