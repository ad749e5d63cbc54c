import { KrausError } from '@kraus/core';
import type { Pace } from './pace.js';
import { visitProducts } from './products.js';

/** A set of feature vectors and, around each, the ball that reaches its k-th nearest neighbour in the set. */
export interface NeighbourBalls {
  readonly features: Float64Array;
  readonly count: number;
  readonly dimension: number;
  /** `[count]`: |x|². */
  readonly squaredNorms: Float64Array;
  /** `[count]`: squared distance to the k-th nearest other vector. */
  readonly squaredRadii: Float64Array;
}

/**
 * The balls that stand for the region of a distribution (Kynkäänniemi et al., arXiv:1904.06991, section 2).
 *
 * @param features row-major `[n, d]`
 * @param k which neighbour, from 1; customary: 3
 * @throws KrausError `metrics/too-few-samples` unless there are more than `k` vectors
 */
export async function neighbourBalls(
  features: Float64Array,
  dimension: number,
  k: number,
  pace: Pace = {},
): Promise<NeighbourBalls> {
  const count = features.length / dimension;
  if (!Number.isInteger(count) || count <= k) {
    throw new KrausError(
      'metrics/too-few-samples',
      `Precision and recall: ${count} images and the neighbour k = ${k}; expected more than ${k} images.`,
    );
  }
  const squaredNorms = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let c = i * dimension; c < (i + 1) * dimension; c++) sum += (features[c] as number) ** 2;
    squaredNorms[i] = sum;
  }
  // The k smallest squared distances of each row, ascending.
  const nearest = new Float64Array(count * k).fill(Infinity);
  await visitProducts(
    features,
    features,
    dimension,
    (block, i0, m, j0, n) => {
      for (let i = 0; i < m; i++) {
        const row = (i0 + i) * k;
        for (let j = 0; j < n; j++) {
          if (i0 + i === j0 + j) continue;
          const norms = (squaredNorms[i0 + i] as number) + (squaredNorms[j0 + j] as number);
          insert(nearest, row, k, Math.max(0, norms - 2 * (block[i * n + j] as number)));
        }
      }
    },
    pace,
  );
  const squaredRadii = Float64Array.from({ length: count }, (_, i) => nearest[i * k + k - 1] as number);
  return { features, count, dimension, squaredNorms, squaredRadii };
}

/** Keeps the k values from `row` on the smallest seen, in ascending order. */
function insert(nearest: Float64Array, row: number, k: number, value: number): void {
  if (value >= (nearest[row + k - 1] as number)) return;
  let at = row + k - 1;
  while (at > row && (nearest[at - 1] as number) > value) {
    nearest[at] = nearest[at - 1] as number;
    at -= 1;
  }
  nearest[at] = value;
}

/**
 * The share of the vectors of `points` that lie in at least one ball of `region` (on the border counts).
 * Precision: samples in the region of real images. Recall: real images in the region of samples.
 *
 * @throws KrausError `metrics/feature-dimension` if the dimensions differ
 */
export async function shareInside(points: NeighbourBalls, region: NeighbourBalls, pace: Pace = {}): Promise<number> {
  if (points.dimension !== region.dimension) {
    throw new KrausError(
      'metrics/feature-dimension',
      `Precision and recall: features of dimension ${points.dimension} and ${region.dimension}; use one extractor.`,
    );
  }
  const inside = new Uint8Array(points.count);
  await visitProducts(
    points.features,
    region.features,
    points.dimension,
    (block, i0, m, j0, n) => {
      for (let i = 0; i < m; i++) {
        const norm = points.squaredNorms[i0 + i] as number;
        for (let j = 0; j < n && inside[i0 + i] === 0; j++) {
          const square = norm + (region.squaredNorms[j0 + j] as number) - 2 * (block[i * n + j] as number);
          if (square <= (region.squaredRadii[j0 + j] as number)) inside[i0 + i] = 1;
        }
      }
    },
    pace,
  );
  return inside.reduce((total, one) => total + one, 0) / points.count;
}
