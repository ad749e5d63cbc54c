import { KrausError } from '../errors/index.js';
import { type PhiloxKey, philox } from './philox.js';

const utf8 = new TextEncoder();

/** A part of a stream's name. */
export type StreamName = string | number;

/**
 * The 128-bit identity of the stream `(seed, …names)`.
 *
 * The seed and the names are written unambiguously as bytes (a tag, for text its UTF-8 length, then the text or the
 * number as IEEE double, least significant byte first; −0 counts as 0), padded with zeros to a multiple of eight, and
 * hashed by Davies–Meyer chaining over Philox4x32-10: `H ← Philox(H; key = next eight bytes) ⊕ H`, starting from the
 * fractional bits of π. All 128 bits are used: two words as Philox key, two as upper half of the counter, so that
 * even a billion streams share one with a probability below 10⁻²⁰.
 * @throws KrausError `core/bad-seed` for a seed that is no safe integer, `core/bad-stream-name` for a number that is not finite
 */
export function streamKey(seed: number, names: readonly StreamName[]): PhiloxKey {
  if (!Number.isSafeInteger(seed)) {
    throw new KrausError('core/bad-seed', `Random stream: the seed ${seed} is not a whole number of at most 2^53 − 1.`);
  }
  const bytes = streamNameBytes(seed, names);
  const words = new DataView(bytes.buffer);
  let state: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let offset = 0; offset < bytes.length; offset += 8) {
    const image = philox(state, [words.getUint32(offset, true), words.getUint32(offset + 4, true)]);
    state = [
      word(image, 0) ^ state[0],
      word(image, 1) ^ state[1],
      word(image, 2) ^ state[2],
      word(image, 3) ^ state[3],
    ];
  }
  return { key0: state[0], key1: state[1], counter2: state[2], counter3: state[3] };
}

function word(image: Uint32Array, index: number): number {
  return image[index] ?? 0;
}

/** The bytes that {@link streamKey} hashes: every number's value is the last 8 bytes of its 9. */
export function streamNameBytes(seed: number, names: readonly StreamName[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [numberBytes(0x73, seed)];
  for (const name of names) {
    if (typeof name === 'number') {
      if (!Number.isFinite(name)) {
        throw new KrausError('core/bad-stream-name', `Random stream: the name ${name} is not a finite number.`);
      }
      parts.push(numberBytes(0x6e, name));
    } else {
      const text = utf8.encode(name);
      parts.push(numberBytes(0x74, text.length), text);
    }
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function numberBytes(tag: number, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = tag;
  new DataView(bytes.buffer).setFloat64(1, value === 0 ? 0 : value, true);
  return bytes;
}
