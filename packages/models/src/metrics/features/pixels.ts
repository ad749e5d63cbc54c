import { createHash } from 'node:crypto';
import { type ImageBatch, imageSize } from '../image-batch.js';
import type { FeatureExtractor } from './feature-extractor.js';

/**
 * The pixels themselves as features: value / 255 in the order `[height, width, channels]`. Blind to shape (a digit
 * moved by two pixels is far away), but without any weights; good as a check and for very small images.
 */
export function pixelExtractor(shape: ImageBatch['shape']): FeatureExtractor {
  const preprocessing = `value / 255 in the order [height, width, channels] = [${shape.join(', ')}], no resize`;
  return {
    name: 'pixels',
    hash: createHash('sha256').update(`pixels, version 1: ${preprocessing}`).digest('hex'),
    dimension: shape[0] * shape[1] * shape[2],
    preprocessing,
    extract: (images) => {
      const features = new Float64Array(images.count * imageSize(images));
      for (let i = 0; i < features.length; i++) features[i] = (images.pixels[i] as number) / 255;
      return Promise.resolve(features);
    },
  };
}
