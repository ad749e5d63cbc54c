import { KrausError } from '@kraus/core';
import { tf } from '../tensor-flow.js';
import { type Attributes, at, defineGradient, runKernel } from './define-gradient.js';

function refuseDilation(attributes: Attributes, kernel: string): void {
  const dilations = attributes.dilations as number | number[] | undefined;
  const list = dilations === undefined ? [] : [dilations].flat();
  if (list.some((d) => d !== 1)) {
    throw new KrausError(
      'models/dilated-gradient',
      `${kernel}: the gradient is given for dilation 1, not ${list.join(' x ')}.`,
    );
  }
}

/** Gradients of matrix products, convolutions, pooling and resizing. */
export function registerLinearGradients(): void {
  defineGradient('BatchMatMul', { inputs: ['a', 'b'] }, (dy, saved, { transposeA, transposeB }) => {
    const [a, b] = [at(saved, 0), at(saved, 1)];
    if (!transposeA && !transposeB) {
      return { a: () => tf.matMul(dy, b, false, true), b: () => tf.matMul(a, dy, true, false) };
    }
    if (!transposeA) return { a: () => tf.matMul(dy, b, false, false), b: () => tf.matMul(dy, a, true, false) };
    if (!transposeB) return { a: () => tf.matMul(b, dy, false, true), b: () => tf.matMul(a, dy, false, false) };
    return { a: () => tf.matMul(b, dy, true, true), b: () => tf.matMul(dy, a, true, true) };
  });
  defineGradient('Conv2D', { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    refuseDilation(attributes, 'conv2d');
    const [x, filter] = [at(saved, 0), at(saved, 1)];
    const { strides, pad, dataFormat, dimRoundingMode } = attributes;
    const shared: Attributes = { strides, pad, dataFormat, dimRoundingMode };
    return {
      x: () => runKernel('Conv2DBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () => runKernel('Conv2DBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
  defineGradient('Conv2DBackpropInput', { inputs: ['dy', 'filter'] }, (ddx, saved, attributes) => {
    const [dy, filter] = [at(saved, 0), at(saved, 1)];
    const { strides, pad, dataFormat, dimRoundingMode } = attributes;
    const shared: Attributes = { strides, pad, dataFormat, dimRoundingMode };
    return {
      dy: () => runKernel('Conv2D', { x: ddx, filter }, { ...shared, dilations: 1 }),
      filter: () => runKernel('Conv2DBackpropFilter', { x: ddx, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
  defineGradient('DepthwiseConv2dNative', { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const [x, filter] = [at(saved, 0), at(saved, 1)];
    const { strides, pad, dimRoundingMode } = attributes;
    const dilations = attributes.dilations ?? [1, 1];
    const shared: Attributes = { strides, pad, dilations, dimRoundingMode };
    return {
      x: () => runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
      filter: () =>
        runKernel('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
    };
  });
  defineGradient(
    'MaxPool',
    { inputs: ['x'], output: true },
    (dy, saved, { filterSize, strides, pad, dimRoundingMode }) => ({
      x: () =>
        runKernel(
          'MaxPoolGrad',
          { dy, input: at(saved, 0), output: at(saved, 1) },
          { filterSize, strides, pad, dimRoundingMode },
        ),
    }),
  );
  defineGradient('AvgPool', { inputs: ['x'] }, (dy, saved, { filterSize, strides, pad }) => ({
    x: () => runKernel('AvgPoolGrad', { dy, input: at(saved, 0) }, { filterSize, strides, pad }),
  }));
  defineGradient('ResizeNearestNeighbor', { inputs: ['images'] }, (dy, saved, attributes) => ({
    images: () => runKernel('ResizeNearestNeighborGrad', { dy, images: at(saved, 0) }, attributes),
  }));
}
