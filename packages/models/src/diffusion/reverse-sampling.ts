import type { LossTables } from './discrete-loss.js';
import { logarithm } from './elementary.js';
import { dotProduct, largestOf, softWeights } from './levels.js';

/** Uniforms below this are taken as this: their logarithm is finite. */
const SMALLEST = 2 ** -54;

/**
 * One reverse step x_t → x_{t−1} for one or more images at the same t, from the network's logits for x₀ (twin of the
 * kernel `reverse_step`).
 *
 * t > 1: a draw from p_θ by the Gumbel-max rule in its exponential form, argmin_k −log(u_k) / p_θ(k), which is
 * argmax_k log p_θ(k) + Gumbel_k and needs no normalisation. t = 1: the most probable level, without noise, as D3PM.
 *
 * @param xt - `[pixels]` levels; overwritten with x_{t−1}
 * @param logits - `[pixels, levels]`
 * @param uniforms - `[pixels, levels]` numbers in [0, 1); unused at t = 1
 */
export function reverseStep(
  tables: LossTables,
  t: number,
  xt: Uint8Array,
  logits: Float32Array,
  uniforms: Float64Array,
): void {
  const { levels: n, step, before } = tables;
  const base = (t - 1) * n * n;
  const predicted = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let pixel = 0; pixel < xt.length; pixel++) {
    const at = pixel * n;
    softWeights(logits, at, n, largestOf(logits, at, n), predicted);
    const row = base + xt[pixel] * n;
    for (let k = 0; k < n; k++) weights[k] = dotProduct(before, base + k * n, predicted, n) * step[row + k];
    xt[pixel] = t === 1 ? indexOfLargest(weights) : firstToArrive(weights, uniforms, at);
  }
}

/** argmin_k −log(u_k) / w_k: index k with probability w_k / Σ w. */
function firstToArrive(weights: Float64Array, uniforms: Float64Array, at: number): number {
  let chosen = 0;
  let shortest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < weights.length; k++) {
    const u = uniforms[at + k];
    const wait = -logarithm(Math.max(u, SMALLEST)) / weights[k];
    if (weights[k] > 0 && wait < shortest) {
      shortest = wait;
      chosen = k;
    }
  }
  return chosen;
}

function indexOfLargest(weights: Float64Array): number {
  let index = 0;
  for (let k = 1; k < weights.length; k++) if (weights[k] > weights[index]) index = k;
  return index;
}
