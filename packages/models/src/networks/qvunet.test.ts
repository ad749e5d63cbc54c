import { stream } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CircuitOp } from '../circuits/index.js';
import { Adam, engineMemory, startEngine, type Tensor, tf, type Variable } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import { Attention } from './attention.js';
import { buildImageNetwork } from './build.js';
import { Initialiser } from './initialise.js';
import { type ImageNetwork, type ImageShape, type ParameterValues, parameterCount } from './network.js';
import { vertexCircuit } from './vertex-circuit.js';

beforeAll(async () => {
  await startEngine();
});

const mnist: ImageShape = { height: 28, width: 28, channels: 1, steps: 10, classes: 0 };
const small: ImageShape = { height: 6, width: 9, channels: 2, steps: 10, classes: 3 };

const qvunet = (options: Record<string, unknown>, shape: ImageShape): ImageNetwork =>
  buildImageNetwork({ component: 'qvunet', options: options as never }, shape);
const initialOf = (net: ImageNetwork): ParameterValues => net.initial(stream(3, 'initial'));
const numbers = (size: number, name: string): Float32Array => stream(5, name).fillNormal(new Float32Array(size));

/** The sum of the outputs for a fixed batch times fixed numbers. */
function lossOf(net: ImageNetwork, shape: ImageShape, batch = 2) {
  const size = [batch, shape.height, shape.width, shape.channels];
  const length = size.reduce((a, b) => a * b, 1);
  const t = Int32Array.from({ length: batch }, (_, b) => 1 + ((3 * b) % shape.steps));
  const labels = shape.classes > 0 ? Int32Array.from({ length: batch }, (_, b) => b) : undefined;
  return (parameters: Readonly<Record<string, Tensor>>): tf.Scalar =>
    tf.mean(
      tf.mul(
        net.apply(parameters, tf.tensor(numbers(length, 'x'), size), t, labels),
        tf.tensor(numbers(length, 'y'), size),
      ),
    );
}

function gradientsOf(net: ImageNetwork, shape: ImageShape): Record<string, Float32Array> {
  const variables = makeVariables(initialOf(net));
  const { value, grads } = tf.variableGrads(() => lossOf(net, shape)(variables), Object.values(variables));
  const gradients = Object.fromEntries(
    Object.entries(variables).map(([name, v]) => [name, (grads[v.name] as Tensor).dataSync() as Float32Array]),
  );
  tf.dispose([value, grads]);
  disposeVariables(variables);
  return gradients;
}

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((x) => x / length);
}

/** The loss with the parameters moved along `direction`. */
function lossAt(net: ImageNetwork, shape: ImageShape, direction: Record<string, Float32Array>, scale: number): number {
  const moved = Object.entries(initialOf(net)).map(([name, value]) => [
    name,
    { ...value, values: value.values.map((x, k) => x + scale * (direction[name]?.[k] ?? 0)) },
  ]);
  const variables = makeVariables(Object.fromEntries(moved));
  const loss = tf.tidy(() => lossOf(net, shape)(variables).dataSync()[0] as number);
  disposeVariables(variables);
  return loss;
}

it.each([
  [0, 483_321],
  [1, 475_329],
  [10, 432_561],
  [13, 429_969],
])('with %i groups has as many parameters as the published layout (PAPERS 6.4): %i', (groups, count) => {
  expect(parameterCount(initialOf(qvunet({ groups }, mnist)))).toBe(count);
});

it.each([
  [28, 28],
  [16, 16],
  [6, 9],
])('gives images of %i × %i pixels their shape', (height, width) => {
  const shape = { ...small, height, width };
  const net = qvunet({ channels: 4 }, shape);
  const variables = makeVariables(initialOf(net));
  const labels = Int32Array.of(0, 3);
  const out = tf.tidy(() => net.apply(variables, tf.zeros([2, height, width, 2]), Int32Array.of(1, 10), labels).shape);
  expect(out).toEqual([2, height, width, 2]);
  disposeVariables(variables);
});

describe.each(['hierarchical', 'full'] as const)('the %s circuits', { timeout: 60_000 }, (ansatz) => {
  const net = qvunet({ groups: 2, ansatz, layers: 3, channels: 4 }, small);

  it('give every angle, of both stages of both blocks, a gradient end to end', () => {
    const gradients = gradientsOf(net, small);
    const circuits = Object.entries(gradients).filter(([name]) => name.includes('.circuit'));
    expect(circuits.map(([name]) => name)).toHaveLength(8);
    for (const [name, gradient] of circuits) {
      const sizes = [...gradient].map(Math.abs);
      expect(sizes, name).toHaveLength(3 * { hierarchical: 28, full: 24 }[ansatz]);
      expect(Math.max(...sizes), name).toBeGreaterThan(1e-4);
      expect(Math.min(...sizes), name).toBeGreaterThan(0);
    }
  });

  it('and their network have the gradient of finite differences', () => {
    const gradients = gradientsOf(net, small);
    for (const [part, step] of [
      ['.circuit', 8e-3],
      ['.attention', 2e-4],
      ['', 2e-4],
    ] as const) {
      const chosen = Object.entries(gradients).filter(([name]) => name.includes(part));
      const flat = chosen.flatMap(([, gradient]) => [...gradient]);
      const slopes = unit(flat);
      // The gradient's own direction, where the slope is steep, and one that is drawn, to see what the gradient might lack.
      const drawn = unit([...numbers(flat.length, `direction ${part}`)]);
      const mixed = Float32Array.from(slopes, (x, k) => x + (drawn[k] as number));
      const slope = flat.reduce((sum, x, k) => sum + x * (mixed[k] as number), 0);
      let from = 0;
      const direction = Object.fromEntries(
        chosen.map(([name, { length }]) => {
          from += length;
          return [name, mixed.subarray(from - length, from)];
        }),
      );
      const difference = (lossAt(net, small, direction, step) - lossAt(net, small, direction, -step)) / (2 * step);
      expect(slope, part).toBeGreaterThan(1e-3);
      expect(Math.abs(difference - slope) / slope, part).toBeLessThan(1e-2);
    }
  });

  it('have outputs that depend on every angle, in each layer alone', () => {
    const { program } = vertexCircuit(ansatz, 1);
    const op = new CircuitOp(program);
    const inputs = numbers(12 * 4, 'inputs');
    const weights = numbers(12 * 4, 'weights');
    const gradient = tf.tidy(() =>
      tf
        .grad((theta) => tf.sum(tf.mul(op.apply({ inputs, parameters: theta }), tf.tensor(weights, [4, 12]))))(
          tf.tensor1d(numbers(program.parameters, 'theta')),
        )
        .dataSync(),
    );
    expect(Math.min(...[...gradient].map(Math.abs))).toBeGreaterThan(1e-4);
    op.dispose();
  });
});

it('attends to pixels as the formula says: all alike where all pixels are alike', () => {
  for (const kind of ['full', 'linear'] as const) {
    const attention = new Attention('a', 4, kind);
    const into = new Initialiser(stream(1, 'attention'));
    attention.initial(into);
    const variables = makeVariables(into.values);
    const one = tf.tensor(numbers(4, 'pixel'), [1, 1, 1, 4]);
    const alone = attention.apply(variables, one).dataSync();
    const nine = attention.apply(variables, tf.tile(one, [1, 3, 3, 1])).dataSync();
    for (let k = 0; k < 36; k++) expect(nine[k]).toBeCloseTo(alone[k % 4] as number, 4);
    disposeVariables(variables);
  }
});

it('keeps tensors and memory flat', { timeout: 60_000 }, () => {
  const net = qvunet({ groups: 1, layers: 1, channels: 4 }, { ...small, classes: 0 });
  const variables: Record<string, Variable> = makeVariables(initialOf(net));
  const adam = new Adam(variables, { lr: 1e-3 });
  const loss = lossOf(net, { ...small, classes: 0 });
  const step = (): void => {
    const { value, grads } = tf.variableGrads(() => loss(variables), Object.values(variables));
    adam.apply(Object.values(variables).map((v) => grads[v.name] as Tensor));
    tf.dispose([value, grads]);
  };
  for (let i = 0; i < 5; i++) step();
  const before = engineMemory();
  for (let i = 0; i < 30; i++) step();
  expect(engineMemory()).toEqual(before);
  adam.dispose();
  disposeVariables(variables);
});

it('refuses images and groups that do not fit', () => {
  expect(() => qvunet({}, { ...mnist, width: 32 })).toThrow(expect.objectContaining({ code: 'models/qvunet-size' }));
  expect(() => qvunet({ groups: 14 }, mnist)).toThrow(expect.objectContaining({ code: 'models/qvunet-groups' }));
});
