import type { RandomStream } from '@kraus/core';
import type { ImageDataset, ImageSplit } from '../data/index.js';
import { type ImageBatch, selectImages } from './image-batch.js';

/** Real images drawn for one comparison. */
export interface RealImages {
  readonly against: 'train' | 'test';
  /** What samples are compared with. */
  readonly reference: ImageBatch;
  /** The same images before preparation. */
  readonly unprepared: ImageBatch;
  /** Real images in the place of samples, each batch disjoint from the others and from `floorReference`. */
  readonly heldOut: readonly ImageBatch[];
  /** What the held-out images are compared with: `reference`, or what is left of its split. */
  readonly floorReference: ImageBatch;
  readonly how: string;
}

/** Turns the pixels of real images into what a perfect model would give (quantised to its levels). */
export type Prepare = (pixels: Uint8Array) => Uint8Array;

/** No more than this many draws for the floor. */
const MOST_REPEATS = 5;

/**
 * Draws the reference and the held-out images of the floor. Held-out images come from the other split as often as
 * `count` fits (at most five times). Where the other split is too small, they come from the reference split, and the
 * floor's reference is the rest of it.
 */
export function drawRealImages(
  dataset: ImageDataset,
  options: {
    readonly against: 'train' | 'test';
    readonly count: number;
    readonly limit: number;
    readonly prepare: Prepare;
    readonly random: RandomStream;
  },
): RealImages {
  const { against, count, limit, prepare, random } = options;
  const other = against === 'train' ? 'test' : 'train';
  const pick = (split: ImageSplit, order: ArrayLike<number>): ImageBatch =>
    prepared(selectImages({ ...split, shape: dataset.shape }, order), prepare);
  const main = dataset[against];
  const order = random.child(against).permutation(main.count);
  const chosen = order.subarray(0, limit);
  const reference = pick(main, chosen);
  const unprepared = selectImages({ ...main, shape: dataset.shape }, chosen);
  const common = { against, reference, unprepared };
  const repeats = Math.min(MOST_REPEATS, Math.floor(dataset[other].count / count));
  if (repeats > 0) {
    const otherOrder = random.child(other).permutation(dataset[other].count);
    const heldOut = Array.from({ length: repeats }, (_, r) =>
      pick(dataset[other], otherOrder.subarray(r * count, (r + 1) * count)),
    );
    const how = `${repeats} disjoint draws of ${count} ${other} images against the same reference`;
    return { ...common, heldOut, floorReference: reference, how };
  }
  const size = Math.min(count, Math.floor(main.count / 2));
  const heldOut = [pick(main, order.subarray(main.count - size))];
  const floorReference = pick(main, order.subarray(0, Math.min(limit, main.count - size)));
  const fewer = size < count ? `, fewer than the ${count} samples because there are no more` : '';
  const how = `${size} ${against} images against ${floorReference.count} others of them${fewer}`;
  return { ...common, heldOut, floorReference, how };
}

/** A batch with its pixels prepared. */
export function prepared(images: ImageBatch, prepare: Prepare): ImageBatch {
  return { ...images, pixels: prepare(images.pixels) };
}
