import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { sizeOf } from './registry.js';
import { sumPartials } from './sum-partials.js';
import type { WindowInfo } from './window.js';

/** Chunks of the batch for gradients that are summed over it: eight where possible. */
function gradientImages(batch: number): number {
  return Math.max(1, Math.ceil(batch / 8));
}

/** Gradient of a convolution for its filter. */
export function filterGradientDirectly(
  backend: KrausBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: WindowInfo,
): tf.TensorInfo {
  const { filterHeight: kh, filterWidth: kw, inChannels, outChannels } = info;
  const dw = backend.output([kh, kw, inChannels, outChannels], 'float32');
  const n = sizeOf(dw);
  const images = gradientImages(info.batchSize);
  const count = Math.ceil(info.batchSize / images);
  const paddedHeight = (info.outHeight - 1) * info.strideHeight + kh;
  const paddedWidth = (info.outWidth - 1) * info.strideWidth + kw;
  const paddedOut = Math.ceil(outChannels / 8) * 8;
  const scratch = (paddedHeight * paddedWidth * inChannels + info.outHeight * info.outWidth * paddedOut + 64) * 4;
  const area = backend.threadScratch(scratch);
  backend.borrow(count * n * 4, (partial) => {
    backend.runtime.run('filter_gradient', count, [
      backend.address(x),
      backend.address(dy),
      partial,
      area,
      scratch / 4,
      info.batchSize,
      images,
      info.inHeight,
      info.inWidth,
      inChannels,
      info.padInfo.top,
      info.padInfo.left,
      paddedHeight,
      paddedWidth,
      info.strideHeight,
      info.strideWidth,
      kh,
      kw * inChannels,
      info.outHeight,
      info.outWidth,
      outChannels,
    ]);
    sumPartials(backend, partial, backend.address(dw), count, n);
  });
  return dw;
}
