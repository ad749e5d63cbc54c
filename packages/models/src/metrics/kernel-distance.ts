import { KrausError, type RandomStream } from '@kraus/core';
import type { Pace } from './pace.js';
import { visitProducts } from './products.js';

/** Sums of the kernel over all pairs within one set, and what a later comparison needs of it. */
export interface KernelSet {
  readonly features: Float64Array;
  readonly count: number;
  readonly dimension: number;
  /** `[count]`: Σ_{j ≠ i} k(x_i, x_j). */
  readonly rowSums: Float64Array;
}

/** An unbiased estimate of the squared maximum mean discrepancy. It may be negative. */
export interface KernelDistance {
  readonly value: number;
  /** Standard error by the two-sample jackknife (leave one image out, on each side). */
  readonly standardError: number;
  readonly counts: readonly [number, number];
}

/**
 * Prepares one side of a kernel distance. The kernel is (x·y / d + 1)³ (Bińkowski et al., arXiv:1801.01401, section 4).
 *
 * @param features row-major `[n, d]`
 * @throws KrausError `metrics/too-few-samples` for fewer than three images
 */
export async function kernelSet(features: Float64Array, dimension: number, pace: Pace = {}): Promise<KernelSet> {
  const count = features.length / dimension;
  if (!Number.isInteger(count) || count < 3) {
    throw new KrausError(
      'metrics/too-few-samples',
      `Kernel distance: ${count} feature vectors of dimension ${dimension}; expected at least 3 whole ones.`,
    );
  }
  const rowSums = new Float64Array(count);
  await visitProducts(
    features,
    features,
    dimension,
    (block, i0, m, j0, n) => {
      for (let i = 0; i < m; i++) {
        // Each unordered pair once: in a diagonal block only j > i.
        let own = 0;
        for (let j = i0 === j0 ? i + 1 : 0; j < n; j++) {
          const value = cubic(block[i * n + j] as number, dimension);
          own += value;
          rowSums[j0 + j] = (rowSums[j0 + j] as number) + value;
        }
        rowSums[i0 + i] = (rowSums[i0 + i] as number) + own;
      }
    },
    pace,
    true,
  );
  return { features, count, dimension, rowSums };
}

/**
 * The kernel distance (KID): the unbiased U-statistic of MMD² over all pairs of two sets,
 * mean_{i≠j} k(x_i, x_j) + mean_{i≠j} k(y_i, y_j) − 2 mean k(x_i, y_j) (Gretton et al. 2012, lemma 6).
 *
 * @throws KrausError `metrics/feature-dimension` if the dimensions differ
 */
export async function kernelDistance(x: KernelSet, y: KernelSet, pace: Pace = {}): Promise<KernelDistance> {
  if (x.dimension !== y.dimension) {
    throw new KrausError(
      'metrics/feature-dimension',
      `Kernel distance: features of dimension ${x.dimension} and ${y.dimension}; use one extractor for both sides.`,
    );
  }
  const crossX = new Float64Array(x.count);
  const crossY = new Float64Array(y.count);
  await visitProducts(
    x.features,
    y.features,
    x.dimension,
    (block, i0, m, j0, n) => {
      for (let i = 0; i < m; i++) {
        let own = 0;
        for (let j = 0; j < n; j++) {
          const value = cubic(block[i * n + j] as number, x.dimension);
          own += value;
          crossY[j0 + j] = (crossY[j0 + j] as number) + value;
        }
        crossX[i0 + i] = (crossX[i0 + i] as number) + own;
      }
    },
    pace,
  );
  const cross = sum(crossX) / (x.count * y.count);
  const withinX = sum(x.rowSums) / (x.count * (x.count - 1));
  const withinY = sum(y.rowSums) / (y.count * (y.count - 1));
  const variance = jackknifeVariance(x, crossX, y.count) + jackknifeVariance(y, crossY, x.count);
  return {
    value: withinX + withinY - 2 * cross,
    standardError: Math.sqrt(variance),
    counts: [x.count, y.count],
  };
}

/** Kernel distances between seeded random subsets of both sides, the customary way to give a spread. */
export interface SubsetDistances {
  readonly values: readonly number[];
  readonly mean: number;
  /** Standard deviation over the subsets (divisor subsets − 1); 0 for one subset. */
  readonly deviation: number;
  readonly subsetSize: number;
}

/**
 * The kernel distance of `subsets` pairs of random subsets of `subsetSize` images (drawn without repetition within a
 * subset). The deviation describes one subset's estimate, not the error of the mean: subsets share images.
 *
 * @throws KrausError `metrics/subset-size` unless 3 ≤ subsetSize ≤ both counts
 */
export async function subsetDistances(
  x: KernelSet,
  y: KernelSet,
  options: { readonly subsets: number; readonly subsetSize: number; readonly random: RandomStream } & Pace,
): Promise<SubsetDistances> {
  const { subsets, subsetSize, random } = options;
  if (subsetSize < 3 || subsetSize > Math.min(x.count, y.count)) {
    throw new KrausError(
      'metrics/subset-size',
      `Kernel distance: subsets of ${subsetSize} images from ${x.count} and ${y.count}; expected a size from 3 to ` +
        `${Math.min(x.count, y.count)}.`,
    );
  }
  const values: number[] = [];
  for (let s = 0; s < subsets; s++) {
    const pace: Pace = { signal: options.signal };
    const a = await kernelSet(subset(x, subsetSize, random.child('x', s)), x.dimension, pace);
    const b = await kernelSet(subset(y, subsetSize, random.child('y', s)), y.dimension, pace);
    values.push((await kernelDistance(a, b, pace)).value);
    options.onProgress?.(s + 1, subsets);
  }
  const mean = values.reduce((total, value) => total + value, 0) / subsets;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { values, mean, deviation: subsets > 1 ? Math.sqrt(squares / (subsets - 1)) : 0, subsetSize };
}

function cubic(product: number, dimension: number): number {
  const base = product / dimension + 1;
  return base * base * base;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Variance that one side's images cause: (n − 1)/n · Σ (θ₋ᵢ − θ̄)², where leaving i out changes two of the three means. */
function jackknifeVariance(set: KernelSet, cross: Float64Array, other: number): number {
  const { count: n, rowSums } = set;
  const within = sum(rowSums);
  const between = sum(cross);
  const left = new Float64Array(n);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    const pairs = (within - 2 * (rowSums[i] as number)) / ((n - 1) * (n - 2));
    left[i] = pairs - (2 * (between - (cross[i] as number))) / ((n - 1) * other);
    mean += (left[i] as number) / n;
  }
  let squares = 0;
  for (const value of left) squares += (value - mean) ** 2;
  return ((n - 1) / n) * squares;
}

function subset(set: KernelSet, size: number, random: RandomStream): Float64Array {
  const { dimension } = set;
  const order = random.permutation(set.count);
  const features = new Float64Array(size * dimension);
  for (let i = 0; i < size; i++) {
    const from = (order[i] as number) * dimension;
    features.set(set.features.subarray(from, from + dimension), i * dimension);
  }
  return features;
}
