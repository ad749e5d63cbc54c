import { exponential } from './elementary.js';

/** Logits further than this below the largest of their pixel are taken as this far: keeps every logarithm finite. */
export const DEEPEST = -600;

/** The largest of the `n` logits from `at`. */
export function largestOf(logits: Float32Array, at: number, n: number): number {
  let largest = logits[at];
  for (let j = 1; j < n; j++) if (logits[at + j] > largest) largest = logits[at + j];
  return largest;
}

/** Softmax without the division: exp(logit − largest) into `result`; returns the sum, that of the even plus that of the odd. */
export function softWeights(
  logits: Float32Array,
  at: number,
  n: number,
  largest: number,
  result: Float64Array,
): number {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < n; j++) {
    const x = logits[at + j] - largest;
    const e = exponential(Math.max(x, DEEPEST));
    result[j] = e;
    if (j % 2 === 0) even += e;
    else odd += e;
  }
  return even + odd;
}

/** Σ_j matrix[at + j] · p[j], the even terms plus the odd ones. */
export function dotProduct(matrix: Float64Array, at: number, p: Float64Array, n: number): number {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < n; j += 2) even += matrix[at + j] * p[j];
  for (let j = 1; j < n; j += 2) odd += matrix[at + j] * p[j];
  return even + odd;
}
