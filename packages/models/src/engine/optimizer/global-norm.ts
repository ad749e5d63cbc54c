import { krausBackend, sumOfSquares } from '../backend/index.js';
import { type Tensor, tf } from '../tensor-flow.js';

/** Euclidean norm over all elements of all gradients together (float64 sum on the host, deterministic order). */
export function globalNorm(gradients: readonly Tensor[]): number {
  const backend = krausBackend();
  let sum = 0;
  for (const gradient of gradients) {
    sum += backend ? sumOfSquares(backend, gradient) : tf.tidy(() => tf.sum(tf.square(gradient)).dataSync()[0] ?? 0);
  }
  return Math.sqrt(sum);
}

/** Factor that brings gradients of norm `norm` down to at most `limit`; 1 if they are below it already. */
export function clipFactor(norm: number, limit: number): number {
  return norm > limit ? limit / norm : 1;
}
