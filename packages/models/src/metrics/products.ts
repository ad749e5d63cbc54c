import { breathe, type Pace } from './pace.js';

/**
 * All pairwise dot products of rows: `out[i * n + j] = Σ_k a[i * d + k] · b[j * d + k]`, float64.
 *
 * @param a row-major `[m, d]`, from element `aStart` on
 * @param b row-major `[n, d]`, from element `bStart` on
 * @param out room for `m * n` values
 */
export function dotProducts(
  a: Float64Array,
  aStart: number,
  m: number,
  b: Float64Array,
  bStart: number,
  n: number,
  d: number,
  out: Float64Array,
): void {
  // Two rows of a by four of b at once: eight sums stay in registers, each value read is used two or four times.
  const mPairs = m - (m % 2);
  const nFours = n - (n % 4);
  for (let i = 0; i < mPairs; i += 2) {
    const a0 = aStart + i * d;
    const a1 = a0 + d;
    for (let j = 0; j < nFours; j += 4) {
      const b0 = bStart + j * d;
      const b1 = b0 + d;
      const b2 = b1 + d;
      const b3 = b2 + d;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let k = 0; k < d; k++) {
        const x = a[a0 + k] as number;
        const y = a[a1 + k] as number;
        const p = b[b0 + k] as number;
        const q = b[b1 + k] as number;
        const r = b[b2 + k] as number;
        const s = b[b3 + k] as number;
        s00 += x * p;
        s01 += x * q;
        s02 += x * r;
        s03 += x * s;
        s10 += y * p;
        s11 += y * q;
        s12 += y * r;
        s13 += y * s;
      }
      const o = i * n + j;
      out[o] = s00;
      out[o + 1] = s01;
      out[o + 2] = s02;
      out[o + 3] = s03;
      out[o + n] = s10;
      out[o + n + 1] = s11;
      out[o + n + 2] = s12;
      out[o + n + 3] = s13;
    }
    for (let j = nFours; j < n; j++) {
      out[i * n + j] = dot(a, a0, b, bStart + j * d, d);
      out[(i + 1) * n + j] = dot(a, a1, b, bStart + j * d, d);
    }
  }
  for (let i = mPairs; i < m; i++) {
    for (let j = 0; j < n; j++) out[i * n + j] = dot(a, aStart + i * d, b, bStart + j * d, d);
  }
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (a[aStart + k] as number) * (b[bStart + k] as number);
  return sum;
}

/** Rows handled at once where pairs of rows are visited in blocks: 256 × 256 products are 512 kB. */
export const BLOCK = 256;

/** Called for each block of products: rows `i0 … i0 + m − 1` of a by rows `j0 … j0 + n − 1` of b. */
export type BlockVisitor = (block: Float64Array, i0: number, m: number, j0: number, n: number) => void;

/**
 * Visits all dot products of rows of `a` [m, d] with rows of `b` [n, d] block by block, so that the whole m × n table
 * never exists. With `upper`, only the blocks with j0 ≥ i0 (enough when a = b). Long work: other tasks run between
 * rows of blocks, and `pace` is asked there whether to go on.
 *
 * @throws the signal's reason if `pace.signal` is aborted
 */
export async function visitProducts(
  a: Float64Array,
  b: Float64Array,
  d: number,
  visit: BlockVisitor,
  pace: Pace = {},
  upper = false,
): Promise<void> {
  const rows = a.length / d;
  const columns = b.length / d;
  const block = new Float64Array(BLOCK * BLOCK);
  for (let i0 = 0; i0 < rows; i0 += BLOCK) {
    const m = Math.min(BLOCK, rows - i0);
    for (let j0 = upper ? i0 : 0; j0 < columns; j0 += BLOCK) {
      const n = Math.min(BLOCK, columns - j0);
      dotProducts(a, i0 * d, m, b, j0 * d, n, d, block);
      visit(block, i0, m, j0, n);
    }
    await breathe(pace, i0 + m, rows);
  }
}
