import type { tf } from '../tensor-flow.js';
import type { KrausBackend } from './kraus-backend.js';
import { padBias } from './packing.js';
import { sizeOf } from './registry.js';
import { sumPartials } from './sum-partials.js';
import type { WindowInfo } from './window.js';

/** Outputs of a tile, inputs of a tile, along a dimension; products of a tile. */
const TILE = 4;
const WINDOW = 6;
const POINTS = 36;
/** Bytes of transformed tiles that are worked on at a time: what stays in the second-level cache. */
const CACHE = 384 * 1024;

const paddedTo8 = (channels: number): number => Math.ceil(channels / 8) * 8;

/**
 * Whether Winograd's F(4×4, 3×3) takes a convolution, and takes at most half of the products: filters of 3 × 3, stride 1,
 * channels in multiples of four, and outputs of `rows` × `columns` that do not leave most of their tiles empty. For
 * numbers of mean zero the results are within 1e-5 of their root mean square from the exact ones, with typical errors two
 * to three times those of direct sums.
 */
export function winogradPays(info: WindowInfo, rows: number, columns: number): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels } = info;
  if (filterHeight !== 3 || filterWidth !== 3 || strideHeight !== 1 || strideWidth !== 1) return false;
  if (inChannels % 4 !== 0 || outChannels % 4 !== 0 || inChannels < 8 || outChannels < 8) return false;
  return Math.ceil(rows / TILE) * Math.ceil(columns / TILE) * POINTS * 2 <= rows * columns * 9;
}

/** Images that tiles read: [batch, height, width, channels] at an address; the first tile starts at (−top, −left). */
interface Images {
  readonly address: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly top: number;
  readonly left: number;
}

const tilesOf = (images: Images, side: number): number[] => [
  images.height,
  images.width,
  images.channels,
  images.top,
  images.left,
  TILE,
  side,
];

/** Images convolved with a filter (taps reversed and channels swapped if `flipped`) to `y`, `[batch, rows, columns, out]`. */
function convolve(
  backend: KrausBackend,
  x: Images,
  filter: tf.TensorInfo,
  flipped: boolean,
  bias: tf.TensorInfo | undefined,
  y: tf.TensorInfo,
): void {
  const [batch, rows, columns, out] = y.shape as [number, number, number, number];
  const padded = paddedTo8(out);
  const filterBytes = POINTS * x.channels * padded * 4;
  const [tileRows, tileColumns] = [Math.ceil(rows / TILE), Math.ceil(columns / TILE)];
  const tiles = batch * tileRows * tileColumns;
  const most = Math.floor(CACHE / (POINTS * 4 * (x.channels + padded)) / 5) * 5;
  const chunkTiles = Math.max(10, Math.min(most, Math.ceil(tiles / 16 / 5) * 5));
  const scratch = (x.channels + POINTS * chunkTiles * (x.channels + padded)) * 4;
  const area = backend.threadScratch(scratch);
  backend.borrow(filterBytes + padded * 4, (packed) => {
    backend.runtime.run(
      'winograd_filter',
      padded / 8,
      [backend.address(filter), packed, x.channels, out, flipped ? 1 : 0],
      [],
      x.channels * out > 500,
    );
    padBias(backend, bias, packed + filterBytes, out);
    backend.runtime.run('winograd_convolve', Math.ceil(tiles / chunkTiles), [
      x.address,
      packed,
      packed + filterBytes,
      backend.address(y),
      area,
      scratch / 4,
      ...tilesOf(x, WINDOW),
      rows,
      columns,
      out,
      tileRows,
      tileColumns,
      tiles,
      chunkTiles,
    ]);
  });
}

/** Convolution with optional bias. */
export function convolveByWinograd(
  backend: KrausBackend,
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  info: WindowInfo,
): tf.TensorInfo {
  const y = backend.output([info.batchSize, info.outHeight, info.outWidth, info.outChannels], 'float32');
  const images = {
    address: backend.address(x),
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
  convolve(backend, images, filter, false, bias, y);
  return y;
}

/** Gradient of a convolution for its input: dy convolved with the reversed taps. */
export function inputGradientByWinograd(
  backend: KrausBackend,
  dy: tf.TensorInfo,
  filter: tf.TensorInfo,
  info: WindowInfo,
): tf.TensorInfo {
  const dx = backend.output([info.batchSize, info.inHeight, info.inWidth, info.inChannels], 'float32');
  const images = {
    address: backend.address(dy),
    height: info.outHeight,
    width: info.outWidth,
    channels: info.outChannels,
    top: 2 - info.padInfo.top,
    left: 2 - info.padInfo.left,
  };
  convolve(backend, images, filter, true, undefined, dx);
  return dx;
}

/** Gradient of a convolution for its filter. The tiles are cut into parts by their number alone, summed in order. */
export function filterGradientByWinograd(
  backend: KrausBackend,
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  info: WindowInfo,
): tf.TensorInfo {
  const { inChannels, outChannels, outHeight, outWidth } = info;
  const dw = backend.output([3, 3, inChannels, outChannels], 'float32');
  const padded = paddedTo8(outChannels);
  const [tileRows, tileColumns] = [Math.ceil(outHeight / TILE), Math.ceil(outWidth / TILE)];
  const tiles = info.batchSize * tileRows * tileColumns;
  const chunkTiles = Math.ceil(tiles / Math.max(1, Math.min(8, Math.floor(tiles / 32))));
  const count = Math.ceil(tiles / chunkTiles);
  const group = Math.min(chunkTiles, Math.max(8, Math.floor(CACHE / (POINTS * 4 * (inChannels + padded)))));
  const scratch = (Math.max(inChannels, padded) + POINTS * (group * (inChannels + padded) + inChannels * padded)) * 4;
  const area = backend.threadScratch(scratch);
  const window = {
    address: backend.address(x),
    height: info.inHeight,
    width: info.inWidth,
    channels: inChannels,
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
  const target = { address: backend.address(dy), height: outHeight, width: outWidth, channels: outChannels };
  const n = sizeOf(dw);
  backend.borrow(count * n * 4, (partial) => {
    backend.runtime.run('winograd_filter_gradient', count, [
      window.address,
      target.address,
      partial,
      area,
      scratch / 4,
      ...tilesOf(window, WINDOW),
      ...tilesOf({ ...target, top: 0, left: 0 }, TILE),
      tileRows,
      tileColumns,
      tiles,
      chunkTiles,
      group,
    ]);
    sumPartials(backend, partial, backend.address(dw), count, n);
  });
  return dw;
}
