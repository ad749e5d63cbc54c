import { type Tensor, tf } from '../tensor-flow.js';
import { hasKernel, runKernel } from './fused.js';

/** Options of {@link conv2dBias}. */
export interface ConvolutionOptions {
  /** Step of the window in both directions: 1 (default) or 2, 3, …. */
  readonly stride?: number;
  /** 'same' (default): output side = ceil(side / stride); 'valid': no padding. */
  readonly pad?: 'same' | 'valid';
}

/**
 * Two-dimensional convolution plus bias.
 * @param x images, float32 [batch, height, width, inChannels]
 * @param filter float32 [kernelHeight, kernelWidth, inChannels, outChannels]
 * @param bias float32 [outChannels], or null for none
 * @returns float32 [batch, outHeight, outWidth, outChannels]; differentiable in all three.
 */
export function conv2dBias(x: Tensor, filter: Tensor, bias: Tensor | null, options: ConvolutionOptions = {}): Tensor {
  if (bias !== null && hasKernel('KrausConv2DBias')) {
    return runKernel(
      'KrausConv2DBias',
      { x, filter, bias },
      { strides: options.stride ?? 1, pad: options.pad ?? 'same', dataFormat: 'NHWC', dilations: 1 },
    );
  }
  const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, options.stride ?? 1, options.pad ?? 'same');
  return bias === null ? y : tf.add(y, bias);
}
