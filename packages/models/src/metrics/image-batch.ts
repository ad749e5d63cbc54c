import { KrausError } from '@kraus/core';

/** Images of one size. */
export interface ImageBatch {
  readonly count: number;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Row-major `[count, height, width, channels]`, 0 = background, 255 = full intensity. */
  readonly pixels: Uint8Array;
}

/**
 * Wraps pixels as a batch.
 * @throws KrausError `metrics/image-batch` if the pixels do not fill the shape exactly
 */
export function imageBatch(pixels: Uint8Array, count: number, shape: ImageBatch['shape']): ImageBatch {
  const [height, width, channels] = shape;
  if (pixels.length !== count * height * width * channels) {
    throw new KrausError(
      'metrics/image-batch',
      `Images: ${pixels.length} pixel values for ${count} images of ${height} × ${width} × ${channels}; ` +
        `expected ${count * height * width * channels}.`,
    );
  }
  return { count, shape, pixels };
}

/** The images at `indices`, in that order, as a batch of its own. */
export function selectImages(images: ImageBatch, indices: ArrayLike<number>): ImageBatch {
  const size = imageSize(images);
  const pixels = new Uint8Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * size;
    pixels.set(images.pixels.subarray(from, from + size), i * size);
  }
  return { count: indices.length, shape: images.shape, pixels };
}

/** The images `from … to − 1`, sharing memory. */
export function sliceImages(images: ImageBatch, from: number, to: number): ImageBatch {
  const size = imageSize(images);
  return { count: to - from, shape: images.shape, pixels: images.pixels.subarray(from * size, to * size) };
}

/** Values an image: height · width · channels. */
export function imageSize(images: ImageBatch): number {
  const [height, width, channels] = images.shape;
  return height * width * channels;
}
