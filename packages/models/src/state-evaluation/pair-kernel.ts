import { type StateEnsemble, takeStates } from '../state-data/index.js';
import { type Estimator, kernelMatrix, type StateKernel } from '../state-metrics/index.js';
import type { CostMatrix } from '../transport/index.js';

/** Numbers of states in the list that a {@link PairKernel} was made of. */
export type Chosen = Uint32Array;

/** A kernel of all pairs of some states, computed once: what resampled distances of them are made of. */
export class PairKernel {
  readonly #values: Float64Array;
  readonly #size: number;
  /** The numbers of the states of each ensemble, in the order given. */
  readonly sides: readonly Chosen[];

  /** @param limit of each ensemble the first so many are taken */
  constructor(kernel: StateKernel, ensembles: readonly StateEnsemble[], limit: number) {
    const parts = ensembles.map((states) => (states.count <= limit ? states : takeStates(states, numbers(0, limit))));
    const all = joined(parts);
    this.#size = all.count;
    this.#values = kernelMatrix(kernel, all, all);
    let first = 0;
    this.sides = parts.map(({ count }) => {
      const side = numbers(first, count);
      first += count;
      return side;
    });
  }

  /** As {@link discrepancy} of the states themselves. */
  discrepancy(x: Chosen, y: Chosen, estimator: Estimator): number {
    return this.#within(x, estimator) + this.#within(y, estimator) - (2 * this.#sum(x, y)) / (x.length * y.length);
  }

  /** The costs 1 − k of moving x to y. */
  costs(x: Chosen, y: Chosen): CostMatrix {
    const costs = new Float64Array(x.length * y.length);
    for (let i = 0; i < x.length; i++) {
      const row = (x[i] as number) * this.#size;
      for (let j = 0; j < y.length; j++) {
        costs[i * y.length + j] = Math.max(0, 1 - (this.#values[row + (y[j] as number)] as number));
      }
    }
    return { rows: x.length, columns: y.length, costs };
  }

  #within(x: Chosen, estimator: Estimator): number {
    const sum = this.#sum(x, x);
    if (estimator === 'biased') return sum / x.length ** 2;
    const diagonal = x.reduce((all, i) => all + (this.#values[i * (this.#size + 1)] as number), 0);
    return (sum - diagonal) / (x.length * (x.length - 1));
  }

  #sum(x: Chosen, y: Chosen): number {
    let sum = 0;
    for (const i of x) {
      const row = i * this.#size;
      for (let j = 0; j < y.length; j++) sum += this.#values[row + (y[j] as number)] as number;
    }
    return sum;
  }
}

function numbers(first: number, count: number): Chosen {
  return Uint32Array.from({ length: count }, (_, k) => first + k);
}

/** All states side by side; they are of one kind and dimension. */
function joined(parts: readonly StateEnsemble[]): StateEnsemble {
  const [first] = parts as readonly [StateEnsemble];
  const data = new Float64Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { ...first, count: parts.reduce((sum, { count }) => sum + count, 0), data };
}
