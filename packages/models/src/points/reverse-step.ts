import type { GaussianChain } from '../gaussian-diffusion/index.js';

/** What the outputs of a reverse model of points stand for. */
export type PointPrediction = 'noise' | 'x0' | 'mean' | 'meanVariance';

export const pointPredictions: readonly PointPrediction[] = ['noise', 'x0', 'mean', 'meanVariance'];

/**
 * The reverse step p(x_{t−1} | x_t) = N(μ, v I) that outputs y of a model stand for: μ = a_t x_t + b_t y. For `noise` and `x0` it is the
 * posterior's mean at the x_0 that they imply. v is the posterior's variance β̃_t (at t = 1, where that is 0, β̃_2); for `meanVariance`
 * log v = w log β_t + (1 − w) log β̃_t with w = (1 + o)/2 and o the last output (Nichol and Dhariwal, arXiv:2102.09672, eq. 15).
 */
export class ReverseStep {
  /** a_t and b_t, element t − 1. */
  readonly ofPoint: Float64Array;
  readonly ofOutput: Float64Array;
  /** log β̃_t, at t = 1 that of step 2; and log β_t. */
  readonly logPosterior: Float64Array;
  readonly logForward: Float64Array;
  /** Outputs a point. */
  readonly outputs: number;

  constructor(
    readonly chain: GaussianChain,
    readonly prediction: PointPrediction,
    readonly dimension: number,
  ) {
    const { steps, betas, posteriorVariances } = chain;
    this.outputs = dimension + (prediction === 'meanVariance' ? 1 : 0);
    this.ofPoint = new Float64Array(steps);
    this.ofOutput = new Float64Array(steps);
    const [zero, one] = [Float64Array.of(0), Float64Array.of(1)];
    const kind = prediction === 'meanVariance' ? 'mean' : prediction;
    for (let t = 1; t <= steps; t++) {
      this.ofPoint[t - 1] = chain.reverseMean(one, zero, kind, t)[0] as number;
      this.ofOutput[t - 1] = chain.reverseMean(zero, one, kind, t)[0] as number;
    }
    // β̃_1 = 0 is no variance of a density.
    const first = steps > 1 ? (posteriorVariances[1] as number) : (betas[0] as number);
    this.logForward = betas.map(Math.log);
    this.logPosterior = posteriorVariances.map((variance, k) => Math.log(k === 0 ? first : variance));
  }

  /** The mean's coordinate k of point n. */
  mean(outputs: Float64Array, xt: Float64Array, t: number, n: number, k: number): number {
    const [a, b] = [this.ofPoint[t - 1] as number, this.ofOutput[t - 1] as number];
    return a * (xt[n * this.dimension + k] as number) + b * (outputs[n * this.outputs + k] as number);
  }

  logVariance(outputs: Float64Array, t: number, n: number): number {
    const posterior = this.logPosterior[t - 1] as number;
    if (this.prediction !== 'meanVariance') return posterior;
    return posterior + ((1 + (outputs[n * this.outputs + this.dimension] as number)) / 2) * this.#span(t);
  }

  /** ∂ log v/∂ o. */
  variancePerOutput(t: number): number {
    return this.#span(t) / 2;
  }

  #span(t: number): number {
    return (this.logForward[t - 1] as number) - (this.logPosterior[t - 1] as number);
  }
}
