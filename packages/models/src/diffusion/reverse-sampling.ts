import type { DiscreteChain } from './chain.js';
import { reverseProbabilities } from './posterior.js';

/**
 * One reverse step x_t → x_{t−1} for one or more images at the same t, from the network's logits for x₀.
 *
 * t > 1: a draw from p_θ by the Gumbel-max rule in its exponential form, argmin_k −log(u_k) / p_θ(k), which is
 * argmax_k log p_θ(k) + Gumbel_k. t = 1: the most probable level, without noise, as D3PM.
 *
 * @param xt - `[pixels]` levels; overwritten with x_{t−1}
 * @param logits - `[pixels, levels]`
 * @param uniforms - `[pixels, levels]` numbers in [0, 1); unused at t = 1
 */
export function reverseStep(
  chain: DiscreteChain,
  t: number,
  xt: Uint8Array,
  logits: Float32Array,
  uniforms: Float64Array,
): void {
  const n = chain.levels;
  const predicted = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let pixel = 0; pixel < xt.length; pixel++) {
    const at = pixel * n;
    softmax(logits, at, n, predicted);
    reverseProbabilities(chain, t, xt[pixel], predicted, weights);
    if (t === 1) {
      xt[pixel] = largestAt(weights, 0, n);
      continue;
    }
    let chosen = 0;
    let shortest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < n; k++) {
      const weight = weights[k];
      if (!(weight > 0)) continue;
      const wait = -Math.log(uniforms[at + k]) / weight;
      if (wait < shortest) {
        shortest = wait;
        chosen = k;
      }
    }
    xt[pixel] = chosen;
  }
}

/** Softmax of `n` float32 numbers from `at`, in float64. */
export function softmax(logits: Float32Array, at: number, n: number, result: Float64Array): void {
  const largest = logits[at + largestAt(logits, at, n)];
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const e = Math.exp(logits[at + j] - largest);
    result[j] = e;
    sum += e;
  }
  for (let j = 0; j < n; j++) result[j] /= sum;
}

function largestAt(values: Float32Array | Float64Array, at: number, n: number): number {
  let index = 0;
  for (let j = 1; j < n; j++) if (values[at + j] > values[at + index]) index = j;
  return index;
}
