import { groupNorm, type Tensor, tf } from '../engine/index.js';
import type { Initialiser } from './initialise.js';
import { dense } from './layers.js';

const HEADS = 4;
/** Numbers a head. */
const DEPTH = 32;
/** Inverse temperature of cosine attention. */
const SHARPNESS = 10;

/**
 * Attention among the pixels of an image, added to what enters: `full` weighs values by the softmax of 10 times the cosine between query and
 * key (arXiv:2010.04245, with a fixed scale); `linear` (arXiv:1812.01243) takes the softmax of queries over their entries and of keys over
 * pixels, so that time grows with the pixels, not with their square. The softmax over pixels is a mean already: values are not divided by the number of
 * pixels again, as they are in the code of arXiv:2402.16147.
 */
export class Attention {
  constructor(
    private readonly name: string,
    private readonly channels: number,
    private readonly kind: 'full' | 'linear',
  ) {}

  initial(into: Initialiser): void {
    const { name, channels } = this;
    into.scale(`${name}.norm`, channels);
    into.matrix(`${name}.qkv`, channels, 3 * HEADS * DEPTH);
    into.dense(`${name}.out`, HEADS * DEPTH, channels);
    if (this.kind === 'linear') into.scale(`${name}.out.norm`, channels);
  }

  /** x `[batch, h, w, channels]`; so is what is returned. */
  apply(parameters: Readonly<Record<string, Tensor>>, x: Tensor): Tensor {
    const { name, channels, kind } = this;
    const [batch, height, width] = x.shape;
    const pixels = height * width;
    const rows = normalised(parameters, `${name}.norm`, tf.reshape(x, [batch * pixels, channels]));
    const joined = tf.matMul(rows as tf.Tensor2D, parameters[`${name}.qkv.weight`] as tf.Tensor2D);
    const [q, k, v] = tf
      .split(joined, 3, 1)
      .map((part) => tf.transpose(tf.reshape(part, [batch, pixels, HEADS, DEPTH]), [0, 2, 1, 3]));
    const heads = kind === 'full' ? cosineAttention(q, k, v) : linearAttention(q, k, v);
    const out = dense(
      parameters,
      `${name}.out`,
      tf.reshape(tf.transpose(heads, [0, 2, 1, 3]), [batch * pixels, HEADS * DEPTH]),
    );
    return tf.add(
      x,
      tf.reshape(kind === 'linear' ? normalised(parameters, `${name}.out.norm`, out) : out, [
        batch,
        height,
        width,
        channels,
      ]),
    );
  }
}

/** q, k, v and result `[batch, heads, pixels, depth]`. */
function cosineAttention(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const scores = tf.mul(tf.matMul(unit(q), unit(k), false, true), SHARPNESS);
  return tf.matMul(tf.softmax(scores), v);
}

function linearAttention(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const keys = tf.softmax(tf.transpose(k, [0, 1, 3, 2]));
  const context = tf.matMul(keys, v);
  return tf.matMul(tf.div(tf.softmax(q), Math.sqrt(DEPTH)), context);
}

/** Of length 1 along the last axis. */
function unit(x: Tensor): Tensor {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), 1e-12)));
}

/** Every row of mean 0 and variance 1, times a scale (layer normalisation, arXiv:1607.06450, without shift). */
function normalised(parameters: Readonly<Record<string, Tensor>>, name: string, rows: Tensor): Tensor {
  const [count, channels] = rows.shape;
  const scale = parameters[`${name}.scale`];
  return tf.reshape(groupNorm(tf.reshape(rows, [count, 1, channels]), scale, tf.zeros([channels]), 1), [
    count,
    channels,
  ]);
}
