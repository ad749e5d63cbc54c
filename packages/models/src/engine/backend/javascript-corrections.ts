import { tf } from '../tensor-flow.js';

/**
 * The gradient of nearest-neighbour resizing in @tensorflow/tfjs-backend-cpu 4.22 takes the images' batch stride for that
 * of dy, so that every image but the first gets a wrong gradient. This puts a right one in its place: each pixel of dy is
 * added to the pixel it was copied from.
 */
export function correctJavascriptBackend(): void {
  const kernelName = 'ResizeNearestNeighborGrad';
  if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
  tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc: resizeNearestNeighborGradient });
}

const resizeNearestNeighborGradient: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, images } = inputs as { dy: tf.TensorInfo; images: tf.TensorInfo };
  const { alignCorners, halfPixelCenters } = attrs as { alignCorners?: boolean; halfPixelCenters?: boolean };
  const store = backend as {
    data: tf.DataStorage<{ values: Float32Array }>;
    makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array): tf.TensorInfo;
  };
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, rows, columns] = dy.shape as [number, number, number, number];
  const ys = nearestIndices(height, rows, Boolean(alignCorners), Boolean(halfPixelCenters));
  const xs = nearestIndices(width, columns, Boolean(alignCorners), Boolean(halfPixelCenters));
  const from = store.data.get(dy.dataId).values;
  const to = new Float32Array(batch * height * width * channels);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (const y of ys) {
      for (const x of xs) {
        const target = ((b * height + y) * width + x) * channels;
        for (let c = 0; c < channels; c++, at++) to[target + c] = (to[target + c] ?? 0) + (from[at] ?? 0);
      }
    }
  }
  return store.makeTensorInfo(images.shape, 'float32', to);
};

/** Source index of each output index of a nearest-neighbour resize, as TensorFlow.js' forward kernel defines it. */
export function nearestIndices(
  length: number,
  outLength: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): number[] {
  const aligned = alignCorners && outLength > 1;
  const scale = (aligned ? length - 1 : length) / (aligned ? outLength - 1 : outLength);
  return Array.from({ length: outLength }, (_, i) => {
    const source = scale * (halfPixelCenters ? i + 0.5 : i);
    const index = Math.min(length - 1, alignCorners ? Math.round(source) : Math.floor(source));
    return Math.max(0, index);
  });
}
