import { tf } from '../tensor-flow.js';
import { BACKEND } from './registry.js';

/** Shapes and seeds in, tensors out: what a comparison runs on both backends. */
export type Program = (random: (shape: number[], low?: number, high?: number) => tf.Tensor) => tf.Tensor | tf.Tensor[];

/** A deterministic generator for test data (mulberry32), values in [low, high). */
export function generator(seed: number): (low: number, high: number) => number {
  let state = seed | 0;
  return (low, high) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return low + ((high - low) * ((t ^ (t >>> 14)) >>> 0)) / 4294967296;
  };
}

/** Runs a program on a backend and gives its results' values and shapes. */
export async function runOn(
  backend: string,
  seed: number,
  program: Program,
): Promise<{ shape: number[]; values: number[] }[]> {
  await tf.setBackend(backend);
  const next = generator(seed);
  const results = tf.tidy(() => {
    const made = program((shape, low = -1, high = 1) =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => next(low, high)),
        shape,
      ),
    );
    return Array.isArray(made) ? made : [made];
  });
  const read = results.map((t) => ({ shape: t.shape, values: Array.from(t.dataSync()) }));
  tf.dispose(results);
  return read;
}

/**
 * Largest difference between the WebAssembly and the JavaScript backend, relative to the largest value of each result
 * (absolute below 1). Infinity if shapes differ or one is not a number where the other is.
 */
export async function difference(seed: number, program: Program): Promise<number> {
  const expected = await runOn('cpu', seed, program);
  const actual = await runOn(BACKEND, seed, program);
  let worst = expected.length === actual.length ? 0 : Number.POSITIVE_INFINITY;
  expected.forEach((want, i) => {
    const got = actual[i];
    if (!got || String(got.shape) !== String(want.shape)) {
      worst = Number.POSITIVE_INFINITY;
      return;
    }
    const scale = want.values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
    want.values.forEach((v, j) => {
      const g = got.values[j] ?? Number.NaN;
      if (Object.is(v, g) || v === g) return;
      const d = Math.abs(v - g) / scale;
      worst = Math.max(worst, Number.isNaN(d) ? Number.POSITIVE_INFINITY : d);
    });
  });
  return worst;
}
