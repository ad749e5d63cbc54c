import { KrausError } from '@kraus/core';
import type { StateEnsemble } from '../state-data/index.js';
import { exactTransport, sinkhorn } from '../transport/index.js';
import { checkAlike, fidelities, kernelMatrix, type StateKernel } from './kernels.js';

/**
 * How means of a kernel within one ensemble are taken. `biased`: over all pairs, each state with itself too, as published for QuDDPM
 * and MSQuDDPM; never negative, and above zero between two draws of one law. `unbiased`: over pairs of different states (Gretton et al.
 * 2012, lemma 6); may be negative near zero.
 */
export type Estimator = 'biased' | 'unbiased';

export interface DiscrepancyOptions {
  /** Default `fidelity`. */
  readonly kernel?: StateKernel;
  /** Default `unbiased`. */
  readonly estimator?: Estimator;
}

/**
 * The squared maximum mean discrepancy of two ensembles, mean k(x, x') + mean k(y, y') − 2 mean k(x, y), with the fidelity or the
 * superfidelity as kernel k: D = 2(1 − F̄_xy) − (1 − F̄_xx) − (1 − F̄_yy) of QuDDPM. It sees the first moment of the states alone
 * where the kernel is tr ρσ (pure states): ensembles of equal mean state are at distance 0.
 * @throws KrausError `states/wrong-shape`, `states/too-few`
 */
export function discrepancy(x: StateEnsemble, y: StateEnsemble, options: DiscrepancyOptions = {}): number {
  const { kernel = 'fidelity', estimator = 'unbiased' } = options;
  const within = (states: StateEnsemble): number =>
    withinMean(kernelMatrix(kernel, states, states), states.count, estimator);
  const across = kernelMatrix(kernel, x, y);
  return within(x) + within(y) - 2 * (across.reduce((sum, k) => sum + k, 0) / across.length);
}

/** Mean of a square kernel matrix, with or without its diagonal. @throws KrausError `states/too-few` */
function withinMean(kernel: Float64Array, count: number, estimator: Estimator): number {
  let [sum, diagonal] = [0, 0];
  for (const k of kernel) sum += k;
  if (estimator === 'biased') return sum / count ** 2;
  checkPairs(count);
  for (let i = 0; i < count; i++) diagonal += kernel[i * count + i] as number;
  return (sum - diagonal) / (count * (count - 1));
}

/** @throws KrausError `states/too-few` */
export function checkPairs(count: number): void {
  if (count >= 2) return;
  throw new KrausError('states/too-few', `Unbiased discrepancy: ${count} state on one side; expected at least 2.`);
}

export interface WassersteinOptions {
  /** What 1 − k is the cost; default `fidelity`. */
  readonly kernel?: StateKernel;
  /** Regularisation ε of Sinkhorn's iterations; default 0, the exact solver. */
  readonly regularisation?: number;
}

/**
 * The 1-Wasserstein distance of two ensembles with the cost 1 − F (or 1 − superfidelity) of a pair, every state of one side weighing
 * the same: what QuDDPM and MSQuDDPM train by. With a regularisation, the cost of Sinkhorn's plan.
 * @throws KrausError `states/wrong-shape`, `transport/…`
 */
export function wasserstein(x: StateEnsemble, y: StateEnsemble, options: WassersteinOptions = {}): number {
  const { kernel = 'fidelity', regularisation = 0 } = options;
  checkAlike(x, y);
  const costs = kernelMatrix(kernel, x, y).map((k) => 1 - k);
  const matrix = { rows: x.count, columns: y.count, costs };
  return regularisation === 0 ? exactTransport(matrix).cost : sinkhorn(matrix, { regularisation }).cost;
}

/**
 * Fidelities of paired states, x_n with y_n, or of every x with the one y: `[x.count]`.
 * @throws KrausError `states/wrong-shape` unless y has as many states as x, or one
 */
export function pairedFidelities(x: StateEnsemble, y: StateEnsemble): Float64Array {
  if (y.count !== x.count && y.count !== 1) {
    throw new KrausError(
      'states/wrong-shape',
      `Fidelities of ${x.count} states with ${y.count}: expected as many, or one.`,
    );
  }
  const size = (states: StateEnsemble): number => states.data.length / states.count;
  const one = (states: StateEnsemble, n: number): StateEnsemble => ({
    ...states,
    count: 1,
    data: states.data.subarray(n * size(states), (n + 1) * size(states)),
  });
  return Float64Array.from(
    { length: x.count },
    (_, n) => fidelities(one(x, n), y.count === 1 ? y : one(y, n))[0] as number,
  );
}
