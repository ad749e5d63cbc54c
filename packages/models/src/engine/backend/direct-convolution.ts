import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { pack, padBias } from './packing.js';
import type { WindowInfo } from './window.js';

/** Images a chunk: enough pixels for whole blocks of five, at least eight chunks where the batch allows it. */
function imagesPerChunk(batch: number, pixels: number): number {
  return Math.max(1, Math.min(Math.ceil(192 / pixels), Math.floor(batch / 8)));
}

interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly in: number;
  readonly top: number;
  readonly left: number;
  readonly paddedHeight: number;
  readonly paddedWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly originY: number;
  readonly originX: number;
  readonly segments: number;
  readonly run: number;
  readonly rows: number;
  readonly columns: number;
  readonly out: number;
  /** Height and width of the result, step and first index of the outputs computed in it. */
  readonly target: readonly [number, number, number, number, number, number];
}

function convolve(backend: KrausBackend, x: number, packed: number, bias: number, y: number, g: Geometry): void {
  const pixels = g.rows * g.columns;
  if (pixels === 0 || g.batch === 0) return;
  const images = imagesPerChunk(g.batch, pixels);
  const blocks = Math.ceil((images * pixels) / 5);
  const scratch = (images * g.paddedHeight * g.paddedWidth * g.in + blocks * 10 + 64) * 4;
  const address = backend.threadScratch(scratch);
  const count = Math.ceil(g.batch / images);
  backend.runtime.run('convolve', count, [
    x,
    packed,
    bias,
    y,
    address,
    scratch / 4,
    g.batch,
    images,
    g.height,
    g.width,
    g.in,
    g.top,
    g.left,
    g.paddedHeight,
    g.paddedWidth,
    g.strideY,
    g.strideX,
    g.originY,
    g.originX,
    g.segments,
    g.run,
    g.rows,
    g.columns,
    g.out,
    ...g.target,
  ]);
}

/** Convolution with optional bias. */
export function convolveDirectly(
  backend: KrausBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  info: WindowInfo,
): tf.TensorInfo {
  const { filterHeight: kh, filterWidth: kw, inChannels, outChannels } = info;
  const y = backend.output([info.batchSize, info.outHeight, info.outWidth, outChannels], 'float32');
  const padded = Math.ceil(outChannels / 8) * 8;
  const bytes = kh * kw * inChannels * padded * 4;
  backend.borrow(bytes + padded * 4, (packed) => {
    const weights = backend.address(filter);
    pack(backend, weights, packed, kw, inChannels, outChannels, false, {
      rowFirst: 0,
      rowStep: 1,
      rows: kh,
      columnFirst: 0,
      columnStep: 1,
      columns: kw,
    });
    padBias(backend, bias, packed + bytes, outChannels);
    convolve(backend, backend.address(x), packed, packed + bytes, backend.address(y), {
      batch: info.batchSize,
      height: info.inHeight,
      width: info.inWidth,
      in: inChannels,
      top: info.padInfo.top,
      left: info.padInfo.left,
      paddedHeight: (info.outHeight - 1) * info.strideHeight + kh,
      paddedWidth: (info.outWidth - 1) * info.strideWidth + kw,
      strideY: info.strideHeight,
      strideX: info.strideWidth,
      originY: 0,
      originX: 0,
      segments: kh,
      run: kw * inChannels,
      rows: info.outHeight,
      columns: info.outWidth,
      out: outChannels,
      target: [info.outHeight, info.outWidth, 1, 1, 0, 0],
    });
  });
  return y;
}

/** One of the stride's phases along a dimension: the input positions q · stride + phase. */
interface Phase {
  readonly positions: number;
  readonly taps: number;
  readonly first: number;
  /** Position in dy of the first tap for q = 0 (may be negative). */
  readonly start: number;
}

function phase(index: number, stride: number, kernel: number, pad: number, length: number): Phase {
  const first = (index + pad) % stride;
  const taps = first < kernel ? Math.ceil((kernel - first) / stride) : 0;
  return {
    positions: index < length ? Math.ceil((length - index) / stride) : 0,
    taps,
    first,
    start: (index + pad - first) / stride - (taps - 1),
  };
}

/**
 * Gradient of a convolution for its input: for each phase of the stride, a convolution of dy with the filter's taps of that
 * phase in reverse order.
 */
export function inputGradientDirectly(
  backend: KrausBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: WindowInfo,
): tf.TensorInfo {
  const { filterHeight: kh, filterWidth: kw, inChannels, outChannels, strideHeight, strideWidth } = info;
  const dx = backend.output([info.batchSize, info.inHeight, info.inWidth, inChannels], 'float32');
  const padded = Math.ceil(inChannels / 8) * 8;
  const bytes = kh * kw * outChannels * padded * 4;
  backend.borrow(bytes + padded * 4, (packed) => {
    padBias(backend, undefined, packed + bytes, inChannels);
    const weights = backend.address(filter);
    for (let py = 0; py < strideHeight; py++) {
      const v = phase(py, strideHeight, kh, info.padInfo.top, info.inHeight);
      for (let px = 0; px < strideWidth; px++) {
        const u = phase(px, strideWidth, kw, info.padInfo.left, info.inWidth);
        if (v.positions === 0 || u.positions === 0) continue;
        pack(backend, weights, packed, kw, outChannels, inChannels, true, {
          rowFirst: v.first + (v.taps - 1) * strideHeight,
          rowStep: -strideHeight,
          rows: v.taps,
          columnFirst: u.first + (u.taps - 1) * strideWidth,
          columnStep: -strideWidth,
          columns: u.taps,
        });
        convolve(backend, backend.address(dy), packed, packed + bytes, backend.address(dx), {
          batch: info.batchSize,
          height: info.outHeight,
          width: info.outWidth,
          in: outChannels,
          top: -v.start,
          left: -u.start,
          paddedHeight: Math.max(1, v.positions + v.taps - 1),
          paddedWidth: Math.max(1, u.positions + u.taps - 1),
          strideY: 1,
          strideX: 1,
          originY: 0,
          originX: 0,
          segments: u.taps === 0 ? 0 : v.taps,
          run: u.taps * outChannels,
          rows: v.positions,
          columns: u.positions,
          out: inChannels,
          target: [info.inHeight, info.inWidth, strideHeight, strideWidth, py, px],
        });
      }
    }
  });
  return dx;
}
