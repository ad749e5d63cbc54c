import { stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineMemory, startEngine, type Tensor, tf } from '../engine/index.js';
import { buildNetwork, type NetworkShape, type ParameterValues, parameterCount, type ReverseNetwork } from './index.js';

const shapeOf = (side: number, more: Partial<NetworkShape> = {}): NetworkShape => ({
  height: side,
  width: side,
  channels: 1,
  levels: 4,
  steps: 6,
  ...more,
});

const small: Record<string, Record<string, number | boolean>> = {
  unet: { channels: 8, depth: 1, blocks: 1, groups: 2 },
  mlp: { width: 16, layers: 2 },
  pixelwise: { width: 8, layers: 2 },
};

/** The initial parameters with noise on those that start at zero, so that everything is connected. */
function awake(network: ReverseNetwork): ParameterValues {
  const values = network.initial(stream(1));
  for (const [name, { values: numbers }] of Object.entries(values)) {
    if (numbers.every((x) => x === 0))
      numbers.set(
        stream(2, name)
          .fillNormal(new Float32Array(numbers.length))
          .map((x) => 0.3 * x),
      );
  }
  return values;
}

const tensors = (values: ParameterValues): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(values).map(([name, { shape, values: v }]) => [name, tf.tensor(v, [...shape])]));

function logitsOf(network: ReverseNetwork, values: ParameterValues, xt: Uint8Array, t: number[]): Float32Array {
  return tf.tidy(() => network.apply(tensors(values), xt, Int32Array.from(t)).dataSync<'float32'>().slice());
}

const image = (shape: NetworkShape, batch = 1): Uint8Array =>
  Uint8Array.from({ length: batch * shape.height * shape.width * shape.channels }, (_, i) => (i * 7 + (i >> 3)) % 4);

beforeAll(() => startEngine());

describe.each(['unet', 'mlp', 'pixelwise'])('%s', (component) => {
  const shape = shapeOf(8);
  const network = () => buildNetwork({ component, options: small[component] ?? {} }, shape);

  it('gives logits of the right shape, all zero before training', () => {
    const net = network();
    const values = net.initial(stream(1));
    const memory = engineMemory().tensors;
    tf.tidy(() => {
      const y = net.apply(tensors(values), image(shape, 2), Int32Array.of(1, 6));
      expect(y.shape).toEqual([2, 8, 8, 4]);
      expect(Math.max(...tf.abs(y).dataSync())).toBe(0);
    });
    expect(engineMemory().tensors).toBe(memory);
  });

  it('starts from the seed alone', () => {
    expect(network().initial(stream(4))).toEqual(network().initial(stream(4)));
    expect(network().initial(stream(4))).not.toEqual(network().initial(stream(5)));
  });

  it('uses every parameter', () => {
    const net = network();
    const values = awake(net);
    const names = Object.keys(values);
    const target = stream(3).fillNormal(new Float32Array(2 * 64 * 4));
    const gradients = tf.grads((...list: Tensor[]) => {
      const record = Object.fromEntries(names.map((name, i) => [name, list[i]]));
      return tf.sum(tf.mul(net.apply(record, image(shape, 2), Int32Array.of(2, 5)), tf.tensor(target, [2, 8, 8, 4])));
    })(names.map((name) => tf.tensor(values[name].values, [...values[name].shape])));
    names.forEach((name, i) => {
      expect([name, gradients[i].shape]).toEqual([name, [...values[name].shape]]);
      expect([name, Math.max(...tf.abs(gradients[i]).dataSync()) > 1e-4]).toEqual([name, true]);
    });
  });

  it('depends on the time, and not on the other images of the batch', () => {
    const net = network();
    const values = awake(net);
    const x = image(shape, 2);
    const early = logitsOf(net, values, x, [1, 1]);
    const mixed = logitsOf(net, values, x, [1, 6]);
    expect(mixed.slice(0, 256)).toEqual(early.slice(0, 256));
    expect(mixed.slice(256)).not.toEqual(early.slice(256));
    const alone = logitsOf(net, values, x.slice(0, 64), [1]);
    alone.forEach((y, i) => {
      expect(y).toBeCloseTo(early[i], 5);
    });
  });

  it(component === 'pixelwise' ? 'sees no other pixel' : 'sees other pixels', () => {
    const net = network();
    const values = awake(net);
    const x = image(shape);
    const changed = x.slice();
    changed[20] = (changed[20] + 1) % 4;
    const before = logitsOf(net, values, x, [3]);
    const after = logitsOf(net, values, changed, [3]);
    const differing = new Set<number>();
    before.forEach((y, i) => {
      if (Math.abs(y - after[i]) > 1e-6) differing.add(Math.floor(i / 4));
    });
    expect(differing.has(20)).toBe(true);
    if (component === 'pixelwise') expect(differing.size).toBe(1);
    else expect(differing.size).toBeGreaterThan(30);
  });
});

describe('unet', () => {
  it.each([
    [7, { depth: 1 }],
    [12, { depth: 2 }],
    [12, { depth: 3 }],
    [9, { depth: 1, patch: 2 }],
    [5, { depth: 0 }],
  ])('takes images of %i pixels with %o', (side, options) => {
    const shape = shapeOf(side, { channels: 2, width: side + 1 });
    const net = buildNetwork({ component: 'unet', options: { channels: 4, blocks: 1, ...options } }, shape);
    const logits = logitsOf(net, awake(net), image(shape), [1]);
    expect(logits.length).toBe(side * (side + 1) * 2 * 4);
    expect(logits.every(Number.isFinite)).toBe(true);
    // The cut takes the right pixels: with a bypass, the entry at every pixel's own level is larger by that much.
    const through = buildNetwork(
      { component: 'unet', options: { channels: 4, blocks: 1, bypass: 8, ...options } },
      shape,
    );
    const raised = logitsOf(through, awake(net), image(shape), [1]);
    image(shape).forEach((level, pixel) => {
      for (let j = 0; j < 4; j++)
        expect(raised[pixel * 4 + j] - logits[pixel * 4 + j]).toBeCloseTo(j === level ? 8 : 0, 3);
    });
  });

  it('has the size of the reference network', () => {
    // 3×3 convolutions 8→16→16→32→32→64→64→64, 96→32→32, 48→16→16, 16→8; norms; time 32→64→64 and a row a block.
    const convolutions = [
      [8, 16],
      [16, 16],
      [16, 32],
      [32, 32],
      [32, 64],
      [64, 64],
      [64, 64],
      [96, 32],
      [32, 32],
      [48, 16],
      [16, 16],
    ];
    const expected =
      convolutions.reduce((sum, [i, o]) => sum + 9 * i * o + o + 2 * o + 64 * o + o, 0) +
      (9 * 16 * 8 + 8) +
      (32 * 64 + 64 + 64 * 64 + 64);
    const net = buildNetwork(
      { component: 'unet', options: { channels: 16, depth: 2 } },
      shapeOf(28, { levels: 8, steps: 20 }),
    );
    expect(parameterCount(net.initial(stream(0)))).toBe(expected);
  });

  it('refuses more halvings than the image has', () => {
    expect(() => buildNetwork({ component: 'unet', options: { depth: 3 } }, shapeOf(8))).toThrow(
      /8 × 8 pixels cannot be halved 3 times.*at most 2/,
    );
  });
});

it('refuses a network that is not there', () => {
  expect(() => buildNetwork({ component: 'transformer', options: {} }, shapeOf(8))).toThrow(/unet, mlp, pixelwise/);
});
