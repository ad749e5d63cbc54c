import { KrausError } from '@kraus/core';
import {
  distanceTo,
  levelCount,
  multiplyTransitions,
  secondEigenvalue,
  stationaryDistribution,
} from './stochastic-matrix.js';

/** How fast a chain forgets where it began. */
export interface Mixing {
  /** |λ₂| of the one-step matrix. */
  readonly secondEigenvalue: number;
  /** Steps until the total-variation distance to the stationary distribution is below `threshold` from every start; undefined if that never happens. */
  readonly steps: number | undefined;
  readonly stationary: Float64Array;
}

const MOST_STEPS = 1e9;

/**
 * The mixing of the chain with one-step matrix `q` (row-major, column-stochastic).
 * @param threshold total-variation distance that counts as mixed, in (0, 1)
 * @throws KrausError `sim/bad-threshold`
 */
export function mixing(q: Float64Array, threshold = 0.01): Mixing {
  if (!(threshold > 0 && threshold < 1)) {
    throw new KrausError('sim/bad-threshold', `Mixing: the threshold ${threshold} is not within 0 … 1.`);
  }
  const stationary = stationaryDistribution(q);
  return { secondEigenvalue: secondEigenvalue(q), steps: stepsToMix(q, stationary, threshold), stationary };
}

/** The worst-case distance never grows with the number of steps, so doubling and halving find the first step below. */
function stepsToMix(q: Float64Array, stationary: Float64Array, threshold: number): number | undefined {
  if (levelCount(q) === 1) return 0;
  const powers = [q];
  let steps = 1;
  while (distanceTo(powers.at(-1) as Float64Array, stationary) >= threshold) {
    if (steps > MOST_STEPS) return undefined;
    const last = powers.at(-1) as Float64Array;
    powers.push(multiplyTransitions(last, last));
    steps *= 2;
  }
  if (powers.length === 1) return 1;
  // Q^below is not yet mixed, Q^(2 below) is: add the smaller powers as long as it stays unmixed.
  let below = steps / 2;
  let reached = powers[powers.length - 2] as Float64Array;
  for (let k = powers.length - 3; k >= 0; k--) {
    const further = multiplyTransitions(powers[k] as Float64Array, reached);
    if (distanceTo(further, stationary) >= threshold) {
      reached = further;
      below += 2 ** k;
    }
  }
  return below + 1;
}
