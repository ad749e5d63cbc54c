import { KrausError } from '../errors/index.js';

/**
 * Many d × d operators at once, batch innermost: entry (i, j) of operator b is
 * `re[(i + d j) count + b] + i im[(i + d j) count + b]` (column stacking).
 */
export interface OperatorBatch {
  readonly dimension: number;
  readonly count: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const LARGEST = 2 ** 26;

/**
 * A batch of zero operators.
 * @throws KrausError `core/too-large` beyond 2^26 complex entries (1 GiB)
 */
export function zeroBatch(dimension: number, count: number): OperatorBatch {
  const size = dimension * dimension * count;
  if (!(size <= LARGEST)) {
    throw new KrausError(
      'core/too-large',
      `${count} operators of dimension ${dimension} need ${size} complex entries; at most ${LARGEST} are held at once.`,
    );
  }
  return { dimension, count, re: new Float64Array(size), im: new Float64Array(size) };
}

/** The projectors |j><j| for j = 0 … d − 1. */
export function basisProjectors(dimension: number): OperatorBatch {
  const batch = zeroBatch(dimension, dimension);
  for (let j = 0; j < dimension; j++) batch.re[(j + dimension * j) * dimension + j] = 1;
  return batch;
}

/** All d² operators |i><j|, number i + d j. */
export function matrixUnits(dimension: number): OperatorBatch {
  const count = dimension * dimension;
  const batch = zeroBatch(dimension, count);
  for (let b = 0; b < count; b++) batch.re[b * count + b] = 1;
  return batch;
}
