/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011): a keyed bijection of 128-bit counters, ten rounds of two 32 × 32 → 64 bit products.
 */

const MULTIPLIER_0 = 0xd2511f53 | 0;
const MULTIPLIER_0_HIGH = 0xd251;
const MULTIPLIER_0_LOW = 0x1f53;
const MULTIPLIER_1 = 0xcd9e8d57 | 0;
const MULTIPLIER_1_HIGH = 0xcd9e;
const MULTIPLIER_1_LOW = 0x8d57;
const WEYL_0 = 0x9e3779b9 | 0;
const WEYL_1 = 0xbb67ae85 | 0;

const TWO_TO_32 = 4294967296;

/** Key (two words) and the upper half of the counter (two words): everything that tells one stream from another. */
export interface PhiloxKey {
  readonly key0: number;
  readonly key1: number;
  readonly counter2: number;
  readonly counter3: number;
}

/**
 * Writes the blocks `first … first + count − 1` of a stream into `out`, four 32-bit words each.
 * The block index is the lower half of the counter.
 * @param first a whole number in [0, 2^53 − count]
 */
export function philoxBlocks(key: PhiloxKey, first: number, count: number, out: Uint32Array): void {
  run(key, first % TWO_TO_32, Math.floor(first / TWO_TO_32), count, out);
}

function run(key: PhiloxKey, counter0: number, counter1: number, count: number, out: Uint32Array): void {
  let low = counter0 | 0;
  let high = counter1 | 0;
  const { key0, key1, counter2, counter3 } = key;
  let position = 0;
  for (let block = 0; block < count; block++) {
    let c0 = low;
    let c1 = high;
    let c2 = counter2 | 0;
    let c3 = counter3 | 0;
    let k0 = key0 | 0;
    let k1 = key1 | 0;
    for (let round = 0; round < 10; round++) {
      const a0 = c0 & 0xffff;
      const b0 = c0 >>> 16;
      const u0 = (Math.imul(b0, MULTIPLIER_0_LOW) + (Math.imul(a0, MULTIPLIER_0_LOW) >>> 16)) | 0;
      const v0 = (Math.imul(a0, MULTIPLIER_0_HIGH) + (u0 & 0xffff)) | 0;
      const high0 = (Math.imul(b0, MULTIPLIER_0_HIGH) + (u0 >>> 16) + (v0 >>> 16)) | 0;
      const low0 = Math.imul(c0, MULTIPLIER_0);
      const a1 = c2 & 0xffff;
      const b1 = c2 >>> 16;
      const u1 = (Math.imul(b1, MULTIPLIER_1_LOW) + (Math.imul(a1, MULTIPLIER_1_LOW) >>> 16)) | 0;
      const v1 = (Math.imul(a1, MULTIPLIER_1_HIGH) + (u1 & 0xffff)) | 0;
      const high1 = (Math.imul(b1, MULTIPLIER_1_HIGH) + (u1 >>> 16) + (v1 >>> 16)) | 0;
      const low1 = Math.imul(c2, MULTIPLIER_1);
      c0 = high1 ^ c1 ^ k0;
      c1 = low1;
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + WEYL_0) | 0;
      k1 = (k1 + WEYL_1) | 0;
    }
    out[position] = c0;
    out[position + 1] = c1;
    out[position + 2] = c2;
    out[position + 3] = c3;
    position += 4;
    low = (low + 1) | 0;
    if (low === 0) high = (high + 1) | 0;
  }
}

/**
 * One block: the image of a 128-bit counter under a 64-bit key, words from least to most significant.
 * Agrees with the known-answer vectors of Random123.
 */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): Uint32Array {
  const out = new Uint32Array(4);
  run({ key0: key[0], key1: key[1], counter2: counter[2], counter3: counter[3] }, counter[0], counter[1], 1, out);
  return out;
}
