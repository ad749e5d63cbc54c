import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../start-engine.js';
import { tf } from '../tensor-flow.js';
import { difference, type Program } from './compare.js';
import { krausBackend } from './index.js';
import { BACKEND } from './registry.js';

// The JavaScript backend, which is what these kernels are compared with, is slow on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  await startEngine({ backend: 'wasm', threads: 2 });
});

async function agree(seed: number, program: Program, tolerance = 4e-6): Promise<void> {
  await tf.setBackend(BACKEND);
  krausBackend()?.resetFallbacks();
  expect(await difference(seed, program)).toBeLessThanOrEqual(tolerance);
  expect(krausBackend()?.fallbacksAbove(0)).toEqual([]);
}

const runs = { numRuns: 40 };
const seeds = fc.integer();
const window = fc.record({
  batch: fc.integer({ min: 1, max: 17 }),
  height: fc.integer({ min: 1, max: 11 }),
  width: fc.integer({ min: 1, max: 11 }),
  in: fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16),
  out: fc.constantFrom(1, 2, 3, 7, 8, 9, 16, 24),
  kernel: fc.constantFrom(1, 2, 3, 5),
  stride: fc.constantFrom(1, 2, 3),
  pad: fc.constantFrom('same' as const, 'valid' as const),
});

describe('convolutions agree with the JavaScript backend', () => {
  it('forward and both gradients', async () => {
    await fc.assert(
      fc.asyncProperty(window, seeds, async (w, seed) => {
        fc.pre(w.pad === 'same' || (w.height >= w.kernel && w.width >= w.kernel));
        await agree(seed, (random) => {
          const x = random([w.batch, w.height, w.width, w.in]) as tf.Tensor4D;
          const filter = random([w.kernel, w.kernel, w.in, w.out]) as tf.Tensor4D;
          const y = tf.conv2d(x, filter, w.stride, w.pad);
          const dy = random(y.shape);
          const grad = tf.grads((a, b) =>
            tf.sum(tf.mul(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, w.stride, w.pad), dy)),
          );
          return [y, ...grad([x, filter])];
        });
      }),
      runs,
    );
  });
  it('layers of the size that is trained', async () => {
    for (const [side, from, to, stride] of [
      [28, 1, 16, 1],
      [28, 16, 16, 2],
      [14, 48, 32, 1],
      [7, 64, 64, 1],
    ] as const) {
      await agree(side, (random) => {
        const x = random([2, side, side, from]) as tf.Tensor4D;
        const filter = random([3, 3, from, to]) as tf.Tensor4D;
        const y = tf.conv2d(x, filter, stride, 'same');
        const dy = random(y.shape);
        const grad = tf.grads((a, b) =>
          tf.sum(tf.mul(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, 'same'), dy)),
        );
        return [y, ...grad([x, filter])];
      });
    }
  });
  it('depthwise', async () => {
    await fc.assert(
      fc.asyncProperty(window, fc.integer({ min: 1, max: 3 }), seeds, async (w, multiplier, seed) => {
        fc.pre(w.pad === 'same' || (w.height >= w.kernel && w.width >= w.kernel));
        await agree(seed, (random) => {
          const x = random([w.batch, w.height, w.width, w.in]) as tf.Tensor4D;
          const filter = random([w.kernel, w.kernel, w.in, multiplier]) as tf.Tensor4D;
          const y = tf.depthwiseConv2d(x, filter, w.stride, w.pad);
          const dy = random(y.shape);
          const grad = tf.grads((a, b) =>
            tf.sum(tf.mul(tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, w.stride, w.pad), dy)),
          );
          return [y, ...grad([x, filter])];
        });
      }),
      runs,
    );
  });
});

describe('matrix products agree with the JavaScript backend', () => {
  it('all transposes and batches', async () => {
    const side = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        side,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom([], [3], [2, 2]),
        seeds,
        async (m, n, k, ta, tb, batch, seed) => {
          await agree(seed, (random) => {
            const a = random([...batch, ...(ta ? [k, m] : [m, k])]);
            const b = random([...batch, ...(tb ? [n, k] : [k, n])]);
            const dy = random([...batch, m, n]);
            const grad = tf.grads((p, q) => tf.sum(tf.mul(tf.matMul(p, q, ta, tb), dy)));
            return [tf.matMul(a, b, ta, tb), ...grad([a, b])];
          });
        },
      ),
      runs,
    );
    await agree(1, (random) => tf.matMul(random([203, 310]), random([310, 77])));
  });
});

describe('pooling and resizing agree with the JavaScript backend', () => {
  it('maximum and mean pooling with gradients', async () => {
    await fc.assert(
      fc.asyncProperty(window, seeds, async (w, seed) => {
        fc.pre(w.pad === 'same' || (w.height >= w.kernel && w.width >= w.kernel));
        await agree(seed, (random) => {
          const x = random([w.batch, w.height, w.width, w.in]) as tf.Tensor4D;
          const results: tf.Tensor[] = [];
          for (const pool of [tf.maxPool, tf.avgPool]) {
            const y = pool(x, w.kernel, w.stride, w.pad);
            const dy = random(y.shape);
            results.push(y, tf.grad((a) => tf.sum(tf.mul(pool(a as tf.Tensor4D, w.kernel, w.stride, w.pad), dy)))(x));
          }
          return results;
        });
      }),
      runs,
    );
  });
  it('nearest-neighbour resizing with gradient', async () => {
    const side = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(1, 3, 8),
        seeds,
        async (h, w, factor, c, seed) => {
          await agree(seed, (random) => {
            const x = random([3, h, w, c]) as tf.Tensor4D;
            const resize = (t: tf.Tensor) => tf.image.resizeNearestNeighbor(t as tf.Tensor4D, [h * factor, w * factor]);
            const dy = random([3, h * factor, w * factor, c]);
            return [resize(x), tf.grad((a) => tf.sum(tf.mul(resize(a), dy)))(x)];
          });
        },
      ),
      runs,
    );
  });
});
