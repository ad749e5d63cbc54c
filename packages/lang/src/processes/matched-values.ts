import { type ComplexMatrix, multiply } from '@kraus/core';

/** How far the first stretch on which noise grows with the value is looked through: from the smallest value, by this factor a time. */
const smallest = 1e-6;
const growth = 1.2;

/**
 * The values v₁ … v_T of a channel's parameter at which after every step as much is left as in a reference process. Noise has to grow with
 * the value on a first stretch, on which the value is sought; at 0 there is none.
 *
 * @param step P(j → i) of the channel at a value
 * @param reference P(j → i) of the reference after 1 … T steps
 * @param left what is left of a process with these transitions: falls as noise is added
 * @returns the values; shorter than the reference if at the step after the last no value up to `most` leaves as little
 */
export function matchedValues(
  step: (value: number) => ComplexMatrix,
  reference: readonly ComplexMatrix[],
  left: (transitions: ComplexMatrix) => number,
  most: number,
): number[] {
  const values: number[] = [];
  let before: ComplexMatrix | undefined;
  for (const wanted of reference) {
    const after = (value: number): ComplexMatrix => {
      const own = step(value);
      return before === undefined ? own : multiply(own, before);
    };
    const target = left(wanted);
    const excess = (value: number): number => left(after(value)) - target;
    const value = crossing(excess, values.at(-1), most);
    if (value === undefined) return values;
    values.push(value);
    before = after(value);
  }
  return values;
}

/** Where a function that starts above zero first falls to zero; begins at a guess if there is one. */
function crossing(excess: (value: number) => number, guess: number | undefined, most: number): number | undefined {
  if (excess(0) <= 1e-13) return 0;
  let low = guess === undefined || guess === 0 ? smallest : guess / growth;
  while (excess(low) <= 0) {
    low /= 10;
    if (low < 1e-300) return undefined;
  }
  let high = low;
  for (let value = excess(low); value > 0; ) {
    if (high >= most) return undefined;
    low = high;
    high = Math.min(most, high * growth);
    const next = excess(high);
    // Beyond the turning point more of the parameter is less noise.
    if (next > value + 1e-12) return undefined;
    value = next;
  }
  return bisected(excess, low, high);
}

/** Halved by the chord where that narrows well, else in the middle (Illinois rule). */
function bisected(excess: (value: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let [above, below] = [excess(low), excess(high)];
  for (let k = 0; k < 100 && high - low > 1e-14 * high; k++) {
    const chord = (low * below - high * above) / (below - above);
    const middle = k % 3 === 2 || !(chord > low && chord < high) ? low + (high - low) / 2 : chord;
    const value = excess(middle);
    if (value === 0) return middle;
    if (value > 0) {
      [low, above] = [middle, value];
      below /= 2;
    } else {
      [high, below] = [middle, value];
      above /= 2;
    }
  }
  return high;
}
