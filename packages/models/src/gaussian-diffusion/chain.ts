import { KrausError, type RandomStream } from '@kraus/core';
import { betasOf, type GaussianSchedule } from './schedule.js';

/** A normal distribution with the same variance in every direction. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly variance: number;
}

/** What a network may predict of x_t. */
export type Prediction = 'noise' | 'x0' | 'mean';

/**
 * Gaussian diffusion of vectors, q(x_t|x_{t−1}) = N(√(1 − β_t) x_{t−1}, β_t I) for t = 1 … T (Ho, Jain, Abbeel, arXiv:2006.11239). All
 * functions of t throw KrausError `diffusion/bad-step` outside 1 … T. Vectors may be batches: every function works entry by entry.
 */
export class GaussianChain {
  readonly steps: number;
  /** β_t; element t − 1 for step t, as in the arrays below. */
  readonly betas: Float64Array;
  /** ᾱ_t = Π (1 − β_s). */
  readonly alphaBars: Float64Array;
  /** Variance β̃_t of the posterior q(x_{t−1}|x_t, x_0); 0 at t = 1. */
  readonly posteriorVariances: Float64Array;

  /** @throws KrausError `diffusion/bad-schedule` */
  constructor(schedule: GaussianSchedule) {
    this.betas = betasOf(schedule);
    this.steps = this.betas.length;
    let product = 1;
    this.alphaBars = this.betas.map((beta) => {
      product *= 1 - beta;
      return product;
    });
    this.posteriorVariances = this.betas.map((beta, k) => (beta * (1 - this.alphaBar(k))) / (1 - this.alphaBar(k + 1)));
  }

  /** ᾱ_t, with ᾱ_0 = 1. */
  alphaBar(t: number): number {
    return t === 0 ? 1 : (this.alphaBars[t - 1] as number);
  }

  /** q(x_t|x_0) = N(√ᾱ_t x_0, (1 − ᾱ_t) I). */
  marginal(x0: Float64Array, t: number): Gaussian {
    this.#check(t);
    return { mean: x0.map((x) => Math.sqrt(this.alphaBar(t)) * x), variance: 1 - this.alphaBar(t) };
  }

  /** x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) noise. */
  noisy(x0: Float64Array, noise: Float64Array, t: number): Float64Array {
    const { mean, variance } = this.marginal(x0, t);
    return mean.map((x, k) => x + Math.sqrt(variance) * (noise[k] as number));
  }

  /** q(x_{t−1}|x_t, x_0), eqs. 6 and 7. At t = 1 it is x_0 without variance. */
  posterior(xt: Float64Array, x0: Float64Array, t: number): Gaussian {
    this.#check(t);
    const beta = this.betas[t - 1] as number;
    const [before, now] = [this.alphaBar(t - 1), this.alphaBar(t)];
    const fromStart = (Math.sqrt(before) * beta) / (1 - now);
    const fromNow = (Math.sqrt(1 - beta) * (1 - before)) / (1 - now);
    return {
      mean: xt.map((x, k) => fromStart * (x0[k] as number) + fromNow * x),
      variance: this.posteriorVariances[t - 1] as number,
    };
  }

  /** The mean of the reverse step that a prediction at x_t stands for: itself, or the posterior's at the x_0 that it implies. */
  reverseMean(xt: Float64Array, predicted: Float64Array, kind: Prediction, t: number): Float64Array {
    this.#check(t);
    if (kind === 'mean') return predicted;
    return this.posterior(xt, kind === 'x0' ? predicted : this.startFromNoise(xt, predicted, t), t).mean;
  }

  /** x_0 = (x_t − √(1 − ᾱ_t) noise)/√ᾱ_t. */
  startFromNoise(xt: Float64Array, noise: Float64Array, t: number): Float64Array {
    this.#check(t);
    const now = this.alphaBar(t);
    return xt.map((x, k) => (x - Math.sqrt(1 - now) * (noise[k] as number)) / Math.sqrt(now));
  }

  /**
   * One ancestral step: a draw of p(x_{t−1}|x_t) = N(mean, variance I); without noise at t = 1.
   * @param variance of the step; `posterior` is β̃_t, `forward` is β_t (Ho et al., section 3.2)
   */
  reverseStep(
    mean: Float64Array,
    t: number,
    random: RandomStream,
    variance: 'posterior' | 'forward' = 'posterior',
  ): Float64Array {
    this.#check(t);
    if (t === 1) return mean;
    const deviation = Math.sqrt((variance === 'posterior' ? this.posteriorVariances : this.betas)[t - 1] as number);
    const noise = random.fillNormal(new Float64Array(mean.length));
    return mean.map((x, k) => x + deviation * (noise[k] as number));
  }

  #check(t: number): void {
    if (Number.isInteger(t) && t >= 1 && t <= this.steps) return;
    throw new KrausError(
      'diffusion/bad-step',
      `Gaussian diffusion: step ${t}, expected a whole number in 1 … ${this.steps}.`,
    );
  }
}

/**
 * KL(p ‖ q) of two such Gaussians in nats: (|μ_p − μ_q|²/v_q + n (v_p/v_q − 1 − log(v_p/v_q)))/2 over n entries.
 * @throws KrausError `diffusion/bad-gaussian` unless both variances are above 0 and the lengths agree
 */
export function gaussianKl(p: Gaussian, q: Gaussian): number {
  if (p.mean.length !== q.mean.length || !(p.variance > 0) || !(q.variance > 0)) {
    throw new KrausError(
      'diffusion/bad-gaussian',
      `KL of Gaussians: ${p.mean.length} entries of variance ${p.variance} against ${q.mean.length} of ${q.variance}; expected equal lengths and variances above 0.`,
    );
  }
  const ratio = p.variance / q.variance;
  const squares = p.mean.reduce((sum, x, k) => sum + (x - (q.mean[k] as number)) ** 2, 0);
  return (squares / q.variance + p.mean.length * (ratio - 1 - Math.log(ratio))) / 2;
}
