import { type Tensor, tf } from '../tensor-flow.js';
import { hasKernel, runKernel } from './fused.js';

/** SiLU (swish): x · sigmoid(x), elementwise, any shape, float32. Differentiable. */
export function silu(x: Tensor): Tensor {
  if (hasKernel('KrausSilu')) return runKernel('KrausSilu', { x });
  return tf.mul(x, tf.sigmoid(x));
}
