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
  let length = NUMBER_BYTES;
  for (const name of names) {
    if (typeof name === 'string') length += NUMBER_BYTES + textBytes(name).length;
    else if (Number.isFinite(name)) length += NUMBER_BYTES;
    else {
      throw new KrausError('core/bad-stream-name', `Random stream: the name ${name} is not a finite number.`);
    }
  }
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const put = (tag: number, value: number): void => {
    bytes[offset] = tag;
    view.setFloat64(offset + 1, value === 0 ? 0 : value, true);
    offset += NUMBER_BYTES;
  };
  put(0x73, seed);
  for (const name of names) {
    if (typeof name === 'number') {
      put(0x6e, name);
      continue;
    }
    const text = textBytes(name);
    put(0x74, text.length);
    bytes.set(text, offset);
    offset += text.length;
  }
  return bytes;
}

/** A tag and a double. */
const NUMBER_BYTES = 9;
/** Texts of names come again and again: UTF-8 of those met first. */
const known = new Map<string, Uint8Array>();
const MOST_KNOWN = 1000;

function textBytes(text: string): Uint8Array {
  let bytes = known.get(text);
  if (bytes === undefined) {
    bytes = utf8.encode(text);
    if (known.size < MOST_KNOWN) known.set(text, bytes);
  }
  return bytes;
}
