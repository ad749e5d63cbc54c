import type { tf } from '../tensor-flow.js';
import { convolveDirectly, inputGradientDirectly } from './direct-convolution.js';
import { filterGradientDirectly } from './direct-filter-gradient.js';
import { input, override } from './registry.js';
import { convInfo } from './window.js';
import {
  convolveByWinograd,
  filterGradientByWinograd,
  inputGradientByWinograd,
  winogradPays,
} from './winograd-kernels.js';

const allFloat = (...tensors: tf.TensorInfo[]): boolean => tensors.every((t) => t.dtype === 'float32');

/** Registers convolutions and their gradients. */
export function registerConvolutions(): void {
  for (const name of ['Conv2D', 'KrausConv2DBias']) {
    override(name, (call) => {
      const [x, filter] = [input(call, 'x'), input(call, 'filter')];
      const info = convInfo(call, x.shape, filter.shape);
      if (!info || !allFloat(x, filter)) return undefined;
      const convolve = winogradPays(info, info.outHeight, info.outWidth) ? convolveByWinograd : convolveDirectly;
      return convolve(call.backend, x, filter, call.inputs.bias, info);
    });
  }
  override('Conv2DBackpropInput', (call) => {
    const [dy, filter] = [input(call, 'dy'), input(call, 'filter')];
    const info = convInfo(call, call.attributes.inputShape as number[], filter.shape);
    if (!info || !allFloat(dy, filter)) return undefined;
    const gradient = winogradPays(info, info.inHeight, info.inWidth) ? inputGradientByWinograd : inputGradientDirectly;
    return gradient(call.backend, dy, filter, info);
  });
  override('Conv2DBackpropFilter', (call) => {
    const [x, dy] = [input(call, 'x'), input(call, 'dy')];
    const info = convInfo(call, x.shape, call.attributes.filterShape as number[]);
    if (!info || !allFloat(x, dy)) return undefined;
    const gradient = winogradPays(info, info.outHeight, info.outWidth)
      ? filterGradientByWinograd
      : filterGradientDirectly;
    return gradient(call.backend, x, dy, info);
  });
}
