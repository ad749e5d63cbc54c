import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../start-engine.js';
import { tf } from '../tensor-flow.js';
import { difference, type Program } from './compare.js';
import { krausBackend } from './index.js';
import { BACKEND } from './registry.js';

vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  await startEngine({ backend: 'wasm', threads: 2 });
});

/** Checks that both backends agree and that the WebAssembly one did not run a JavaScript kernel. */
async function agree(seed: number, program: Program, tolerance = 2e-6): Promise<void> {
  await tf.setBackend(BACKEND);
  krausBackend()?.resetFallbacks();
  expect(await difference(seed, program)).toBeLessThanOrEqual(tolerance);
  expect(krausBackend()?.fallbacksAbove(0)).toEqual([]);
}

const runs = { numRuns: 25 };
const seeds = fc.integer();

describe('elementwise kernels agree with the JavaScript backend', () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 });
  const broadcast = shapes.chain((shape) =>
    fc.tuple(
      fc.constant(shape),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      fc.nat(shape.length),
    ),
  );
  const binary = {
    add: tf.add,
    sub: tf.sub,
    mul: tf.mul,
    div: tf.div,
    maximum: tf.maximum,
    minimum: tf.minimum,
    squaredDifference: tf.squaredDifference,
    greater: tf.greater,
    greaterEqual: tf.greaterEqual,
    less: tf.less,
    lessEqual: tf.lessEqual,
    equal: tf.equal,
    notEqual: tf.notEqual,
  };
  it.each(Object.entries(binary))('%s', async (_name, operation) => {
    await fc.assert(
      fc.asyncProperty(broadcast, seeds, async ([shape, flatX, flatY, drop], seed) => {
        const x = shape.map((e, i) => (flatX[i] ? 1 : e));
        const y = shape.map((e, i) => (flatY[i] ? 1 : e)).slice(drop);
        await agree(seed, (random) => operation(random(x), tf.add(random(y), 0.1)));
      }),
      runs,
    );
  });
  it('large tensors, several chunks', async () => {
    await agree(1, (random) => [
      tf.add(random([40000]), random([40000])),
      tf.mul(random([7, 9000]), random([7, 1])),
      tf.add(random([3, 40, 40, 16]), random([3, 1, 1, 16])),
      tf.sub(random([70001]), random([])),
      tf.greater(random([33333]), random([33333])),
    ]);
  });
  const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
    neg: tf.neg,
    abs: tf.abs,
    relu: tf.relu,
    sigmoid: tf.sigmoid,
    tanh: tf.tanh,
    exp: tf.exp,
    square: tf.square,
    sign: tf.sign,
    erf: tf.erf,
    softplus: tf.softplus,
    elu: tf.elu,
    floor: tf.floor,
    ceil: tf.ceil,
    relu6: tf.relu6,
    expm1: tf.expm1,
    reciprocal: tf.reciprocal,
    step: (x) => tf.step(x, 0.2),
    leakyRelu: (x) => tf.leakyRelu(x, 0.1),
    clip: (x) => tf.clipByValue(x, -0.5, 0.7),
    log: (x) => tf.log(tf.abs(x)),
    sqrt: (x) => tf.sqrt(tf.abs(x)),
    rsqrt: (x) => tf.rsqrt(tf.abs(x)),
    log1p: (x) => tf.log1p(tf.abs(x)),
  };
  it.each(Object.entries(unary))('%s', async (_name, operation) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.constantFrom(0.01, 1, 20), seeds, async (n, range, seed) => {
        await agree(seed, (random) => operation(random([n], -range, range)));
      }),
      runs,
    );
    await agree(5, (random) => operation(random([40001], -4, 4)));
  });
  it('special values', async () => {
    const special = [
      0,
      -0,
      1,
      -1,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      1e-40,
      100,
      -100,
      3e38,
    ];
    for (const operation of [tf.exp, tf.log, tf.tanh, tf.sigmoid, tf.abs, tf.neg, tf.sqrt]) {
      await agree(1, () => operation(tf.tensor1d(special)));
    }
  });
  it('casts, selection', async () => {
    await agree(3, (random) => {
      const x = random([517], -3, 3);
      const int = tf.cast(x, 'int32');
      const bool = tf.cast(int, 'bool');
      return [
        int,
        bool,
        tf.cast(int, 'float32'),
        tf.cast(bool, 'float32'),
        tf.cast(bool, 'int32'),
        tf.cast(x, 'bool'),
        tf.where(bool, x, tf.square(x)),
      ];
    });
  });
});

describe('reductions agree with the JavaScript backend', () => {
  const cases = fc
    .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
    .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()], { minLength: 1 }), fc.boolean()));
  it.each(Object.entries({ sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min }))('%s', async (_name, operation) => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async ([shape, axes, keep], seed) => {
        await agree(seed, (random) => operation(random(shape), axes, keep));
      }),
      runs,
    );
    await agree(2, (random) => {
      const x = random([6, 31, 33, 17]);
      return [operation(x), operation(x, [0, 1, 2]), operation(x, [3]), operation(x, [1, 2]), operation(x, [0, 2])];
    });
    await agree(2, (random) => operation(random([200, 40, 9]), [1]));
  });
  it('softmax, logSoftmax', async () => {
    await agree(4, (random) => [
      tf.softmax(random([37, 10], -20, 20)),
      tf.softmax(random([5, 7, 8])),
      tf.logSoftmax(random([50, 16], -9, 9)),
    ]);
  });
});

describe('kernels that move elements agree with the JavaScript backend', () => {
  it('transpose', async () => {
    const cases = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
      .chain((shape) =>
        fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
      );
    await fc.assert(
      fc.asyncProperty(cases, seeds, async ([shape, perm], seed) => {
        await agree(seed, (random) => tf.transpose(random(shape), perm), 0);
      }),
      runs,
    );
  });
  it('slice, pad, tile, concat, split, stack, broadcast', async () => {
    const cases = fc.array(
      fc.record({
        size: fc.integer({ min: 1, max: 5 }),
        before: fc.nat(2),
        after: fc.nat(2),
        reps: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(3), seeds, async (dimensions, axisSeed, seed) => {
        const shape = dimensions.map((d) => d.size);
        const axis = axisSeed % shape.length;
        const paddings = dimensions.map((d): [number, number] => [d.before, d.after]);
        const begin = dimensions.map((d) => Math.min(d.before, d.size - 1));
        const size = dimensions.map((d, i) => d.size - (begin[i] ?? 0));
        await agree(
          seed,
          (random) => {
            const x = random(shape);
            const y = random(shape);
            const joined = tf.concat([x, y, x], axis);
            return [
              tf.pad(x, paddings, 0.5),
              tf.slice(x, begin, size),
              tf.tile(
                x,
                dimensions.map((d) => d.reps),
              ),
              joined,
              ...tf.split(joined, 3, axis),
              tf.stack([x, y], axis),
              tf.broadcastTo(
                tf.slice(
                  x,
                  shape.map(() => 0),
                  shape.map((e, i) => (i === axis ? 1 : e)),
                ),
                shape,
              ),
            ];
          },
          0,
        );
      }),
      runs,
    );
    await agree(
      1,
      (random) => [tf.concat([random([3, 29, 31, 17]), random([3, 29, 31, 8])], 3), tf.tile(random([50001]), [2])],
      0,
    );
  });
  it('gather, segment sum, one-hot, fills', async () => {
    await agree(
      6,
      (random) => {
        const indices = tf.tensor1d([3, 0, 3, 1, 4], 'int32');
        return [
          tf.gather(random([5, 7]), indices),
          tf.gather(random([2, 5, 3]), indices, 1),
          tf.unsortedSegmentSum(random([5, 3, 2]), indices, 6),
          tf.oneHot(indices, 5),
          tf.cast(tf.oneHot(tf.reshape(indices, [5, 1]), 7), 'float32'),
          tf.zerosLike(random([40001])),
          tf.onesLike(random([3])),
          tf.fill([3, 4], 2.5),
        ];
      },
      0,
    );
  });
});
