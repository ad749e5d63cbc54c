import type { ImageBatch } from '../image-batch.js';

/** For one axis: the first source cell of each target cell, and the weights from there on. */
interface AxisWeights {
  readonly first: Int32Array;
  /** `[target, reach]`, zero where unused; each row sums to one. */
  readonly weights: Float64Array;
  readonly reach: number;
}

/**
 * Bilinear resampling with the triangle as wide as the coarser of the two grids, half-pixel centres, and weights that
 * are normalised at the edges: what Pillow calls BILINEAR and PyTorch `bilinear, antialias=True`. Going up it is plain
 * bilinear interpolation; going down it averages, so that nothing is skipped (arXiv:2104.11222 says why that matters).
 */
function triangleWeights(source: number, target: number): AxisWeights {
  const ratio = source / target;
  const radius = Math.max(1, ratio);
  const reach = Math.ceil(2 * radius) + 1;
  const first = new Int32Array(target);
  const weights = new Float64Array(target * reach);
  for (let t = 0; t < target; t++) {
    const centre = (t + 0.5) * ratio;
    const from = Math.max(0, Math.floor(centre - radius + 0.5));
    const to = Math.min(source, Math.floor(centre + radius + 0.5));
    first[t] = from;
    let total = 0;
    for (let s = from; s < to; s++) {
      const weight = Math.max(0, 1 - Math.abs(s + 0.5 - centre) / radius);
      weights[t * reach + s - from] = weight;
      total += weight;
    }
    for (let k = 0; k < reach; k++) weights[t * reach + k] = (weights[t * reach + k] as number) / total;
  }
  return { first, weights, reach };
}

/**
 * Resamples to `height` × `width` without rounding; see {@link triangleWeights} for the rule.
 * @returns `[count, height, width, channels]`, 0 … 255
 */
export function resampleImages(images: ImageBatch, height: number, width: number): Float32Array {
  const [h, w, channels] = images.shape;
  if (h === height && w === width) return Float32Array.from(images.pixels);
  const rows = triangleWeights(h, height);
  const columns = triangleWeights(w, width);
  const out = new Float32Array(images.count * height * width * channels);
  const lines = new Float64Array(height * w * channels);
  for (let n = 0; n < images.count; n++) {
    const source = n * h * w * channels;
    lines.fill(0);
    for (let y = 0; y < height; y++) {
      for (let k = 0; k < rows.reach; k++) {
        const weight = rows.weights[y * rows.reach + k] as number;
        if (weight === 0) continue;
        const from = source + ((rows.first[y] as number) + k) * w * channels;
        for (let i = 0; i < w * channels; i++) {
          const at = y * w * channels + i;
          lines[at] = (lines[at] as number) + weight * (images.pixels[from + i] as number);
        }
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const target = ((n * height + y) * width + x) * channels;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < columns.reach; k++) {
            const weight = columns.weights[x * columns.reach + k] as number;
            if (weight === 0) continue;
            sum += weight * (lines[(y * w + (columns.first[x] as number) + k) * channels + c] as number);
          }
          out[target + c] = sum;
        }
      }
    }
  }
  return out;
}
