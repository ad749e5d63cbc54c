import { stream } from '@kraus/core';
import type { GaussianChain } from '../gaussian-diffusion/index.js';
import type { PointSet } from '../point-data/index.js';

/** Points, what noise makes of them, and when. */
export interface NoisyPoints {
  readonly count: number;
  /** [count, dimension], as xt and noise: x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) noise. */
  readonly x0: Float64Array;
  readonly xt: Float64Array;
  readonly noise: Float64Array;
  /** [count], 1 … T, ascending. */
  readonly t: Int32Array;
}

/**
 * The training batches: which points, times and noise step s uses is a function of (seed, s). Every epoch is a permutation of the points;
 * a rest that fills no batch is left out. Times are spread evenly over the batch with one random offset, ascending.
 */
export class PointBatches {
  #epoch = -1;
  #order: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly chain: GaussianChain,
    private readonly points: PointSet,
    private readonly batch: number,
    private readonly seed: number,
  ) {}

  /** The batch of step 1, 2, …. */
  at(step: number): NoisyPoints {
    const { points, batch, seed } = this;
    const perEpoch = Math.max(Math.floor(points.count / batch), 1);
    const epoch = Math.floor((step - 1) / perEpoch);
    if (epoch !== this.#epoch) {
      this.#order = stream(seed, 'train', 'order', epoch).permutation(points.count);
      this.#epoch = epoch;
    }
    const first = ((step - 1) % perEpoch) * batch;
    const random = stream(seed, 'train', 'noise', step);
    const t = spreadTimes(batch, this.chain.steps, random.uniform());
    const noise = random.fillNormal(new Float64Array(batch * points.dimension));
    return noisyPoints(this.chain, points, this.#order.subarray(first, first + batch), t, noise);
  }
}

/** Fixed points, times and noise: all points, each at `draws` times spread evenly over 1 … T. */
export function fixedPoints(chain: GaussianChain, points: PointSet, draws: number, seed: number): NoisyPoints {
  const count = points.count * draws;
  const random = stream(seed, 'validation', 'noise');
  const order = random.permutation(count).map((k) => k % points.count);
  const noise = random.fillNormal(new Float64Array(count * points.dimension));
  return noisyPoints(chain, points, order, spreadTimes(count, chain.steps, 0.5), noise);
}

/** Chosen points at given times with given noise. */
export function noisyPoints(
  chain: GaussianChain,
  { dimension, values }: PointSet,
  chosen: ArrayLike<number>,
  t: Int32Array,
  noise: Float64Array,
): NoisyPoints {
  const count = t.length;
  const x0 = new Float64Array(count * dimension);
  const xt = new Float64Array(count * dimension);
  for (let n = 0; n < count; n++) {
    const left = chain.alphaBar(t[n] as number);
    const [signal, deviation] = [Math.sqrt(left), Math.sqrt(1 - left)];
    for (let k = 0; k < dimension; k++) {
      const at = n * dimension + k;
      const x = values[(chosen[n] as number) * dimension + k] as number;
      x0[at] = x;
      xt[at] = signal * x + deviation * (noise[at] as number);
    }
  }
  return { count, x0, xt, noise, t };
}

function spreadTimes(count: number, steps: number, offset: number): Int32Array {
  return Int32Array.from(
    { length: count },
    (_, n) => 1 + Math.min(Math.floor(((n + offset) * steps) / count), steps - 1),
  );
}
