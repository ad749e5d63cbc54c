import { tf } from '../tensor-flow.js';
import { nearestIndices } from './javascript-corrections.js';
import { type Call, input, override, sizeOf } from './registry.js';

function resize(call: Call, backward: boolean): tf.TensorInfo | undefined {
  const images = input(call, 'images');
  const { alignCorners, halfPixelCenters } = call.attributes;
  if (images.dtype !== 'float32') return undefined;
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const dy = call.inputs.dy;
  const [rows, columns] = (dy ? dy.shape.slice(1, 3) : call.attributes.size) as [number, number];
  const b = call.backend;
  const target = b.output(backward ? images.shape : [batch, rows, columns, channels], 'float32');
  b.borrow((rows + columns) * 4, (tables) => {
    new Int32Array(b.runtime.heap.buffer, tables, rows + columns).set([
      ...nearestIndices(height, rows, Boolean(alignCorners), Boolean(halfPixelCenters)),
      ...nearestIndices(width, columns, Boolean(alignCorners), Boolean(halfPixelCenters)),
    ]);
    b.runtime.run(backward ? 'resize_nearest_gradient' : 'resize_nearest', batch, [
      b.address(backward && dy ? dy : images),
      b.address(target),
      tables,
      tables + rows * 4,
      height,
      width,
      rows,
      columns,
      channels,
    ]);
  });
  return target;
}

function pool(call: Call, kind: 'max' | 'mean', backward: boolean): tf.TensorInfo | undefined {
  const x = backward ? input(call, 'input') : input(call, 'x');
  const dy = call.inputs.dy;
  if (x.dtype !== 'float32' || x.shape.length !== 4) return undefined;
  const { filterSize, strides, pad, dimRoundingMode } = call.attributes;
  const info = tf.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as 'same',
    dimRoundingMode as 'floor' | undefined,
  );
  if (info.batchSize === 0 || info.batchSize > 4000) return undefined;
  const b = call.backend;
  const y = b.output(backward ? x.shape : info.outShape, 'float32');
  b.runtime.run(backward ? 'pool_gradient' : 'pool', info.batchSize, [
    b.address(x),
    dy ? b.address(dy) : 0,
    b.address(y),
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
    info.outHeight,
    info.outWidth,
    kind === 'mean' ? 1 : 0,
  ]);
  return y;
}

function depthwise(call: Call, result: 'y' | 'dx' | 'dw'): tf.TensorInfo | undefined {
  const { strides, pad, dilations, dimRoundingMode, inputShape, filterShape } = call.attributes;
  const { x, filter, dy } = call.inputs;
  const xShape = x?.shape ?? (inputShape as number[]);
  const wShape = filter?.shape ?? (filterShape as number[]);
  if ([x, filter, dy].some((t) => t && t.dtype !== 'float32')) return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    wShape as [number, number, number, number],
    strides as number,
    (dilations as number | undefined) ?? 1,
    pad as 'same',
    dimRoundingMode as 'floor' | undefined,
    true,
  );
  if (info.batchSize === 0 || info.batchSize > 4000) return undefined;
  const b = call.backend;
  const target = b.output(result === 'y' ? info.outShape : result === 'dx' ? xShape : wShape, 'float32');
  const images = result === 'dw' ? Math.max(1, Math.ceil(info.batchSize / 8)) : 1;
  const count = Math.ceil(info.batchSize / images);
  const multiplier = wShape[3] ?? 1;
  const run = (to: number): void => {
    const name =
      result === 'y' ? 'depthwise' : result === 'dx' ? 'depthwise_input_gradient' : 'depthwise_filter_gradient';
    b.runtime.run(name, count, [
      x ? b.address(x) : 0,
      filter ? b.address(filter) : 0,
      dy ? b.address(dy) : 0,
      to,
      info.batchSize,
      images,
      info.inHeight,
      info.inWidth,
      info.inChannels,
      multiplier,
      info.filterHeight,
      info.filterWidth,
      info.strideHeight,
      info.strideWidth,
      info.dilationHeight,
      info.dilationWidth,
      info.padInfo.top,
      info.padInfo.left,
      info.outHeight,
      info.outWidth,
    ]);
  };
  if (result !== 'dw') run(b.address(target));
  else {
    const n = sizeOf(target);
    b.borrow(count * n * 4, (partial) => {
      run(partial);
      b.runtime.run('sum_partials', Math.ceil(n / 4096), [partial, b.address(target), count, n, 4096]);
    });
  }
  return target;
}

/** Registers resizing, pooling and depthwise convolution. */
export function registerSpatial(): void {
  override('ResizeNearestNeighbor', (call) => resize(call, false));
  override('ResizeNearestNeighborGrad', (call) => resize(call, true));
  override('MaxPool', (call) => pool(call, 'max', false));
  override('MaxPoolGrad', (call) => pool(call, 'max', true));
  override('AvgPool', (call) => pool(call, 'mean', false));
  override('AvgPoolGrad', (call) => pool(call, 'mean', true));
  override('DepthwiseConv2dNative', (call) => depthwise(call, 'y'));
  override('DepthwiseConv2dNativeBackpropInput', (call) => depthwise(call, 'dx'));
  override('DepthwiseConv2dNativeBackpropFilter', (call) => depthwise(call, 'dw'));
}
