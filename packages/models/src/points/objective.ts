import type { LossMeans } from '../generative-model/index.js';
import type { NoisyPoints } from './batches.js';
import type { ReverseStep } from './reverse-step.js';

export type PointObjective = 'kl' | 'mse';

/** Sums over some points, and the derivative of the mean loss with respect to every output. */
export interface PointLoss extends LossMeans {
  /** [count, outputs]. */
  readonly cotangents: Float64Array;
  /** Of every point: KL of the posterior from the reverse step, at t = 1 −log p(x_0 | x_1); nats. */
  readonly divergences: Float64Array;
}

/**
 * The mean loss over a batch. `kl`: KL(q(x_{t−1} | x_t, x_0) ‖ p) in nats, at t = 1 −log p(x_0 | x_1) (Ho et al., eq. 5). `mse`: the squared
 * error of what is predicted, a coordinate. The divergence is a term of both.
 */
export function pointLoss(
  step: ReverseStep,
  objective: PointObjective,
  batch: NoisyPoints,
  outputs: Float64Array,
): PointLoss {
  const { dimension: d, outputs: columns, chain } = step;
  const { x0, xt, noise, t, count } = batch;
  const cotangents = new Float64Array(count * columns);
  const divergences = new Float64Array(count);
  let [divergence, squares] = [0, 0];
  for (let n = 0; n < count; n++) {
    const tn = t[n] as number;
    const before = chain.alphaBar(tn - 1);
    const now = chain.alphaBar(tn);
    const beta = chain.betas[tn - 1] as number;
    const fromStart = (Math.sqrt(before) * beta) / (1 - now);
    const fromNow = (Math.sqrt(1 - beta) * (1 - before)) / (1 - now);
    const logVariance = step.logVariance(outputs, tn, n);
    const variance = Math.exp(logVariance);
    let distance = 0;
    for (let k = 0; k < d; k++) {
      const at = n * d + k;
      const posterior = fromStart * (x0[at] as number) + fromNow * (xt[at] as number);
      const error = step.mean(outputs, xt, tn, n, k) - posterior;
      distance += error * error;
      if (objective === 'kl') {
        cotangents[n * columns + k] = ((error / variance) * (step.ofOutput[tn - 1] as number)) / count;
        continue;
      }
      const wanted =
        step.prediction === 'noise' ? (noise[at] as number) : step.prediction === 'x0' ? (x0[at] as number) : posterior;
      const miss = (outputs[n * columns + k] as number) - wanted;
      squares += miss * miss;
      cotangents[n * columns + k] = (2 * miss) / (count * d);
    }
    // KL of normal distributions with variances β̃ and v; at t = 1 the negative log-density.
    const ratio = tn === 1 ? 0 : (chain.posteriorVariances[tn - 1] as number) / variance;
    const rest = tn === 1 ? Math.log(2 * Math.PI) + logVariance : ratio - 1 - Math.log(ratio);
    const own = (distance / variance + d * rest) / 2;
    divergences[n] = own;
    divergence += own;
    if (objective === 'kl' && step.prediction === 'meanVariance') {
      cotangents[n * columns + d] =
        (((d * (1 - ratio) - distance / variance) / 2) * step.variancePerOutput(tn)) / count;
    }
  }
  const mean = divergence / count;
  const terms = { divergence: mean };
  return { loss: objective === 'kl' ? mean : squares / (count * d), terms, cotangents, divergences };
}

/** KL(q(x_T | x_0) ‖ N(0, I)), the mean over points, nats: what the forward process has not destroyed. */
export function priorDivergence(step: ReverseStep, points: Float64Array): number {
  const left = step.chain.alphaBar(step.chain.steps);
  const squares = points.reduce((sum, x) => sum + x * x, 0);
  const coordinates = points.length;
  const mean = (left * squares) / coordinates - left - Math.log(1 - left);
  return (step.dimension * mean) / 2;
}
