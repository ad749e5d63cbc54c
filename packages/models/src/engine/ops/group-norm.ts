import { type Tensor, tf } from '../tensor-flow.js';
import { hasKernel, runKernels } from './fused.js';

/** Activation fused behind a group normalisation. */
export type FusedActivation = 'none' | 'relu' | 'silu';

/** In the order of the kernels' codes. */
const activations: readonly FusedActivation[] = ['none', 'relu', 'silu'];

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** 'none' (default), 'relu' or 'silu', applied last. */
  readonly activation?: FusedActivation;
  /** Added before the activation, one number an image and channel: float32 [batch, channels]. */
  readonly shift?: Tensor;
  /** Added to the variance, default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Group normalisation (arXiv:1803.08494), optionally followed by a shift of each image and an activation.
 * @param x float32 [batch, …spatial, channels]
 * @param gamma scale, float32 [channels]
 * @param beta shift, float32 [channels]
 * @param groups number of groups; divides channels
 * @returns same shape as x; differentiable in x, gamma, beta and the images' shift.
 */
export function groupNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  groups: number,
  options: GroupNormOptions = {},
): Tensor {
  const { activation = 'none', shift, epsilon = 1e-5 } = options;
  if (hasKernel('KrausGroupNorm')) {
    const attributes = { groups, activation: activations.indexOf(activation), epsilon };
    const [y] = shift
      ? runKernels('KrausShiftedGroupNorm', { x, gamma, beta, shift }, attributes)
      : runKernels('KrausGroupNorm', { x, gamma, beta }, attributes);
    if (y) return y;
  }
  const batch = x.shape[0] ?? 0;
  const channels = x.shape[x.shape.length - 1] ?? 0;
  const spatial = x.size / (batch * channels);
  const grouped = tf.reshape(x, [batch, spatial, groups, channels / groups]);
  const mean = tf.mean(grouped, [1, 3], true);
  const centred = tf.sub(grouped, mean);
  const variance = tf.mean(tf.square(centred), [1, 3], true);
  const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  let y = tf.add(tf.mul(tf.reshape(normal, [batch, spatial, channels]), gamma), beta);
  if (shift) y = tf.add(y, tf.reshape(shift, [batch, 1, channels]));
  if (activation === 'relu') y = tf.relu(y);
  else if (activation === 'silu') y = tf.mul(y, tf.sigmoid(y));
  return tf.reshape(y, x.shape);
}
