import { type RandomStream, stream } from '@kraus/core';
import { drawNoisy } from '../diffusion/index.js';
import type { LevelModel } from './level-model.js';

/** Clean and noisy images at given times. */
export interface NoisyBatch {
  /** `[batch, height, width, channels]` levels. */
  readonly x0: Uint8Array;
  readonly xt: Uint8Array;
  /** `[batch]`, 1 … T. */
  readonly t: Int32Array;
}

/**
 * The training batches: which images, times and noise step s uses is a pure function of (seed, s). Every epoch is a
 * permutation of the images; a rest that fills no batch is left out. Times are uniform over 1 … T, spread evenly over
 * the batch (one random offset), which lowers the variance of the gradient.
 */
export class TrainingBatches {
  private epoch = -1;
  private order: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly model: LevelModel,
    private readonly images: Uint8Array,
    private readonly batch: number,
    private readonly seed: number,
  ) {}

  /** The batch of step 1, 2, …. */
  at(step: number): NoisyBatch {
    const size = this.model.imageSize;
    const count = this.images.length / size;
    const perEpoch = Math.max(Math.floor(count / this.batch), 1);
    const epoch = Math.floor((step - 1) / perEpoch);
    if (epoch !== this.epoch) {
      this.order = stream(this.seed, 'train', 'order', epoch).permutation(count);
      this.epoch = epoch;
    }
    const first = ((step - 1) % perEpoch) * this.batch;
    const x0 = new Uint8Array(this.batch * size);
    for (let b = 0; b < this.batch; b++) {
      const image = this.order[first + b];
      x0.set(this.images.subarray(image * size, (image + 1) * size), b * size);
    }
    const random = stream(this.seed, 'train', 'noise', step);
    const offset = random.uniform();
    const steps = this.model.chain.steps;
    const t = Int32Array.from(
      { length: this.batch },
      (_, b) => 1 + Math.min(Math.floor(((offset + b / this.batch) % 1) * steps), steps - 1),
    );
    return { x0, xt: corrupt(this.model, x0, t, random), t };
  }
}

/** Fixed batches for validation: the same images, times (evenly spread) and noise at every call. */
export function validationBatches(
  model: LevelModel,
  images: Uint8Array,
  options: { readonly seed: number; readonly batch: number; readonly most: number },
): NoisyBatch[] {
  const size = model.imageSize;
  const count = Math.min(images.length / size, options.most);
  if (count === 0) return [];
  const steps = model.chain.steps;
  const draws = Math.max(count, 4 * steps);
  const random = stream(options.seed, 'validation', 'noise');
  const times = random.permutation(draws);
  const batches: NoisyBatch[] = [];
  for (let first = 0; first < draws; first += options.batch) {
    const n = Math.min(options.batch, draws - first);
    const x0 = new Uint8Array(n * size);
    const t = new Int32Array(n);
    for (let b = 0; b < n; b++) {
      const image = (first + b) % count;
      x0.set(images.subarray(image * size, (image + 1) * size), b * size);
      t[b] = 1 + Math.floor((times[first + b] * steps) / draws);
    }
    batches.push({ x0, xt: corrupt(model, x0, t, random), t });
  }
  return batches;
}

function corrupt(model: LevelModel, x0: Uint8Array, t: Int32Array, random: RandomStream): Uint8Array {
  const size = model.imageSize;
  const xt = new Uint8Array(x0.length);
  const uniforms = new Float64Array(size);
  for (let b = 0; b < t.length; b++) {
    random.fillUniform(uniforms);
    const range = [b * size, (b + 1) * size] as const;
    drawNoisy(model.forward, x0.subarray(...range), t[b], uniforms, xt.subarray(...range));
  }
  return xt;
}
