import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeBackendInstalled } from '../node-backend.js';
import { silu } from '../ops/activation.js';
import { conv2dBias } from '../ops/convolution.js';
import { groupNorm } from '../ops/group-norm.js';
import { startEngine } from '../start-engine.js';
import { type Tensor, tf } from '../tensor-flow.js';

/**
 * Derivative of Σ w·f(x) along a random direction: by the registered gradient, and by central differences. All functions
 * below are smooth where they are tested; float32 limits the agreement.
 */
function directional(f: (x: Tensor) => Tensor, x: number[], shape: number[]): { gradient: number; difference: number } {
  return tf.tidy(() => {
    const wave = (n: number, a: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(a * (i + 1)));
    const weighted = (t: Tensor) => {
      const y = f(t);
      return tf.sum(tf.mul(y, tf.tensor(wave(y.size, 1.7), y.shape)));
    };
    const at = tf.tensor(x, shape);
    const direction = tf.tensor(wave(at.size, 0.9), shape);
    const gradient = tf.sum(tf.mul(tf.grad(weighted)(at), direction)).dataSync()[0] ?? Number.NaN;
    const h = 1e-2;
    const value = (step: number) => weighted(tf.add(at, tf.mul(direction, step))).dataSync()[0] ?? Number.NaN;
    // Fourth-order central difference.
    const difference = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
    return { gradient, difference };
  });
}

const indices = () => tf.tensor1d([2, 0, 2, 1], 'int32');
const constant = (shape: number[], a = 0.6) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => Math.cos(a * (i + 1))),
    shape,
  );

/** `[2, 4, 4, 2]`: within each window of 2 × 2 the numbers 0 to 3, in an order that differs from window to window. */
const ranksInWindows = () =>
  tf.tensor4d(
    Float32Array.from({ length: 64 }, (_, i) => {
      const [row, column] = [(i >> 3) & 3, (i >> 1) & 3];
      return (2 * (row & 1) + (column & 1) + (i & 1) + (row >> 1) + (column >> 1) + (i >> 5)) & 3;
    }),
    [2, 4, 4, 2],
  );

/** Each function with the shape of its argument and the range of its elements. */
const functions: Record<string, [f: (x: Tensor) => Tensor, shape: number[], low: number, high: number]> = {
  add: [(x) => tf.add(x, tf.sum(x, 0)), [3, 4], -1, 1],
  sub: [(x) => tf.sub(constant([2, 3, 4]), x), [3, 4], -1, 1],
  mul: [(x) => tf.mul(x, tf.mul(constant([2, 3, 4]), x)), [3, 4], -1, 1],
  div: [(x) => tf.div(constant([2, 3, 4]), x), [3, 4], 0.5, 2],
  maximum: [(x) => tf.maximum(x, tf.mul(x, x)), [7], 1.2, 2],
  minimum: [(x) => tf.minimum(x, tf.mul(x, x)), [7], 1.2, 2],
  squaredDifference: [(x) => tf.squaredDifference(constant([3, 4]), x), [4], -1, 1],
  pow: [(x) => tf.pow(x, constant([3, 4])), [4], 0.5, 2],
  exp: [tf.exp, [9], -1, 1],
  log: [tf.log, [9], 0.5, 2],
  log1p: [tf.log1p, [9], 0, 2],
  expm1: [tf.expm1, [9], -1, 1],
  sqrt: [tf.sqrt, [9], 0.5, 2],
  rsqrt: [tf.rsqrt, [9], 0.5, 2],
  square: [tf.square, [9], -1, 1],
  reciprocal: [tf.reciprocal, [9], 0.5, 2],
  sigmoid: [tf.sigmoid, [9], -2, 2],
  tanh: [tf.tanh, [9], -2, 2],
  erf: [tf.erf, [9], -1, 1],
  softplus: [tf.softplus, [9], -2, 2],
  sin: [tf.sin, [9], -2, 2],
  cos: [tf.cos, [9], -2, 2],
  relu: [tf.relu, [9], 0.2, 2],
  elu: [tf.elu, [9], -2, -0.2],
  leakyRelu: [(x) => tf.leakyRelu(x, 0.3), [9], -2, -0.2],
  abs: [tf.abs, [9], -2, -0.2],
  neg: [tf.neg, [9], -1, 1],
  clip: [(x) => tf.clipByValue(x, -3, 3), [9], -2, 2],
  silu: [silu, [9], -2, 2],
  where: [(x) => tf.where(tf.greater(constant([9]), 0), x, tf.square(x)), [9], -1, 1],
  sum: [(x) => tf.square(tf.sum(x, [0, 2])), [2, 3, 4], -1, 1],
  mean: [(x) => tf.square(tf.mean(x, 1, true)), [2, 3, 4], -1, 1],
  max: [(x) => tf.max(tf.add(x, tf.tensor1d([0, 9, 4])), 1), [4, 3], -1, 1],
  min: [(x) => tf.min(tf.add(x, tf.tensor1d([0, 9, 4])), 1), [4, 3], -1, 1],
  softmax: [tf.softmax, [4, 5], -1, 1],
  logSoftmax: [(x) => tf.logSoftmax(x), [4, 5], -1, 1],
  cumsum: [(x) => tf.cumsum(x, 1), [3, 4], -1, 1],
  reshape: [(x) => tf.square(tf.reshape(x, [6, 2])), [3, 4], -1, 1],
  expandDims: [(x) => tf.square(tf.expandDims(x, 1)), [3, 4], -1, 1],
  transpose: [(x) => tf.square(tf.transpose(x, [2, 0, 1])), [2, 3, 4], -1, 1],
  slice: [(x) => tf.square(tf.slice(x, [1, 0], [2, 3])), [3, 4], -1, 1],
  pad: [
    (x) =>
      tf.square(
        tf.pad(x, [
          [1, 0],
          [2, 1],
        ]),
      ),
    [3, 4],
    -1,
    1,
  ],
  concat: [(x) => tf.square(tf.concat([x, tf.square(x), constant([3, 2])], 1)), [3, 4], -1, 1],
  split: [(x) => tf.mul(...(tf.split(x, 2, 1) as [Tensor, Tensor])), [3, 4], -1, 1],
  stack: [(x) => tf.square(tf.stack([x, tf.square(x)], 1)), [3, 4], -1, 1],
  unstack: [(x) => tf.mul(...(tf.unstack(x, 0) as [Tensor, Tensor])), [2, 4], -1, 1],
  tile: [(x) => tf.square(tf.tile(x, [2, 3])), [3, 4], -1, 1],
  broadcastTo: [(x) => tf.mul(tf.broadcastTo(x, [3, 4]), constant([3, 4])), [3, 1], -1, 1],
  gather: [(x) => tf.square(tf.gather(x, indices())), [3, 4], -1, 1],
  gatherInner: [(x) => tf.square(tf.gather(x, indices(), 1)), [2, 3, 4], -1, 1],
  segmentSum: [(x) => tf.square(tf.unsortedSegmentSum(x, indices(), 3)), [4, 2], -1, 1],
  cast: [(x) => tf.square(tf.cast(x, 'float32')), [5], -1, 1],
  matMulLeft: [(x) => tf.square(tf.matMul(x, constant([4, 5]))), [3, 4], -1, 1],
  matMulRight: [(x) => tf.square(tf.matMul(constant([3, 5]), x, true, true)), [6, 3], -1, 1],
  conv2dInput: [(x) => conv2dBias(x, constant([3, 3, 2, 3]), constant([3]), { stride: 2 }), [2, 5, 6, 2], -1, 1],
  conv2dFilter: [(x) => tf.square(conv2dBias(constant([2, 5, 6, 2]), x, constant([3]))), [3, 3, 2, 3], -1, 1],
  conv2dBias: [(x) => tf.square(conv2dBias(constant([2, 5, 6, 2]), constant([3, 3, 2, 3]), x)), [3], -1, 1],
  depthwise: [
    (x) => tf.square(tf.depthwiseConv2d(x as tf.Tensor4D, constant([3, 3, 2, 2]) as tf.Tensor4D, 1, 'same')),
    [2, 4, 4, 2],
    -1,
    1,
  ],
  avgPool: [(x) => tf.square(tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid')), [2, 4, 4, 2], -1, 1],
  maxPool: [
    // The four elements of a window are further apart than the range of x: no step changes which is greatest.
    (x) => tf.maxPool(tf.add(x, ranksInWindows()) as tf.Tensor4D, 2, 2, 'valid'),
    [2, 4, 4, 2],
    -0.25,
    0.25,
  ],
  resize: [(x) => tf.square(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [6, 8])), [2, 3, 4, 2], -1, 1],
  groupNorm: [(x) => groupNorm(x, constant([6]), constant([6], 0.3), 3), [2, 3, 3, 6], -1, 1],
  groupNormSilu: [
    (x) => groupNorm(x, constant([6]), constant([6], 0.3), 3, { activation: 'silu' }),
    [2, 3, 3, 6],
    -1,
    1,
  ],
  groupNormShifted: [
    (x) => groupNorm(x, constant([6]), constant([6], 0.3), 3, { activation: 'silu', shift: constant([2, 6], 0.7) }),
    [2, 3, 3, 6],
    -1,
    1,
  ],
  groupNormShift: [
    (x) => groupNorm(constant([2, 3, 3, 7]), constant([7]), constant([7], 0.3), 1, { activation: 'silu', shift: x }),
    [2, 7],
    -1,
    1,
  ],
  groupNormGamma: [
    (x) => groupNorm(constant([2, 3, 3, 8]), x, constant([8], 0.3), 2, { activation: 'silu' }),
    [8],
    -1,
    1,
  ],
  groupNormBeta: [
    (x) => groupNorm(constant([2, 3, 3, 8]), constant([8], 0.3), x, 2, { activation: 'silu' }),
    [8],
    -1,
    1,
  ],
};

const backends = ['wasm', 'js', ...(nodeBackendInstalled() ? (['node'] as const) : [])] as const;

describe.each(backends)('gradients against finite differences, backend %s', (backend) => {
  beforeAll(async () => {
    await startEngine({ backend, threads: 2 });
  });
  it.each(Object.entries(functions))('%s', (_name, [f, shape, low, high]) => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (seeds) => {
        const size = tf.util.sizeFromShape(shape);
        const x = Array.from({ length: size }, (_, i) => {
          const u = ((seeds[i % seeds.length] ?? 0) + 0.618034 * i) % 1;
          return low + (high - low) * u;
        });
        const { gradient, difference } = directional(f, x, shape);
        expect(Math.abs(gradient - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)));
      }),
      { numRuns: 5 },
    );
  });
});
