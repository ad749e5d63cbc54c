import { setImmediate } from 'node:timers/promises';
import { stream } from '@kraus/core';
import { diffusionMath, drawPrior } from '../diffusion/index.js';
import { engineInfo, type Tensor, tf } from '../engine/index.js';
import type { DrawOptions } from '../generative-model/index.js';
import type { LevelModel } from './level-model.js';

export interface GenerateOptions extends DrawOptions {
  /** Images at once; does not change them. Default 64. */
  readonly batch?: number | undefined;
  /** Called with x_T, …, x_0 of each batch (time, index of the batch's first image, levels: copy them). */
  readonly onFrame?: ((t: number, first: number, levels: Uint8Array) => void) | undefined;
}

/**
 * Draws images from the model: x_T from the chain's prior, then T reverse steps. The noise of image n at step t comes
 * from a stream keyed by (seed, n, t), so that neither the batch size nor the count changes an image.
 *
 * @param parameters - the network's parameters, e.g. the moving average
 * @returns levels, `[count, height, width, channels]`
 */
export async function generate(
  model: LevelModel,
  parameters: Readonly<Record<string, Tensor>>,
  options: GenerateOptions,
): Promise<Uint8Array> {
  const { seed, count, signal, onProgress, onFrame } = options;
  const size = model.imageSize;
  const { levels, steps } = model.chain;
  const largest = Math.min(options.batch ?? 64, count);
  const total = Math.ceil(count / largest) * steps;
  const images = new Uint8Array(count * size);
  const uniforms = new Float64Array(largest * size * levels);
  const math = diffusionMath(engineInfo().threads);
  let done = 0;
  for (let first = 0; first < count; first += largest) {
    const n = Math.min(largest, count - first);
    const x = images.subarray(first * size, (first + n) * size);
    for (let b = 0; b < n; b++) {
      const noise = uniforms.subarray(0, size);
      stream(seed, 'sample', first + b, 'prior').fillUniform(noise);
      drawPrior(model.chain, noise, x.subarray(b * size, (b + 1) * size));
    }
    onFrame?.(steps, first, x);
    for (let t = steps; t >= 1; t--) {
      signal?.throwIfAborted();
      const logits = tf.tidy(() => model.network.apply(parameters, x, new Int32Array(n).fill(t)));
      const each = size * levels;
      for (let b = 0; b < n && t > 1; b++) {
        stream(seed, 'sample', first + b, t).fillUniform(uniforms.subarray(b * each, (b + 1) * each));
      }
      math.reverseStep(model.loss, t, x, logits.dataSync() as Float32Array, uniforms);
      logits.dispose();
      onFrame?.(t - 1, first, x);
      onProgress?.(++done, total);
      await setImmediate();
    }
  }
  return images;
}
