import { KrausError } from '@kraus/core';
import type { ImageSplit, RawImages } from './image-dataset.js';
import { centreSquare, resizeImages, toColour, toGrey } from './resize.js';
import { splitIndices } from './split-indices.js';

/** The options that every source takes, see `schema.ts`. */
export interface Selection {
  readonly classes: readonly number[] | undefined;
  readonly size: number | undefined;
  readonly colour: 'grey' | 'rgb' | undefined;
  readonly limit: number | undefined;
  /** Share of the pool held out where the source has no such split. */
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
}

/** What a source gives: splits that it does not have are taken from `pool`. */
export interface RawSplits {
  readonly pool: RawImages;
  readonly validation?: RawImages | undefined;
  readonly test?: RawImages | undefined;
}

export interface SelectedSplits {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly train: ImageSplit;
  readonly validation: ImageSplit;
  readonly test: ImageSplit;
}

/**
 * Applies classes, colour and size to every image and makes the three splits: those that the source does not have are taken from
 * the pool by {@link splitIndices}. Within a split the file's order is kept.
 *
 * @throws KrausError `data/no-such-class`, `data/empty-split`
 */
export function selectSplits(raw: RawSplits, selection: Selection, where: string): SelectedSplits {
  const pool = ofClasses(raw.pool, selection.classes, where);
  const shares = {
    limit: selection.limit,
    seed: selection.seed,
    test: raw.test === undefined ? selection.test : 0,
    validation: raw.validation === undefined ? selection.validation : 0,
  };
  const indices = splitIndices(pool.length, shares, where, 'image');
  const inPool = (split: readonly number[]): number[] => split.map((i) => pool[i] ?? 0);

  const ready = (images: RawImages, kept: readonly number[]): RawImages => reshape(pick(images, kept), selection);
  const trainImages = ready(raw.pool, inPool(indices.train));
  const whole = (images: RawImages): RawImages => ready(images, ofClasses(images, selection.classes, where));
  return {
    shape: [trainImages.height, trainImages.width, trainImages.channels],
    train: split(trainImages),
    validation: split(
      raw.validation === undefined ? ready(raw.pool, inPool(indices.validation)) : whole(raw.validation),
    ),
    test: split(raw.test === undefined ? ready(raw.pool, inPool(indices.test)) : whole(raw.test)),
  };
}

function ofClasses(images: RawImages, classes: readonly number[] | undefined, where: string): number[] {
  const all = Array.from({ length: images.count }, (_, i) => i);
  if (classes === undefined) return all;
  const wanted = new Set(classes);
  const kept = all.filter((i) => wanted.has(images.labels[i] ?? 0));
  const present = new Set(images.labels);
  const missing = classes.find((label) => !present.has(label));
  if (missing !== undefined) {
    const labels = [...present].sort((a, b) => a - b).join(', ');
    throw new KrausError(
      'data/no-such-class',
      `${where}: there is no image of class ${missing}; the labels are ${labels}.`,
    );
  }
  return kept;
}

function pick(images: RawImages, indices: readonly number[]): RawImages {
  const size = images.height * images.width * images.channels;
  const pixels = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  indices.forEach((index, i) => {
    pixels.set(images.pixels.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = images.labels[index] ?? 0;
  });
  return { ...images, count: indices.length, pixels, labels };
}

function reshape(images: RawImages, selection: Selection): RawImages {
  let out = images;
  if (selection.colour === 'grey') out = toGrey(out);
  if (selection.colour === 'rgb') out = toColour(out);
  if (selection.size !== undefined) out = resizeImages(centreSquare(out), selection.size, selection.size);
  return out;
}

function split(images: RawImages): ImageSplit {
  return { count: images.count, pixels: images.pixels, labels: images.labels };
}
