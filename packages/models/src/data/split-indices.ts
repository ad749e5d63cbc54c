import { KrausError, stream } from '@kraus/core';

/** How a pool of items is parted. */
export interface Holdout {
  /** Shares of the pool that are held out, each in [0, 1). */
  readonly validation: number;
  readonly test: number;
  /** At most this many training items; the validation items shrink in proportion. */
  readonly limit: number | undefined;
  readonly seed: number;
}

export interface SplitIndices {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
}

/**
 * Parts the numbers 0 … count − 1 in one seeded order: test and validation come from its end, training from its beginning, so that
 * a smaller `limit` gives a subset of what a larger one gives, never touching what is held out. Each split is in ascending order.
 * @param where the source's name, for errors
 * @param item what one item is called in errors
 * @throws KrausError `data/empty-split`
 */
export function splitIndices(count: number, holdout: Holdout, where: string, item: string): SplitIndices {
  const order = Array.from(stream(holdout.seed, 'data', 'split').permutation(count));
  const testCount = Math.round(count * holdout.test);
  const validationCount = Math.round(count * holdout.validation);
  const available = count - testCount - validationCount;
  const trainCount = Math.min(available, holdout.limit ?? available);
  if (trainCount <= 0) {
    throw new KrausError(
      'data/empty-split',
      `${where}: no training ${item} is left of ${count} after ${validationCount} for validation and ${testCount} for test; hold out less.`,
    );
  }
  const validationKept = Math.ceil((validationCount * trainCount) / available);
  const ascending = (indices: number[]): number[] => indices.sort((a, b) => a - b);
  return {
    train: ascending(order.slice(0, trainCount)),
    validation: ascending(order.slice(available, available + validationKept)),
    test: ascending(order.slice(available + validationCount)),
  };
}
