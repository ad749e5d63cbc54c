import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../start-engine.js';
import { tf } from '../tensor-flow.js';
import { generator } from './compare.js';
import { krausBackend } from './index.js';

interface Case {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly in: number;
  readonly out: number;
  readonly pad: 'same' | 'valid';
}

/** Numbers of mean 0 and variance 1. */
function numbers(count: number, seed: number): Float32Array {
  const next = generator(seed);
  return Float32Array.from({ length: count }, () => next(-Math.sqrt(3), Math.sqrt(3)));
}

/** y, dx and dw of a convolution with a filter of 3 × 3, summed in double as its definition says. */
function byDefinition(c: Case, x: Float32Array, w: Float32Array, dy: Float32Array): Float64Array[] {
  const shift = c.pad === 'same' ? 1 : 0;
  const [rows, columns] = outputSides(c);
  const [y, dx, dw] = [new Float64Array(dy.length), new Float64Array(x.length), new Float64Array(w.length)];
  for (let b = 0; b < c.batch; b++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let tap = 0; tap < 9; tap++) {
          const v = i + Math.floor(tap / 3) - shift;
          const u = j + (tap % 3) - shift;
          if (v < 0 || u < 0 || v >= c.height || u >= c.width) continue;
          for (let p = 0; p < c.in; p++) {
            const atX = ((b * c.height + v) * c.width + u) * c.in + p;
            for (let q = 0; q < c.out; q++) {
              const atW = (tap * c.in + p) * c.out + q;
              const atY = ((b * rows + i) * columns + j) * c.out + q;
              y[atY] += x[atX] * w[atW];
              dx[atX] += dy[atY] * w[atW];
              dw[atW] += dy[atY] * x[atX];
            }
          }
        }
      }
    }
  }
  return [y, dx, dw];
}

function outputSides(c: Case): [number, number] {
  return c.pad === 'same' ? [c.height, c.width] : [c.height - 2, c.width - 2];
}

/** The same three by the kernels, and the names of the kernels that ran. */
function byKernels(c: Case, x: Float32Array, w: Float32Array, dy: Float32Array): [Float32Array[], string[]] {
  const backend = krausBackend();
  if (!backend) throw new Error('the WebAssembly backend does not run');
  const run = vi.spyOn(backend.runtime, 'run');
  const results = tf.tidy(() => {
    const image = tf.tensor4d(x, [c.batch, c.height, c.width, c.in]);
    const filter = tf.tensor4d(w, [3, 3, c.in, c.out]);
    const gradients = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, c.pad));
    const slope = tf.tensor4d(dy, [c.batch, ...outputSides(c), c.out]);
    return [tf.conv2d(image, filter, 1, c.pad), ...gradients([image, filter], slope)].map(
      (t) => t.dataSync() as Float32Array,
    );
  });
  const names = run.mock.calls.map(([name]) => name);
  run.mockRestore();
  return [results, names];
}

/** Largest and root mean square difference, as parts of the root mean square of what is expected. */
function errors(actual: Float32Array, expected: Float64Array): { largest: number; typical: number } {
  let largest = 0;
  let squares = 0;
  let size = 0;
  expected.forEach((value, i) => {
    const difference = actual[i] - value;
    largest = Math.max(largest, Math.abs(difference));
    squares += difference * difference;
    size += value * value;
  });
  const scale = Math.sqrt(size / expected.length);
  return { largest: largest / scale, typical: Math.sqrt(squares / expected.length) / scale };
}

function compare(c: Case, seed: number): ReturnType<typeof errors>[] {
  const [rows, columns] = outputSides(c);
  const x = numbers(c.batch * c.height * c.width * c.in, seed);
  const w = numbers(9 * c.in * c.out, seed + 1);
  const dy = numbers(c.batch * rows * columns * c.out, seed + 2);
  const [results, names] = byKernels(c, x, w, dy);
  expect(names).toContain('winograd_convolve');
  expect(names).toContain('winograd_filter_gradient');
  return byDefinition(c, x, w, dy).map((expected, i) => errors(results[i] ?? new Float32Array(), expected));
}

beforeAll(async () => {
  await startEngine({ backend: 'wasm', threads: 2 });
});

describe("Winograd's convolution and both gradients", () => {
  it('agree with the definition, any size and padding', () => {
    // Sides whose outputs fill enough of their tiles that Winograd is taken both ways.
    const side = fc.constantFrom(12, 13, 14, 15, 16, 18);
    const channels = fc.constantFrom(8, 12, 16, 20);
    const cases = fc.record({
      batch: fc.integer({ min: 1, max: 5 }),
      height: side,
      width: side,
      in: channels,
      out: channels,
      pad: fc.constantFrom('same' as const, 'valid' as const),
    });
    fc.assert(
      fc.property(cases, fc.nat(), (c, seed) => {
        for (const { largest } of compare(c, seed)) expect(largest).toBeLessThan(1e-5);
      }),
      { numRuns: 15 },
    );
  });

  it('are as accurate as stated: largest error 1e-5, typical error 2e-6 of the typical value', () => {
    for (const [side, from, to] of [
      [28, 16, 16],
      [14, 96, 32],
      [7, 64, 64],
      [8, 256, 8],
    ] as const) {
      for (const { largest, typical } of compare(
        { batch: 2, height: side, width: side, in: from, out: to, pad: 'same' },
        side,
      )) {
        expect(largest).toBeLessThan(1e-5);
        expect(typical).toBeLessThan(2e-6);
      }
    }
  });

  it('give an image the same bits in any batch', () => {
    const c: Case = { batch: 5, height: 14, width: 16, in: 8, out: 12, pad: 'same' };
    const x = numbers(c.batch * 14 * 16 * 8, 3);
    const w = numbers(9 * 8 * 12, 4);
    const dy = numbers(c.batch * 14 * 16 * 12, 5);
    const [[y, dx]] = byKernels(c, x, w, dy) as [[Float32Array, Float32Array], string[]];
    const [[y3, dx3]] = byKernels(
      { ...c, batch: 1 },
      x.slice(3 * 14 * 16 * 8, 4 * 14 * 16 * 8),
      w,
      dy.slice(3 * 14 * 16 * 12, 4 * 14 * 16 * 12),
    ) as [[Float32Array, Float32Array], string[]];
    expect(y3).toEqual(y.slice(3 * 14 * 16 * 12, 4 * 14 * 16 * 12));
    expect(dx3).toEqual(dx.slice(3 * 14 * 16 * 8, 4 * 14 * 16 * 8));
  });
});
