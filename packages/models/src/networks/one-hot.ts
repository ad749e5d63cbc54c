import { type Tensor, tf } from '../engine/index.js';
import type { NetworkShape } from './network.js';

/** How an image is cut for a network: padded at the lower right, then `patch × patch` pixels become one. */
export interface Tiling {
  readonly patch: number;
  /** Side lengths after padding, multiples of `patch`. */
  readonly height: number;
  readonly width: number;
}

/**
 * Levels as indicators: `[batch, height/patch, width/patch, patch² · channels · levels]`; pixels added by padding are
 * all zeros, which no level is.
 */
export function oneHot(shape: NetworkShape, tiling: Tiling, xt: Uint8Array, batch: number): Tensor {
  const { channels, levels } = shape;
  const { patch } = tiling;
  const rows = tiling.height / patch;
  const columns = tiling.width / patch;
  const depth = patch * patch * channels * levels;
  const values = new Float32Array(batch * rows * columns * depth);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++) {
        const cell = (b * rows + Math.floor(y / patch)) * columns + Math.floor(x / patch);
        const inside = ((y % patch) * patch + (x % patch)) * channels;
        for (let c = 0; c < channels; c++) values[cell * depth + (inside + c) * levels + xt[at++]] = 1;
      }
    }
  }
  return tf.tensor(values, [batch, rows, columns, depth]);
}

/** Images as {@link oneHot} tiles them, of real numbers: `[batch, height/patch, width/patch, patch² · channels]`, padded with zeros. */
export function tiled(shape: NetworkShape, tiling: Tiling, x: Tensor): Tensor {
  const { patch, height, width } = tiling;
  const batch = x.shape[0];
  const below = height - shape.height;
  const right = width - shape.width;
  const whole =
    below === 0 && right === 0
      ? x
      : tf.pad(x, [
          [0, 0],
          [0, below],
          [0, right],
          [0, 0],
        ]);
  if (patch === 1) return whole;
  const cells = tf.reshape(whole, [batch, height / patch, patch, width / patch, patch * shape.channels]);
  const depth = patch * patch * shape.channels;
  return tf.reshape(tf.transpose(cells, [0, 1, 3, 2, 4]), [batch, height / patch, width / patch, depth]);
}

/** Undoes the tiling of {@link oneHot} and {@link tiled} on a network's output: `[batch, height, width, channels · levels]`. */
export function untile(shape: NetworkShape, tiling: Tiling, y: Tensor): Tensor {
  const { patch, height, width } = tiling;
  const batch = y.shape[0];
  const depth = shape.channels * shape.levels;
  let image = y;
  if (patch > 1) {
    const cells = tf.reshape(y, [batch, height / patch, width / patch, patch, patch * depth]);
    image = tf.reshape(tf.transpose(cells, [0, 1, 3, 2, 4]), [batch, height, width, depth]);
  }
  if (height === shape.height && width === shape.width) return image;
  return tf.slice(image, [0, 0, 0, 0], [batch, shape.height, shape.width, depth]);
}
