/** A complex number as the pair [re, im]. */
export type Complex = readonly [re: number, im: number];

/** |re + i im| from exactly rounded operations alone, so that every machine gives the same bits. */
export function modulus(re: number, im: number): number {
  return Math.sqrt(re * re + im * im);
}

/** a b. */
export function complexProduct(a: Complex, b: Complex): Complex {
  return [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
}

/** The square root with real part ≥ 0. */
export function complexSqrt([re, im]: Complex): Complex {
  const size = modulus(re, im);
  if (size === 0) return [0, 0];
  const half = Math.sqrt((size + Math.abs(re)) / 2);
  const other = im / (2 * half);
  return re >= 0 ? [half, other] : [Math.abs(other), im < 0 ? -half : half];
}
