import { type RandomStream, stream } from '@kraus/core';
import { EpochOrder, gather, spreadTimes, validationDraws } from '../image-models/index.js';
import type { PixelModel } from './pixel-model.js';

/** Share of the training images whose class is withheld, so that the network learns to predict without (arXiv:2207.12598). */
const WITHHELD = 0.1;

/** Images of real numbers with their labels. */
export interface LabelledImages {
  /** `[count, height, width, channels]`, −1 … 1. */
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

/** Noisy images at given times, and what the network should say of them. */
export interface NoisyBatch {
  readonly xt: Float32Array;
  readonly target: Float32Array;
  /** `[batch]`, 1 … T. */
  readonly t: Int32Array;
  readonly labels: Int32Array | undefined;
}

/** The training batches: which images, times, labels and noise step s uses is a pure function of (seed, s). */
export class TrainingBatches {
  private readonly order: EpochOrder;

  constructor(
    private readonly model: PixelModel,
    private readonly images: LabelledImages,
    private readonly batch: number,
    private readonly seed: number,
  ) {
    this.order = new EpochOrder(images.labels.length, batch, seed);
  }

  /** The batch of step 1, 2, …. */
  at(step: number): NoisyBatch {
    const random = stream(this.seed, 'train', 'noise', step);
    const t = spreadTimes(this.batch, this.model.chain.steps, random);
    return noisy(this.model, this.images, this.order.at(step), t, random, WITHHELD);
  }
}

/** Fixed batches for validation: the same images, times (evenly spread) and noise at every call. */
export function validationBatches(
  model: PixelModel,
  images: LabelledImages,
  { seed, batch, most }: { readonly seed: number; readonly batch: number; readonly most: number },
): NoisyBatch[] {
  const count = Math.min(images.labels.length, most);
  if (count === 0) return [];
  const random = stream(seed, 'validation', 'noise');
  const draws = Math.max(count, most);
  const { items, times } = validationDraws(count, model.chain.steps, draws, random);
  const batches: NoisyBatch[] = [];
  for (let first = 0; first < draws; first += batch) {
    const last = Math.min(first + batch, draws);
    batches.push(noisy(model, images, items.subarray(first, last), times.slice(first, last), random, 0));
  }
  return batches;
}

function noisy(
  model: PixelModel,
  images: LabelledImages,
  items: Uint32Array,
  t: Int32Array,
  random: RandomStream,
  withheld: number,
): NoisyBatch {
  const { imageSize: size, chain, shape } = model;
  const x0 = gather(images.pixels, size, items, new Float32Array(items.length * size));
  const noise = new Float32Array(x0.length);
  const xt = new Float32Array(x0.length);
  for (let b = 0; b < items.length; b++) {
    model.noise.fill(noise.subarray(b * size, (b + 1) * size), random);
    const left = chain.alphaBar(t[b]);
    const [signal, deviation] = [Math.sqrt(left), Math.sqrt(1 - left)];
    for (let k = b * size; k < (b + 1) * size; k++) xt[k] = signal * x0[k] + deviation * noise[k];
  }
  const labels =
    shape.classes === 0
      ? undefined
      : Int32Array.from(items, (item) => (random.uniform() < withheld ? shape.classes : images.labels[item]));
  return { xt, target: model.predict === 'noise' ? noise : x0, t, labels };
}
