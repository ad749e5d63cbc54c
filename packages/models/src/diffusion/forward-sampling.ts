import type { DiscreteChain } from './chain.js';

/** Cumulative distributions for drawing x_t given x₀: `[steps, levels (of x₀), levels]`, index t−1 first. */
export interface ForwardTable {
  readonly levels: number;
  readonly steps: number;
  readonly thresholds: Float64Array;
}

export function forwardTable(chain: DiscreteChain): ForwardTable {
  const n = chain.levels;
  const thresholds = new Float64Array(chain.steps * n * n);
  for (let t = 1; t <= chain.steps; t++) {
    const matrix = chain.cumulative[t];
    for (let j = 0; j < n; j++) cumulate((i) => matrix[i * n + j], n, thresholds, ((t - 1) * n + j) * n);
  }
  return { levels: n, steps: chain.steps, thresholds };
}

/**
 * Draws x_t ~ q(x_t | x₀) pixel by pixel, by inversion: one uniform a pixel.
 *
 * @param x0 - levels of one or more images
 * @param t - the time of all of them, 0 … steps (0 copies)
 * @param uniforms - as many numbers in [0, 1) as there are pixels
 * @param result - where to write x_t, same length as `x0`
 */
export function drawNoisy(
  table: ForwardTable,
  x0: Uint8Array,
  t: number,
  uniforms: Float64Array,
  result: Uint8Array,
): void {
  if (t === 0) {
    result.set(x0);
    return;
  }
  const n = table.levels;
  const base = (t - 1) * n * n;
  for (let pixel = 0; pixel < x0.length; pixel++) {
    result[pixel] = invert(table.thresholds, base + x0[pixel] * n, n, uniforms[pixel]);
  }
}

/** One step x_{t−1} → x_t of a Markov chain (for pictures of a path, where the draws must hang together). */
export function drawStep(
  chain: DiscreteChain,
  t: number,
  previous: Uint8Array,
  uniforms: Float64Array,
  result: Uint8Array,
): void {
  const n = chain.levels;
  const matrix = chain.step[t - 1];
  const thresholds = new Float64Array(n * n);
  for (let j = 0; j < n; j++) cumulate((i) => matrix[i * n + j], n, thresholds, j * n);
  for (let pixel = 0; pixel < previous.length; pixel++) {
    result[pixel] = invert(thresholds, previous[pixel] * n, n, uniforms[pixel]);
  }
}

/** Draws x_T from the chain's prior, pixel by pixel. */
export function drawPrior(chain: DiscreteChain, uniforms: Float64Array, result: Uint8Array): void {
  const thresholds = new Float64Array(chain.levels);
  cumulate((i) => chain.prior[i], chain.levels, thresholds, 0);
  for (let pixel = 0; pixel < result.length; pixel++) {
    result[pixel] = invert(thresholds, 0, chain.levels, uniforms[pixel]);
  }
}

/** Running sums; from the last level of positive probability on they are 1, so that rounding selects no empty level. */
function cumulate(probability: (i: number) => number, n: number, into: Float64Array, at: number): void {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (probability(i) > 0) last = i;
    sum += probability(i);
    into[at + i] = sum;
  }
  for (let i = last; i < n; i++) into[at + i] = 1;
}

function invert(thresholds: Float64Array, at: number, n: number, uniform: number): number {
  let i = 0;
  while (i < n - 1 && uniform >= thresholds[at + i]) i++;
  return i;
}
