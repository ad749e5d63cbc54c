import { tf } from '../engine/index.js';
import { type ImageBatch, imageSize, sliceImages } from './image-batch.js';
import { breathe, type Pace } from './pace.js';
import { visitProducts } from './products.js';

/** For each query, its nearest neighbour. Of several at the same distance, the first. */
export interface Nearest {
  /** Euclidean distance. */
  readonly distances: Float64Array;
  /** Index of the neighbour. */
  readonly indices: Int32Array;
}

/** Centred pixels are at most 128 in size, so sums of up to 1024 products stay below 2^24: exact in float32. */
const EXACT_COLUMNS = 1024;
const QUERIES = 256;
const CANDIDATES = 4096;

/**
 * Nearest images by Euclidean distance of the pixels / 255, exact: the dot products of centred pixels are whole numbers
 * that float32 holds without rounding, in whatever order the engine's matrix product adds them. Needs a started engine.
 *
 * @throws KrausError `models/engine-not-started`
 */
export async function nearestImages(queries: ImageBatch, candidates: ImageBatch, pace: Pace = {}): Promise<Nearest> {
  const d = imageSize(queries);
  const squares = best(queries.count);
  const norms = squaredNorms(candidates);
  const queryNorms = squaredNorms(queries);
  const rounds = Math.ceil(candidates.count / CANDIDATES);
  for (let c0 = 0; c0 < candidates.count; c0 += CANDIDATES) {
    const c1 = Math.min(candidates.count, c0 + CANDIDATES);
    const blocks = columnBlocks(sliceImages(candidates, c0, c1), d);
    try {
      for (let q0 = 0; q0 < queries.count; q0 += QUERIES) {
        const q1 = Math.min(queries.count, q0 + QUERIES);
        const own = columnBlocks(sliceImages(queries, q0, q1), d);
        for (let part = 0; part < blocks.length; part++) {
          // Only sums within a block are exact in float32; the blocks are added in float64.
          const product = tf.tidy(() => tf.matMul(own[part] as tf.Tensor, blocks[part] as tf.Tensor, false, true));
          addProducts(squares.partial(q1 - q0, c1 - c0, part === 0), await product.data<'float32'>());
          product.dispose();
        }
        tf.dispose(own);
        squares.take(q0, q1 - q0, c0, c1 - c0, queryNorms, norms);
        await breathe(pace, Math.floor(c0 / CANDIDATES) + q1 / queries.count, rounds);
      }
    } finally {
      tf.dispose(blocks);
    }
  }
  return { distances: squares.values.map((square) => Math.sqrt(square) / 255), indices: squares.indices };
}

/** Nearest feature vectors by Euclidean distance, in float64. `queries` and `candidates` are row-major `[n, d]`. */
export async function nearestFeatures(
  queries: Float64Array,
  candidates: Float64Array,
  dimension: number,
  pace: Pace = {},
): Promise<Nearest> {
  const norms = rowNorms(candidates, dimension);
  const queryNorms = rowNorms(queries, dimension);
  const squares = best(queries.length / dimension);
  await visitProducts(
    queries,
    candidates,
    dimension,
    (block, i0, m, j0, n) => {
      squares.partial(m, n, true).set(block.subarray(0, m * n));
      squares.take(i0, m, j0, n, queryNorms, norms);
    },
    pace,
  );
  return { distances: squares.values.map(Math.sqrt), indices: squares.indices };
}

/** The smallest squared distances so far, fed with blocks of dot products. */
function best(count: number) {
  const values = new Float64Array(count).fill(Infinity);
  const indices = new Int32Array(count).fill(-1);
  let products = new Float64Array(0);
  return {
    values,
    indices,
    /** Room for a block of dot products; cleared at the first part. */
    partial(m: number, n: number, first: boolean): Float64Array {
      if (products.length < m * n) products = new Float64Array(m * n);
      else if (first) products.fill(0, 0, m * n);
      return products;
    },
    take(i0: number, m: number, j0: number, n: number, a: Float64Array, b: Float64Array): void {
      for (let i = 0; i < m; i++) {
        let least = values[i0 + i] as number;
        let at = indices[i0 + i] as number;
        const norm = a[i0 + i] as number;
        for (let j = 0; j < n; j++) {
          const square = norm + (b[j0 + j] as number) - 2 * (products[i * n + j] as number);
          if (square < least) {
            least = square;
            at = j0 + j;
          }
        }
        values[i0 + i] = Math.max(0, least);
        indices[i0 + i] = at;
      }
    },
  };
}

function addProducts(into: Float64Array, product: Float32Array): void {
  for (let i = 0; i < product.length; i++) into[i] = (into[i] as number) + (product[i] as number);
}

/** Pixels − 128 as tensors `[count, ≤ 1024]`, cut by columns. */
function columnBlocks(images: ImageBatch, d: number): tf.Tensor[] {
  const blocks: tf.Tensor[] = [];
  for (let from = 0; from < d; from += EXACT_COLUMNS) {
    const width = Math.min(EXACT_COLUMNS, d - from);
    const values = new Float32Array(images.count * width);
    for (let i = 0; i < images.count; i++) {
      for (let k = 0; k < width; k++) values[i * width + k] = (images.pixels[i * d + from + k] as number) - 128;
    }
    blocks.push(tf.tensor2d(values, [images.count, width]));
  }
  return blocks;
}

function squaredNorms(images: ImageBatch): Float64Array {
  const d = imageSize(images);
  const norms = new Float64Array(images.count);
  for (let i = 0; i < images.count; i++) {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += ((images.pixels[k] as number) - 128) ** 2;
    norms[i] = sum;
  }
  return norms;
}

function rowNorms(features: Float64Array, d: number): Float64Array {
  const norms = new Float64Array(features.length / d);
  for (let i = 0; i < norms.length; i++) {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += (features[k] as number) ** 2;
    norms[i] = sum;
  }
  return norms;
}
