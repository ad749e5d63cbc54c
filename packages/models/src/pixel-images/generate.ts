import { setImmediate } from 'node:timers/promises';
import { type ComponentSpec, KrausError, resolveOptions, stream } from '@kraus/core';
import { type Tensor, tf } from '../engine/index.js';
import type { DrawOptions } from '../generative-model/index.js';
import type { PixelModel } from './pixel-model.js';
import { ancestralSchema, ddimSchema } from './schema.js';

export interface GenerateOptions extends DrawOptions {
  /** Images at once; does not change them. Default 64. */
  readonly batch?: number | undefined;
  /** Called with x_T, …, x_0 of each batch (time, values −1 … 1 and beyond: copy them). */
  readonly onFrame?: ((t: number, values: Float32Array) => void) | undefined;
}

/** A sampler with all options. */
interface Sampler {
  /** Times visited, T first; after the last comes x_0. */
  readonly times: readonly number[];
  /** Share of the ancestral noise. */
  readonly eta: number;
  readonly guidance: number;
  readonly class: number | undefined;
}

/**
 * Draws images: x_T of pure noise, then the sampler's steps. From what the network predicts follows x̂_0, cut to [−1, 1], and
 * ε̂ = (x_t − √ᾱ_t x̂_0)/√(1 − ᾱ_t); the step from t to s is x_s = √ᾱ_s x̂_0 + √(1 − ᾱ_s − σ²) ε̂ + σ · noise with
 * σ² = η² (1 − ᾱ_s)/(1 − ᾱ_t) (1 − ᾱ_t/ᾱ_s) (Song et al., arXiv:2010.02502, eq. 12 and 16); η = 1 over all times is ancestral sampling.
 * The noise of image n at step t comes from a stream keyed by (seed, n, t).
 *
 * @returns values about −1 … 1, `[count, height, width, channels]`
 * @throws KrausError `models/no-classes`, `models/no-such-class`, `models/too-many-steps`
 */
export async function generate(
  model: PixelModel,
  parameters: Readonly<Record<string, Tensor>>,
  options: GenerateOptions,
): Promise<Float32Array> {
  const { seed, count, signal, onProgress, onFrame } = options;
  const { chain, imageSize: size } = model;
  const sampler = samplerOf(model, options.sampler);
  const { times } = sampler;
  const largest = Math.min(options.batch ?? 64, count);
  const total = Math.ceil(count / largest) * times.length;
  const images = new Float32Array(count * size);
  const fresh = new Float32Array(size);
  let done = 0;
  for (let first = 0; first < count; first += largest) {
    const n = Math.min(largest, count - first);
    const x = images.subarray(first * size, (first + n) * size);
    const labels = labelsOf(model, sampler, { seed, first, count: n });
    for (let b = 0; b < n; b++) {
      model.noise.fill(x.subarray(b * size, (b + 1) * size), stream(seed, 'sample', first + b, 'prior'));
    }
    for (const [k, t] of times.entries()) {
      signal?.throwIfAborted();
      onFrame?.(t, x);
      const predicted = predict(model, parameters, x, t, labels, sampler.guidance);
      const next = times[k + 1] ?? 0;
      const [now, then] = [chain.alphaBar(t), chain.alphaBar(next)];
      const variance = sampler.eta ** 2 * ((1 - then) / (1 - now)) * (1 - now / then);
      const [signalNow, noiseNow] = [Math.sqrt(now), Math.sqrt(1 - now)];
      const [signalThen, noiseThen] = [Math.sqrt(then), Math.sqrt(Math.max(1 - then - variance, 0))];
      const deviation = Math.sqrt(variance);
      for (let b = 0; b < n; b++) {
        const drawn = next > 0 && deviation > 0;
        if (drawn) model.noise.fill(fresh, stream(seed, 'sample', first + b, t));
        for (let i = 0; i < size; i++) {
          const at = b * size + i;
          const guess = model.predict === 'noise' ? (x[at] - noiseNow * predicted[at]) / signalNow : predicted[at];
          const start = Math.min(1, Math.max(-1, guess));
          const noise = (x[at] - signalNow * start) / noiseNow;
          x[at] = signalThen * start + noiseThen * noise + (drawn ? deviation * fresh[i] : 0);
        }
      }
      onProgress?.(++done, total);
      await setImmediate();
    }
    onFrame?.(0, x);
  }
  return images;
}

function predict(
  model: PixelModel,
  parameters: Readonly<Record<string, Tensor>>,
  x: Float32Array,
  t: number,
  labels: Int32Array | undefined,
  guidance: number,
): Float32Array {
  const { height, width, channels, classes } = model.shape;
  const n = x.length / model.imageSize;
  const times = new Int32Array(n).fill(t);
  const result = tf.tidy(() => {
    const input = tf.tensor(x, [n, height, width, channels]);
    const conditioned = model.network.apply(parameters, input, times, labels);
    if (labels === undefined || guidance === 1) return conditioned;
    const free = model.network.apply(parameters, input, times, new Int32Array(n).fill(classes));
    return tf.add(free, tf.mul(tf.sub(conditioned, free), guidance));
  });
  const values = result.dataSync() as Float32Array;
  result.dispose();
  return values;
}

function samplerOf(model: PixelModel, spec: ComponentSpec | undefined): Sampler {
  const { component, options, span } = spec ?? { component: 'ancestral', options: {} };
  const all = Array.from({ length: model.chain.steps }, (_, k) => model.chain.steps - k);
  if (component === 'ancestral') {
    return checkClass(model, {
      times: all,
      eta: 1,
      ...resolveOptions(ancestralSchema, options, { name: component, span }),
    });
  }
  const { steps, ...rest } = resolveOptions(ddimSchema, options, { name: component, span });
  if (steps > all.length) {
    throw new KrausError(
      'models/too-many-steps',
      `ddim: ${steps} steps of a chain of ${all.length}; give at most those.`,
      { span },
    );
  }
  const times = Array.from({ length: steps }, (_, k) => Math.ceil(((steps - k) * all.length) / steps));
  return checkClass(model, { times, ...rest });
}

function checkClass(model: PixelModel, sampler: Sampler): Sampler {
  const { classes } = model.shape;
  if (sampler.class === undefined && (sampler.guidance === 1 || classes > 0)) return sampler;
  if (classes === 0) {
    throw new KrausError(
      'models/no-classes',
      `model ${model.spec.name}: the sampler names a class or guidance, but the model was not told classes; write condition time, class.`,
    );
  }
  if (sampler.class !== undefined && !model.classes.includes(sampler.class)) {
    throw new KrausError(
      'models/no-such-class',
      `model ${model.spec.name}: the sampler names class ${sampler.class}; there are ${model.classes.join(', ')}.`,
    );
  }
  return sampler;
}

function labelsOf(
  model: PixelModel,
  sampler: Sampler,
  { seed, first, count }: { readonly seed: number; readonly first: number; readonly count: number },
): Int32Array | undefined {
  if (model.shape.classes === 0) return undefined;
  return Int32Array.from({ length: count }, (_, b) => {
    if (sampler.class !== undefined) return sampler.class;
    return model.classes[stream(seed, 'sample', first + b, 'class').integer(model.classes.length)];
  });
}
