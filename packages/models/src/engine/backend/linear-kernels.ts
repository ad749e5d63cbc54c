import { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { transposeInto } from './layout-kernels.js';
import { type Call, chunks, input, override, sizeOf } from './registry.js';

/** What a window does, as TensorFlow.js computes it, NHWC. */
export type WindowInfo = tf.backend_util.Conv2DInfo;

/** Which taps of a filter are packed, and in which order. */
interface Taps {
  readonly rowFirst: number;
  readonly rowStep: number;
  readonly rows: number;
  readonly columnFirst: number;
  readonly columnStep: number;
  readonly columns: number;
}

/** Packs a filter into `to`, panels of eight output channels; `transposed` swaps the channels. */
function pack(
  backend: KrausBackend,
  from: number,
  to: number,
  width: number,
  channelsIn: number,
  channelsOut: number,
  transposed: boolean,
  taps: Taps,
): void {
  backend.runtime.run(
    'pack_filter',
    Math.ceil(channelsOut / 8),
    [
      from,
      to,
      width,
      channelsIn,
      channelsOut,
      transposed ? 1 : 0,
      taps.rowFirst,
      taps.rowStep,
      taps.rows,
      taps.columnFirst,
      taps.columnStep,
      taps.columns,
    ],
    [],
    channelsIn * channelsOut * taps.rows * taps.columns > 20000,
  );
}

/** A bias padded with zeros to a multiple of eight, at `to`. */
function padBias(backend: KrausBackend, bias: tf.TensorInfo | undefined, to: number, channels: number): void {
  const padded = Math.ceil(channels / 8) * 8;
  const words = new Float32Array(backend.runtime.heap.buffer, to, padded);
  words.fill(0);
  if (bias) words.set(new Float32Array(backend.runtime.heap.buffer, backend.address(bias), channels));
}

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
function forward(
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
function inputGradient(
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

/** Chunks of the batch for gradients that are summed over it: eight where possible. */
function gradientImages(batch: number): number {
  return Math.max(1, Math.ceil(batch / 8));
}

function sumPartials(backend: KrausBackend, partial: number, to: number, count: number, n: number): void {
  backend.runtime.run('sum_partials', chunks(n, 4096), [partial, to, count, n, 4096], [], n * count > 30000);
}

function filterGradient(backend: KrausBackend, x: tf.TensorInfo, dy: tf.TensorInfo, info: WindowInfo): tf.TensorInfo {
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

type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

/** The window of a convolution call, or undefined if it is of a kind the kernels do not take. */
function convInfo(call: Call, xShape: readonly number[], filterShape: readonly number[]): WindowInfo | undefined {
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

const allFloat = (...tensors: tf.TensorInfo[]): boolean => tensors.every((t) => t.dtype === 'float32');

/** y[m, n] = x[m, k] · w[k, n] (or with w given as [n, k]); addresses. */
function product(
  backend: KrausBackend,
  x: number,
  w: number,
  y: number,
  m: number,
  n: number,
  k: number,
  transposed: boolean,
): void {
  const panels = Math.ceil(n / 8);
  const bytes = panels * 8 * k * 4;
  backend.borrow(bytes + panels * 32, (packed) => {
    pack(backend, w, packed, 1, k, n, transposed, {
      rowFirst: 0,
      rowStep: 1,
      rows: 1,
      columnFirst: 0,
      columnStep: 1,
      columns: 1,
    });
    padBias(backend, undefined, packed + bytes, n);
    const chunkRows = m > 96 ? 50 : Math.max(5, m);
    const rowChunks = Math.ceil(m / chunkRows);
    const chunkPanels = Math.max(1, Math.ceil(panels / Math.max(1, Math.ceil(16 / rowChunks))));
    const panelChunks = Math.ceil(panels / chunkPanels);
    const rows =
      rowChunks * panelChunks > 4000 ? Math.ceil(m / Math.max(1, Math.floor(4000 / panelChunks)) / 5) * 5 : chunkRows;
    const parts = Math.ceil(m / rows);
    backend.runtime.run(
      'multiply_matrices',
      parts * panelChunks,
      [x, packed, packed + bytes, y, m, n, k, rows, chunkPanels, parts],
      [],
      m * n * k > 30000,
    );
  });
}

function matMul(call: Call): tf.TensorInfo | undefined {
  const { backend } = call;
  const [a, b] = [input(call, 'a'), input(call, 'b')];
  if (!allFloat(a, b)) return undefined;
  const { transposeA, transposeB } = call.attributes;
  const [am, ak] = a.shape.slice(-2) as [number, number];
  const [bk, bn] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [ak, am] : [am, ak];
  const n = transposeB ? bk : bn;
  const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const [batchA, batchB] = [sizeOf({ shape: outerA }), sizeOf({ shape: outerB })];
  if (batchA !== batchB && batchA !== 1 && batchB !== 1) return undefined;
  const outer = batchA >= batchB && outerA.length >= outerB.length ? outerA : outerB;
  const batch = sizeOf({ shape: outer });
  if (batch !== Math.max(batchA, batchB)) return undefined;
  const y = backend.output([...outer, m, n], 'float32');
  if (sizeOf(y) === 0) return y;
  const [xa, wa, ya] = [backend.address(a), backend.address(b), backend.address(y)];
  for (let i = 0; i < batch; i++) {
    const x = xa + (batchA === 1 ? 0 : i * m * k * 4);
    const w = wa + (batchB === 1 ? 0 : i * k * n * 4);
    const target = ya + i * m * n * 4;
    if (!transposeA) product(backend, x, w, target, m, n, k, Boolean(transposeB));
    else {
      backend.borrow(m * k * 4, (flipped) => {
        transposeInto(backend, x, flipped, k, m);
        product(backend, flipped, w, target, m, n, k, Boolean(transposeB));
      });
    }
  }
  return y;
}

/** Registers convolutions and matrix products. */
export function registerLinear(): void {
  for (const name of ['Conv2D', 'KrausConv2DBias']) {
    override(name, (call) => {
      const [x, filter] = [input(call, 'x'), input(call, 'filter')];
      const info = convInfo(call, x.shape, filter.shape);
      return info && allFloat(x, filter) ? forward(call.backend, x, filter, call.inputs.bias, info) : undefined;
    });
  }
  override('Conv2DBackpropInput', (call) => {
    const [dy, filter] = [input(call, 'dy'), input(call, 'filter')];
    const info = convInfo(call, call.attributes.inputShape as number[], filter.shape);
    return info && allFloat(dy, filter) ? inputGradient(call.backend, dy, filter, info) : undefined;
  });
  override('Conv2DBackpropFilter', (call) => {
    const [x, dy] = [input(call, 'x'), input(call, 'dy')];
    const info = convInfo(call, x.shape, call.attributes.filterShape as number[]);
    return info && allFloat(x, dy) ? filterGradient(call.backend, x, dy, info) : undefined;
  });
  override('BatchMatMul', matMul);
}
