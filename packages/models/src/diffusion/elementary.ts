/**
 * exp and log of this room, in plain float64 arithmetic, so that the WebAssembly kernels (kernels-diffusion/elementary.h)
 * compute the same bits, operation by operation. Errors are below 2 units in the last place.
 */

const LOG2_E = Math.LOG2E;
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = Math.SQRT1_2;

/** 2^k for k = −1022 … 1023, at k + 1022. */
const POWERS = Float64Array.from({ length: 2046 }, (_, i) => 2 ** (i - 1022));

/** 1/n! for n = 13 … 2. */
const [E13, E12, E11, E10, E9, E8, E7, E6, E5, E4, E3] = [
  1 / 6227020800,
  1 / 479001600,
  1 / 39916800,
  1 / 3628800,
  1 / 362880,
  1 / 40320,
  1 / 5040,
  1 / 720,
  1 / 120,
  1 / 24,
  1 / 6,
] as const;

/** e^x for −700 ≤ x ≤ 700: 2^k e^r with |r| ≤ ½ ln 2, by the Taylor polynomial of degree 13. */
export function exponential(x: number): number {
  const k = Math.floor(x * LOG2_E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let p = E13;
  p = p * r + E12;
  p = p * r + E11;
  p = p * r + E10;
  p = p * r + E9;
  p = p * r + E8;
  p = p * r + E7;
  p = p * r + E6;
  p = p * r + E5;
  p = p * r + E4;
  p = p * r + E3;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * POWERS[k + 1022];
}

const value = new Float64Array(1);
const words = new Int32Array(value.buffer);
/** Index of the half with sign and exponent. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** log x for normal positive x: x = 2^k m with m in [√½, √2), log m = 2 artanh((m − 1)/(m + 1)), eleven terms. */
export function logarithm(x: number): number {
  value[0] = x;
  const high = words[HIGH];
  let k = (high >>> 20) - 1022;
  words[HIGH] = (high & 0x000fffff) | 0x3fe00000;
  let m = value[0];
  if (m < SQRT_HALF) {
    m = m + m;
    k = k - 1;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p = 1 / 21;
  p = p * z + 1 / 19;
  p = p * z + 1 / 17;
  p = p * z + 1 / 15;
  p = p * z + 1 / 13;
  p = p * z + 1 / 11;
  p = p * z + 1 / 9;
  p = p * z + 1 / 7;
  p = p * z + 1 / 5;
  p = p * z + 1 / 3;
  p = p * z;
  const twice = s + s;
  return k * LN2_HIGH + (k * LN2_LOW + (twice * p + twice));
}
