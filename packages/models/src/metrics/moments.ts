import { KrausError } from '@kraus/core';
import { dotProducts } from './products.js';

/** Mean and unbiased covariance of a set of feature vectors. */
export interface Moments {
  readonly count: number;
  readonly dimension: number;
  /** `[d]` */
  readonly mean: Float64Array;
  /** Row-major `[d, d]`, symmetric, divided by count − 1. */
  readonly covariance: Float64Array;
}

/**
 * Mean and covariance (divisor n − 1) of the rows of `features` [n, d], in float64 with the mean taken off first.
 * The order of the rows matters only by rounding.
 *
 * @throws KrausError `metrics/too-few-samples` for fewer than two rows, `models/not-finite` for NaN or infinite features
 */
export function moments(features: Float64Array, dimension: number): Moments {
  const count = features.length / dimension;
  if (!Number.isInteger(count) || count < 2) {
    throw new KrausError(
      'metrics/too-few-samples',
      `Covariance: ${count} feature vectors of dimension ${dimension}; expected at least 2 whole ones.`,
    );
  }
  const mean = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) mean[k] = (mean[k] as number) + (features[i * dimension + k] as number);
  }
  for (let k = 0; k < dimension; k++) {
    mean[k] = (mean[k] as number) / count;
    if (!Number.isFinite(mean[k])) {
      throw new KrausError(
        'metrics/not-finite',
        `Covariance: feature ${k} is not finite; check the images and weights.`,
      );
    }
  }
  const centred = new Float64Array(dimension * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) {
      centred[k * count + i] = (features[i * dimension + k] as number) - (mean[k] as number);
    }
  }
  const covariance = new Float64Array(dimension * dimension);
  dotProducts(centred, 0, dimension, centred, 0, dimension, count, covariance);
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (covariance[i * dimension + j] as number) / (count - 1);
      covariance[i * dimension + j] = value;
      covariance[j * dimension + i] = value;
    }
  }
  return { count, dimension, mean, covariance };
}
