import { type Tensor, tf } from '../tensor-flow.js';
import { hasKernel, runKernels } from './fused.js';

/** Activation fused behind a group normalisation. */
export type FusedActivation = 'none' | 'relu' | 'silu';

/** In the order of the kernels' codes. */
const activations: readonly FusedActivation[] = ['none', 'relu', 'silu'];

/**
 * Group normalisation (arXiv:1803.08494), optionally followed by an activation.
 * @param x float32 [batch, …spatial, channels]
 * @param gamma scale, float32 [channels]
 * @param beta shift, float32 [channels]
 * @param groups number of groups; divides channels
 * @param activation 'none' (default), 'relu' or 'silu'
 * @param epsilon added to the variance, default 1e-5
 * @returns same shape as x; differentiable in x, gamma, beta.
 */
export function groupNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  groups: number,
  activation: FusedActivation = 'none',
  epsilon = 1e-5,
): Tensor {
  if (hasKernel('KrausGroupNorm')) {
    const code = activations.indexOf(activation);
    const [y] = runKernels('KrausGroupNorm', { x, gamma, beta }, { groups, activation: code, epsilon });
    if (y) return y;
  }
  const batch = x.shape[0] ?? 0;
  const channels = x.shape[x.shape.length - 1] ?? 0;
  const spatial = x.size / (batch * channels);
  const grouped = tf.reshape(x, [batch, spatial, groups, channels / groups]);
  const mean = tf.mean(grouped, [1, 3], true);
  const centred = tf.sub(grouped, mean);
  const variance = tf.mean(tf.square(centred), [1, 3], true);
  const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), x.shape);
  const y = tf.add(tf.mul(normal, gamma), beta);
  if (activation === 'relu') return tf.relu(y);
  return activation === 'silu' ? tf.mul(y, tf.sigmoid(y)) : y;
}
