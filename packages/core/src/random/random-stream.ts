import { KrausError } from '../errors/index.js';
import { normalQuantile } from './normal-quantile.js';
import { type PhiloxKey, philoxBlocks } from './philox.js';
import { type StreamName, streamKey } from './stream-key.js';

const TWO_TO_MINUS_53 = 2 ** -53;
const TWO_TO_MINUS_52 = 2 ** -52;
const TWO_TO_MINUS_24 = 2 ** -24;
const TWO_TO_53 = 2 ** 53;
/** Blocks generated at once: a stream begins with few, so that short-lived streams stay cheap. */
const FIRST_CHUNK = 4;
const LARGEST_CHUNK = 256;

/** What {@link RandomStream.shuffle} can reorder. */
export type Shufflable<T> = { readonly length: number; [index: number]: T };

/**
 * A stream of random numbers, a pure function of (seed, names, position). The stream is a sequence of 64-bit words;
 * every draw says how many it takes, so `at(index)` reaches any draw without those before it. Philox4x32-10 inside.
 *
 * One word each: {@link uniform}, {@link normal}, {@link gumbel}, {@link categorical}, {@link bernoulli}; one word,
 * rarely (probability below n/2^53) more: {@link integer}, and each number of {@link choose}.
 */
export class RandomStream {
  readonly seed: number;
  readonly names: readonly StreamName[];
  readonly #key: PhiloxKey;
  #buffer: Uint32Array;
  /** Word position of the next draw. */
  #position: number;
  /** Words held in the buffer: `#from … #to − 1`. */
  #from = 0;
  #to = 0;

  /** Use {@link stream}. */
  constructor(seed: number, names: readonly StreamName[], key = streamKey(seed, names), position = 0) {
    this.seed = seed;
    this.names = names;
    this.#key = key;
    this.#position = position;
    this.#buffer = new Uint32Array(4 * FIRST_CHUNK);
  }

  /** The number of words drawn so far; `at(position)` continues there. */
  get position(): number {
    return this.#position;
  }

  /**
   * The same stream at word `index`, as an object of its own.
   * @throws KrausError `core/bad-stream-position` unless a whole number in [0, 2^53)
   */
  at(index: number): RandomStream {
    if (!Number.isSafeInteger(index) || index < 0) {
      throw new KrausError(
        'core/bad-stream-position',
        `Random stream: ${index} is not a position (a whole number ≥ 0).`,
      );
    }
    return new RandomStream(this.seed, this.names, this.#key, index);
  }

  /** The stream named by this stream's names and more; independent of this one and of its position. */
  child(...names: StreamName[]): RandomStream {
    return new RandomStream(this.seed, [...this.names, ...names]);
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    const at = this.#next();
    const words = this.#buffer;
    return (((words[at] as number) >>> 5) * 67108864 + ((words[at + 1] as number) >>> 6)) * TWO_TO_MINUS_53;
  }

  /** Uniform in the open interval (0, 1): an odd multiple of 2^-53. */
  uniformOpen(): number {
    const at = this.#next();
    const words = this.#buffer;
    return (((words[at] as number) >>> 6) * 67108864 + ((words[at + 1] as number) >>> 6) + 0.5) * TWO_TO_MINUS_52;
  }

  /** Standard normal, by inversion of one uniform (monotone in it; |value| < 8.3). */
  normal(): number {
    return normalQuantile(this.uniformOpen());
  }

  /** Standard Gumbel, −log(−log u): argmax of logits + Gumbel samples the softmax. */
  gumbel(): number {
    return -Math.log(-Math.log(this.uniformOpen()));
  }

  /** True with probability `p`. */
  bernoulli(p: number): boolean {
    return this.uniform() < p;
  }

  /**
   * A whole number in [0, n), each equally likely (rejection, no modulo bias).
   * @throws KrausError `core/bad-range` unless n is a whole number in [1, 2^53 − 1]
   */
  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new KrausError('core/bad-range', `Random integer below ${n}: the bound must be a whole number ≥ 1.`);
    }
    const limit = TWO_TO_53 - (TWO_TO_53 % n);
    for (;;) {
      const k = this.uniform() * TWO_TO_53;
      if (k >= limit) continue;
      const rest = k - Math.floor(k / n) * n;
      return rest < 0 ? rest + n : rest >= n ? rest - n : rest;
    }
  }

  /**
   * An index drawn with the given weights (≥ 0, need not sum to one), by inversion of one uniform.
   * @throws KrausError `core/bad-weights` for a negative or non-finite weight, or when all are zero
   */
  categorical(weights: ArrayLike<number>): number {
    let total = 0;
    let last = -1;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] as number;
      if (!(weight >= 0) || weight === Infinity) {
        throw new KrausError('core/bad-weights', `Random choice: weight ${i} is ${weight}, expected a number ≥ 0.`);
      }
      total += weight;
      if (weight > 0) last = i;
    }
    if (last < 0) throw new KrausError('core/bad-weights', 'Random choice: no weight is above 0.');
    const threshold = this.uniform() * total;
    let sum = 0;
    for (let i = 0; i < last; i++) {
      sum += weights[i] as number;
      if (threshold < sum) return i;
    }
    return last;
  }

  /** Reorders `array` in place, every order equally likely (Fisher–Yates, from the end), and returns it. */
  shuffle<T, A extends Shufflable<T>>(array: A & Shufflable<T>): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = array[i] as T;
      array[i] = array[j] as T;
      array[j] = kept;
    }
    return array;
  }

  /** The numbers 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle<number, Uint32Array>(order);
  }

  /**
   * `count` different numbers of 0 … n − 1 in random order, every choice equally likely; one word each.
   * @throws KrausError `core/bad-range` for more than n
   */
  choose(count: number, n: number): Uint32Array {
    if (!(count <= n))
      throw new KrausError('core/bad-range', `Random choice of ${count} different numbers among ${n}.`);
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = 0; i < count; i++) {
      const j = i + this.integer(n - i);
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order.subarray(0, count);
  }

  /** Fills with uniforms in [0, 1), one word each: 53 bits for Float64Array, 24 for Float32Array. */
  fillUniform<A extends Float64Array | Float32Array>(out: A): A {
    if (out instanceof Float64Array) {
      this.#chunks(out.length, (words, from, start, count) => fill53(out, words, from, start, count));
    } else {
      this.#chunks(out.length, (words, from, start, count) => fill24(out, words, from, start, count));
    }
    return out;
  }

  /** Fills with standard normals, the same values as `normal()` one by one (rounded for Float32Array). */
  fillNormal<A extends Float64Array | Float32Array>(out: A): A {
    this.#chunks(out.length, (words, from, start, count) => {
      for (let i = 0; i < count; i++) out[start + i] = normalQuantile(open52(words, from + 2 * i));
    });
    return out;
  }

  /** Fills with standard Gumbel variables, the same values as `gumbel()` one by one (rounded for Float32Array). */
  fillGumbel<A extends Float64Array | Float32Array>(out: A): A {
    this.#chunks(out.length, (words, from, start, count) => {
      for (let i = 0; i < count; i++) out[start + i] = -Math.log(-Math.log(open52(words, from + 2 * i)));
    });
    return out;
  }

  /** Fills with whole numbers in [0, n), the same values as `integer(n)` one by one. */
  fillInteger<A extends Uint8Array | Uint16Array | Uint32Array | Int32Array>(out: A, n: number): A {
    for (let i = 0; i < out.length; i++) out[i] = this.integer(n);
    return out;
  }

  /** Index into the buffer of the next word's first half. */
  #next(): number {
    const position = this.#position;
    if (position < this.#from || position >= this.#to) this.#refill(position);
    this.#position = position + 1;
    return 2 * (position - this.#from);
  }

  #refill(position: number): void {
    const held = (this.#to - this.#from) / 2;
    const size = held === 0 ? FIRST_CHUNK : Math.min(LARGEST_CHUNK, 2 * held);
    if (this.#buffer.length < 4 * size) this.#buffer = new Uint32Array(4 * size);
    const block = Math.floor(position / 2);
    philoxBlocks(this.#key, block, size, this.#buffer);
    this.#from = 2 * block;
    this.#to = this.#from + 2 * size;
  }

  /** Hands the next `length` words on in chunks; `from` indexes the first half of the chunk's first word. */
  #chunks(length: number, use: (words: Uint32Array, from: number, start: number, count: number) => void): void {
    let done = 0;
    while (done < length) {
      const position = this.#position;
      if (position < this.#from || position >= this.#to) this.#refill(position);
      const count = Math.min(length - done, this.#to - position);
      use(this.#buffer, 2 * (position - this.#from), done, count);
      this.#position = position + count;
      done += count;
    }
  }
}

/**
 * The stream named `(seed, …names)`, at its beginning. Different names give independent streams; the same names give
 * the same numbers on every machine, whatever was drawn elsewhere, e.g. `stream(seed, 'noise', step, sample)`.
 * @throws KrausError `core/bad-seed`, `core/bad-stream-name`
 */
export function stream(seed: number, ...names: StreamName[]): RandomStream {
  return new RandomStream(seed, names);
}

function fill53(out: Float64Array, words: Uint32Array, from: number, start: number, count: number): void {
  let at = from;
  for (let i = start; i < start + count; i++) {
    out[i] = (((words[at] as number) >>> 5) * 67108864 + ((words[at + 1] as number) >>> 6)) * TWO_TO_MINUS_53;
    at += 2;
  }
}

function fill24(out: Float32Array, words: Uint32Array, from: number, start: number, count: number): void {
  let at = from;
  for (let i = start; i < start + count; i++) {
    out[i] = ((words[at] as number) >>> 8) * TWO_TO_MINUS_24;
    at += 2;
  }
}

function open52(words: Uint32Array, at: number): number {
  return (((words[at] as number) >>> 6) * 67108864 + ((words[at + 1] as number) >>> 6) + 0.5) * TWO_TO_MINUS_52;
}
