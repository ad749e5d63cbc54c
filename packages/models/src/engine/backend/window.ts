import { tf } from '../tensor-flow.js';
import type { Call } from './registry.js';

/** What a window does, as TensorFlow.js computes it, NHWC. */
export type WindowInfo = tf.backend_util.Conv2DInfo;

type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

/** The window of a convolution call, or undefined if it is of a kind the kernels do not take. */
export function convInfo(
  call: Call,
  xShape: readonly number[],
  filterShape: readonly number[],
): WindowInfo | undefined {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = call.attributes;
  if (dataFormat !== undefined && dataFormat !== 'NHWC' && dataFormat !== 'channelsLast') return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as Pad,
    dimRoundingMode as 'floor' | undefined,
  );
  return info.dilationHeight === 1 && info.dilationWidth === 1 ? info : undefined;
}
