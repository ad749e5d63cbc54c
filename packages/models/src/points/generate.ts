import { setImmediate } from 'node:timers/promises';
import { stream } from '@kraus/core';
import type { DrawOptions, Parameters } from '../generative-model/index.js';
import type { PointModel } from './point-model.js';

/** Points at once: bounds the memory of their noise. */
const CHUNK = 4096;

export interface PointDrawOptions extends DrawOptions {
  /** Called with x_T, …, x_0 of each chunk: copy them. */
  readonly onFrame?: ((t: number, points: Float64Array) => void) | undefined;
}

/**
 * Draws points: x_T from N(0, I), then T reverse steps; the last one gives its mean. The noise of point n comes from a stream keyed by
 * (seed, n), so that the count changes no point.
 *
 * @returns [count, dimension]
 */
export async function generatePoints(
  model: PointModel,
  parameters: Parameters,
  { seed, count, signal, onProgress, onFrame }: PointDrawOptions,
): Promise<Float64Array> {
  const { dimension: d, chain, step, network } = model;
  const { steps } = chain;
  const points = new Float64Array(count * d);
  const total = Math.ceil(count / CHUNK) * steps;
  let done = 0;
  for (let first = 0; first < count; first += CHUNK) {
    const n = Math.min(CHUNK, count - first);
    const noise = Array.from({ length: n }, (_, k) =>
      stream(seed, 'sample', first + k).fillNormal(new Float64Array(steps * d)),
    );
    const x = points.subarray(first * d, (first + n) * d);
    noise.forEach((own, k) => {
      x.set(own.subarray(0, d), k * d);
    });
    onFrame?.(steps, x);
    for (let t = steps; t >= 1; t--) {
      signal?.throwIfAborted();
      const outputs = network.run(parameters, x, new Int32Array(n).fill(t));
      const before = x.slice();
      for (let k = 0; k < n; k++) {
        const deviation = t === 1 ? 0 : Math.exp(step.logVariance(outputs, t, k) / 2);
        const own = noise[k] as Float64Array;
        for (let c = 0; c < d; c++) {
          const draw = t === 1 ? 0 : (own[(steps - t + 1) * d + c] as number);
          x[k * d + c] = step.mean(outputs, before, t, k, c) + deviation * draw;
        }
      }
      onFrame?.(t - 1, x);
      onProgress?.(++done, total);
      await setImmediate();
    }
  }
  return points;
}
