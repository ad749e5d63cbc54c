/**
 * Feature vectors that other programs can make too: s·sin(a·i + b·k + c·i·k) + m·k/d for row i, column k. The numbers
 * that the tests expect of them were computed with numpy 2.4 and scipy 1.17 (`scipy.linalg.sqrtm`, `numpy.cov`, the
 * kernel written out, the jackknife by leaving out each row).
 */
export function waves(
  count: number,
  dimension: number,
  { a, b, c, s, m }: { a: number; b: number; c: number; s: number; m: number },
): Float64Array {
  return Float64Array.from({ length: count * dimension }, (_, at) => {
    const i = Math.floor(at / dimension);
    const k = at % dimension;
    return s * Math.sin(a * i + b * k + c * i * k) + (m * k) / dimension;
  });
}

export const DIMENSION = 6;
/** 40 and 55 vectors of dimension 6. */
export const X = waves(40, DIMENSION, { a: 1.3, b: 0.7, c: 0.21, s: 1, m: 0 });
export const Y = waves(55, DIMENSION, { a: 0.9, b: 0.4, c: 0.17, s: 1.4, m: 0.5 });

/** Rows in the order given. */
export function rows(features: Float64Array, dimension: number, order: ArrayLike<number>): Float64Array {
  const out = new Float64Array(order.length * dimension);
  for (let i = 0; i < order.length; i++) {
    const from = (order[i] as number) * dimension;
    out.set(features.subarray(from, from + dimension), i * dimension);
  }
  return out;
}
