import { KrausError, type RandomStream } from '@kraus/core';

/** A mean or a distance with its uncertainty. */
export interface Measured {
  readonly value: number;
  readonly standardError: number;
  /** The central 95 % of the resampled values (means), or value ± 1.96 standard errors (distances). */
  readonly interval95: readonly [number, number];
}

/** A distance beside its floor: what fresh data score against the same data, which is what a perfect model would get. */
export interface MeasuredDistance extends Measured {
  /** Items on each side. */
  readonly counts: readonly [number, number];
  readonly floor: Measured & { readonly counts: readonly [number, number] };
}

/** Draws of the resampling; a stream gives the same draws every time. */
export interface Resampling {
  readonly random: RandomStream;
  /** At least 2. */
  readonly repeats: number;
}

/**
 * The mean of one number an item, with the bootstrap (Efron 1979): means of as many items drawn with repetition.
 * @throws KrausError `metrics/too-few-samples`
 */
export function meanWithSpread(values: Float64Array, { random, repeats }: Resampling): Measured {
  checkCounts(values.length, 1, repeats);
  const mean = meanOf(values);
  const means = Float64Array.from({ length: repeats }, () => {
    let sum = 0;
    for (let k = 0; k < values.length; k++) sum += values[random.integer(values.length)] as number;
    return sum / values.length;
  }).sort();
  return {
    value: mean,
    standardError: deviationOf(means),
    interval95: [quantile(means, 0.025), quantile(means, 0.975)],
  };
}

/** How a kind of ensemble is counted and parted. */
export interface Parting<E> {
  readonly count: (items: E) => number;
  readonly take: (items: E, indices: ArrayLike<number>) => E;
}

/** What {@link distanceWithSpread} compares. */
export interface Comparison<E> extends Parting<E>, Resampling {
  readonly generated: E;
  readonly data: E;
  readonly distance: (x: E, y: E) => number;
  /** Data of another draw or split, compared with `data` for the floor; as many as `generated` are used if there are so many. */
  readonly fresh: E;
}

/**
 * A distance of two ensembles with its spread and its floor.
 *
 * The spread comes from the distances of random halves of both sides, drawn without repetition: halving doubles the variance and knowing
 * the whole takes half of that away, so that their deviation is that of the whole (half-samples, McCarthy 1969). The bootstrap that
 * repeats items would shift distances, which see that two items are equal.
 * @throws KrausError `metrics/too-few-samples` for fewer than 4 items on a side
 */
export function distanceWithSpread<E>(comparison: Comparison<E>): MeasuredDistance {
  const { generated, data, fresh, count, take, random } = comparison;
  const used = Math.min(count(generated), count(fresh));
  const perfect = take(
    fresh,
    Uint32Array.from({ length: used }, (_, k) => k),
  );
  return {
    ...halved(comparison, generated, random.child('generated')),
    counts: [count(generated), count(data)],
    floor: { ...halved(comparison, perfect, random.child('floor')), counts: [used, count(data)] },
  };
}

function halved<E>(comparison: Comparison<E>, items: E, random: RandomStream): Measured {
  const { data, distance, count, take, repeats } = comparison;
  checkCounts(Math.min(count(items), count(data)), 4, repeats);
  const half = (side: E): E => take(side, random.permutation(count(side)).subarray(0, Math.floor(count(side) / 2)));
  const value = distance(items, data);
  const standardError = deviationOf(Float64Array.from({ length: repeats }, () => distance(half(items), half(data))));
  return { value, standardError, interval95: [value - 1.96 * standardError, value + 1.96 * standardError] };
}

function checkCounts(items: number, least: number, repeats: number): void {
  if (items >= least && Number.isInteger(repeats) && repeats >= 2) return;
  throw new KrausError(
    'metrics/too-few-samples',
    `Spread: ${items} items and ${repeats} repeats; expected at least ${least} items and 2 repeats.`,
  );
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
}

/** Of ascending values, linear between neighbours. */
function quantile(values: Float64Array, p: number): number {
  const place = p * (values.length - 1);
  const low = Math.floor(place);
  const [a, b] = [values[low] as number, values[Math.min(low + 1, values.length - 1)] as number];
  return a + (place - low) * (b - a);
}
