import { type Tensor, tf } from '../tensor-flow.js';

/** SiLU (swish): x · sigmoid(x), elementwise, any shape, float32. Differentiable. */
export function silu(x: Tensor): Tensor {
  return tf.mul(x, tf.sigmoid(x));
}
