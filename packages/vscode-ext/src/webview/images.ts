import type { DatasetSample } from '@kraus/core';
import { element } from './dom.js';

export type ImageSample = Extract<DatasetSample, { kind: 'images' }>;

/** The bytes of all images. */
export function pixelsOf({ pixels }: ImageSample): Uint8Array {
  return Uint8Array.from(atob(pixels), (sign) => sign.charCodeAt(0));
}

/** An image as a canvas, enlarged to about `side` pixels. Values 0 … 255, `[height, width, channels]`. */
export function imageCanvas(
  shape: ImageSample['shape'],
  values: ArrayLike<number>,
  side: number,
  label: string,
): HTMLCanvasElement {
  const [height, width, channels] = shape;
  const canvas = element('canvas', { width, height, role: 'img', 'aria-label': label });
  const scale = Math.max(1, Math.floor(side / Math.max(height, width)));
  // Sizes go through the object model: the page's policy allows no style attributes in its text.
  canvas.style.width = `${width * scale}px`;
  canvas.style.height = `${height * scale}px`;
  const context = canvas.getContext('2d');
  const image = context?.createImageData(width, height);
  if (image === undefined || context === null) return canvas;
  for (let k = 0; k < width * height; k++) {
    for (let part = 0; part < 3; part++) {
      image.data[4 * k + part] = values[k * channels + (channels === 3 ? part : 0)] as number;
    }
    image.data[4 * k + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
