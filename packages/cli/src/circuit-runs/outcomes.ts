/** Digits of an outcome, the most significant first; parted by commas where a digit has more than ten values. */
export function outcomeName(outcome: number, radices: readonly number[]): string {
  let rest = outcome;
  const digits = radices.map((radix) => {
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    return digit;
  });
  return digits.reverse().join(radices.some((radix) => radix > 10) ? ',' : '');
}

/** The product of the radices. */
export function outcomeCount(radices: readonly number[]): number {
  return radices.reduce((product, radix) => product * radix, 1);
}
