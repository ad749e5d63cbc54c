import { conv2dBias, type Tensor, tf } from '../engine/index.js';

type Parameters = Readonly<Record<string, Tensor>>;

/** x W + b for x `[rows, from]`. */
export function dense(parameters: Parameters, name: string, x: Tensor): Tensor {
  return tf.add(tf.matMul(x as tf.Tensor2D, parameters[`${name}.weight`] as tf.Tensor2D), parameters[`${name}.bias`]);
}

/** Convolution with bias, same padding. */
export function convolution(parameters: Parameters, name: string, x: Tensor, stride = 1): Tensor {
  return conv2dBias(x, parameters[`${name}.weight`], parameters[`${name}.bias`], { stride });
}

/** Adds one number a channel and image: `x` `[batch, h, w, channels]`, `shift` `[batch, channels]`. */
export function addPerChannel(x: Tensor, shift: Tensor): Tensor {
  const [batch, , , channels] = x.shape;
  return tf.add(x, tf.reshape(shift, [batch, 1, 1, channels]));
}

/** Twice as high and wide, each pixel repeated. */
export function double(x: Tensor): Tensor {
  const [, height, width] = x.shape;
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [height * 2, width * 2]);
}

/** Transposed convolution of 2 × 2 pixels with stride 2 and bias: every pixel becomes four, weight `[from, 4 · to]` (row, column, channel). */
export function doubleByMatrix(parameters: Parameters, name: string, x: Tensor): Tensor {
  const [batch, height, width, from] = x.shape;
  const weight = parameters[`${name}.weight`] as tf.Tensor2D;
  const to = weight.shape[1] / 4;
  const cells = tf.matMul(tf.reshape(x, [batch * height * width, from]) as tf.Tensor2D, weight);
  const rows = tf.transpose(tf.reshape(cells, [batch * height, width, 2, 2 * to]), [0, 2, 1, 3]);
  return tf.add(tf.reshape(rows, [batch, 2 * height, 2 * width, to]), parameters[`${name}.bias`]);
}

/** The largest number of groups, at most `wanted`, that divides `channels`. */
export function groupsFor(channels: number, wanted: number): number {
  let groups = Math.min(wanted, channels);
  while (channels % groups !== 0) groups--;
  return groups;
}
