import { KrausError } from '@kraus/core';
import type { RawImages } from './image-dataset.js';
import type { NumericArray } from './numeric-array.js';

/**
 * Turns an array of shape `[n, h, w]`, `[n, h, w, 1]` or `[n, h, w, 3]` and its labels `[n]` or `[n, 1]` into images.
 * Whole numbers must lie in 0 … 255. Reals that all lie in 0 … 1 are scaled by 255; other reals must lie in 0 … 255;
 * both are rounded half up.
 *
 * @throws KrausError `data/wrong-shape`, `data/value-out-of-range`
 */
export function toImages(images: NumericArray, labels: NumericArray | undefined, where: string): RawImages {
  const [count = 0, height = 0, width = 0, channels = 1] = images.shape;
  const fits = images.shape.length === 3 || (images.shape.length === 4 && (channels === 1 || channels === 3));
  if (!fits || (count > 0 && (height === 0 || width === 0))) {
    throw new KrausError(
      'data/wrong-shape',
      `${where}: images of shape [${images.shape.join(', ')}] were found; [count, height, width] or [count, height, width, 1 or 3] is expected.`,
    );
  }
  return {
    count,
    height,
    width,
    channels,
    pixels: toPixels(images, where),
    labels: labels === undefined ? new Uint8Array(count) : toLabels(labels, count, where),
  };
}

function toPixels(array: NumericArray, where: string): Uint8Array {
  const { data, type } = array;
  if (data instanceof Uint8Array) return type === 'b1' ? data.map((bit) => (bit === 0 ? 0 : 255)) : data;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let finite = true;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
    if (!Number.isFinite(value)) finite = false;
  }
  if (data.length > 0 && (!finite || low < 0 || high > 255)) {
    const found = finite ? `${low} … ${high}` : 'not all finite';
    throw new KrausError(
      'data/value-out-of-range',
      `${where}: pixel values are ${found}; 0 … 255 (or reals in 0 … 1) are expected.`,
    );
  }
  const scale = (type === 'f4' || type === 'f8') && high <= 1 ? 255 : 1;
  return Uint8Array.from(data, (value) => Math.floor(value * scale + 0.5));
}

function toLabels(array: NumericArray, count: number, where: string): Uint8Array {
  const [first = 0, second = 1] = array.shape;
  if (array.shape.length > 2 || first !== count || second !== 1) {
    throw new KrausError(
      'data/wrong-shape',
      `${where}: labels of shape [${array.shape.join(', ')}] do not fit ${count} images; [${count}] or [${count}, 1] is expected (one class an image).`,
    );
  }
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const value = array.data[i] ?? 0;
    if (!Number.isInteger(value) || value < 0 || value > 255) {
      throw new KrausError(
        'data/value-out-of-range',
        `${where}: label ${i} is ${value}; whole numbers 0 … 255 are expected.`,
      );
    }
    labels[i] = value;
  }
  return labels;
}
