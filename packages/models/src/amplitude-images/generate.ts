import { setImmediate } from 'node:timers/promises';
import { resolveOptions, stream } from '@kraus/core';
import { tf } from '../engine/index.js';
import type { DrawOptions, Parameters } from '../generative-model/index.js';
import type { AmplitudeModel } from './amplitude-model.js';
import { type Distributions, normalise } from './embedding.js';
import { measureRows } from './measurement.js';
import { drawPrior } from './prior.js';
import { collapseSchema } from './schema.js';

export interface GenerateOptions extends DrawOptions {
  /** Images at once; does not change them. Default 64. */
  readonly batch?: number | undefined;
  /** Called with p_T, …, p_0 of each batch. */
  readonly onFrame?: ((t: number, rows: Distributions) => void) | undefined;
}

/**
 * Draws images as distributions: from the prior through the circuits of the steps T … 1, measured after each, exactly or by shots. Image n
 * depends on (parameters, seed, n) alone.
 */
export async function generate(
  model: AmplitudeModel,
  parameters: Parameters,
  options: GenerateOptions,
): Promise<Distributions> {
  const { seed, count, signal, onProgress, onFrame } = options;
  const { size, forward, reverse } = model;
  const { shots } = resolveOptions(collapseSchema, options.sampler?.options ?? {}, { name: 'collapse' });
  const largest = Math.min(options.batch ?? 64, count);
  const total = Math.ceil(count / largest) * forward.steps;
  const images = new Float32Array(count * size);
  let done = 0;
  for (let first = 0; first < count; first += largest) {
    const rows = Math.min(largest, count - first);
    let x = drawPrior(model, parameters, rows, (row) => stream(seed, 'sample', first + row, 'prior'));
    onFrame?.(forward.steps, x);
    for (let t = forward.steps; t >= 1; t--) {
      signal?.throwIfAborted();
      const measured = tf.tidy(() => reverse.apply(parameters, x, t));
      x = normalise(Float32Array.from(measured.dataSync()), size);
      measured.dispose();
      const measurements = forward.shotsAt(t - 1) ?? shots;
      if (measurements !== undefined) {
        measureRows(x, size, measurements, (row) => stream(seed, 'sample', first + row, t));
      }
      onFrame?.(t - 1, x);
      onProgress?.(++done, total);
      await setImmediate();
    }
    images.set(x, first * size);
  }
  return images;
}
