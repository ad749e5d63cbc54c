import { type RandomStream, stream } from '@kraus/core';
import { drawNoisy } from '../diffusion/index.js';
import { EpochOrder, gather, spreadTimes, validationDraws } from '../image-models/index.js';
import type { LevelModel } from './level-model.js';

/** Clean and noisy images at given times. */
export interface NoisyBatch {
  /** `[batch, height, width, channels]` levels. */
  readonly x0: Uint8Array;
  readonly xt: Uint8Array;
  /** `[batch]`, 1 … T. */
  readonly t: Int32Array;
}

/** The training batches: which images, times and noise step s uses is a pure function of (seed, s). */
export class TrainingBatches {
  private readonly order: EpochOrder;

  constructor(
    private readonly model: LevelModel,
    private readonly images: Uint8Array,
    private readonly batch: number,
    private readonly seed: number,
  ) {
    this.order = new EpochOrder(images.length / model.imageSize, batch, seed);
  }

  /** The batch of step 1, 2, …. */
  at(step: number): NoisyBatch {
    const { batch, model } = this;
    const size = model.imageSize;
    const x0 = gather(this.images, size, this.order.at(step), new Uint8Array(batch * size));
    const random = stream(this.seed, 'train', 'noise', step);
    const t = spreadTimes(batch, model.chain.steps, random);
    return { x0, xt: corrupt(model, x0, t, random), t };
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
  const { items, times } = validationDraws(count, steps, draws, random);
  const batches: NoisyBatch[] = [];
  for (let first = 0; first < draws; first += options.batch) {
    const last = Math.min(first + options.batch, draws);
    const t = times.slice(first, last);
    const x0 = gather(images, size, items.subarray(first, last), new Uint8Array((last - first) * size));
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
