import { KrausError } from '@kraus/core';
import type { ImageBatch } from '../image-batch.js';

/**
 * One channel: grey images as they are, colour by Rec. 601 luma (0.299, 0.587, 0.114), rounded half up.
 * @throws KrausError `metrics/channels` unless there are 1 or 3 channels
 */
export function greyImages(images: ImageBatch): ImageBatch {
  const [height, width, channels] = images.shape;
  if (channels === 1) return images;
  if (channels !== 3) {
    throw new KrausError('metrics/channels', `Images of ${channels} channels; expected 1 (grey) or 3 (RGB).`);
  }
  const pixels = new Uint8Array(images.count * height * width);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue] = [images.pixels[3 * i], images.pixels[3 * i + 1], images.pixels[3 * i + 2]];
    pixels[i] = Math.floor((299 * (red as number) + 587 * (green as number) + 114 * (blue as number) + 500) / 1000);
  }
  return { count: images.count, shape: [height, width, 1], pixels };
}
