import { circuit, type InitialValue, input, parameter, pauliZ, stream, type TrainableCircuit } from '@kraus/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Adam, engineMemory, startEngine, type Tensor, tf, type Variable } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import { standardBody } from './bottleneck.js';
import { buildImageNetwork } from './build.js';
import type { ImageNetwork, ImageShape, ParameterValues } from './network.js';
import { parameterCount } from './network.js';

beforeAll(async () => {
  await startEngine();
});

const mnist: ImageShape = { height: 28, width: 28, channels: 1, steps: 10, classes: 0 };
const small: ImageShape = { height: 6, width: 9, channels: 2, steps: 10, classes: 3 };

/** The body of the published code: RZ on every qubit and a chain of CX after the encoding, which Z cannot see. */
function diagonalBody(qubits: number, layers: number, initial?: InitialValue): TrainableCircuit {
  const builder = circuit(qubits);
  for (let q = 0; q < qubits; q++) builder.gate('RY', [q], [input(q)]);
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) builder.gate('RZ', [q], [parameter(layer * qubits + q)]);
    for (let q = 0; q + 1 < qubits; q++) builder.gate('CX', [q, q + 1]);
  }
  const length = qubits * layers;
  return {
    program: builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build(),
    parameters: [{ name: 'theta', type: 'angle', shape: [layers, qubits], start: 0, length, initial }],
    inputs: [{ name: 'x', type: 'real', shape: [qubits], start: 0, length: qubits }],
  };
}

const network = (reverse: string, options: Record<string, unknown>, shape: ImageShape): ImageNetwork =>
  buildImageNetwork({ component: reverse, options: options as never }, shape);
const values = (net: ImageNetwork, seed = 3): ParameterValues => net.initial(stream(seed, 'initial'));
const part = (body: TrainableCircuit) => ({ kind: 'circuit', name: 'Body', circuits: [body] });
const numbers = (size: number, name: string): Float32Array => stream(5, name).fillNormal(new Float32Array(size));

/** Loss of a fixed batch: the mean of outputs times fixed numbers. */
function lossOf(net: ImageNetwork, shape: ImageShape, batch = 3) {
  const size = [batch, shape.height, shape.width, shape.channels];
  const length = size.reduce((a, b) => a * b, 1);
  const x = numbers(length, 'x');
  const cotangent = numbers(length, 'y');
  const t = Int32Array.from({ length: batch }, (_, b) => 1 + ((3 * b) % shape.steps));
  const labels = shape.classes > 0 ? Int32Array.from({ length: batch }, (_, b) => b % (shape.classes + 1)) : undefined;
  return (parameters: Readonly<Record<string, Tensor>>): tf.Scalar =>
    tf.mean(tf.mul(net.apply(parameters, tf.tensor(x, size), t, labels), tf.tensor(cotangent, size))) as tf.Scalar;
}

function gradientsOf(net: ImageNetwork, shape: ImageShape, initial = values(net)) {
  const variables = makeVariables(initial);
  const loss = lossOf(net, shape);
  const { value, grads } = tf.variableGrads(() => loss(variables), Object.values(variables));
  const gradients: Record<string, Float32Array | undefined> = {};
  for (const [name, variable] of Object.entries(variables)) {
    gradients[name] = grads[variable.name]?.dataSync() as Float32Array | undefined;
  }
  tf.dispose([value, grads]);
  disposeVariables(variables);
  return gradients;
}

/** Small steps, as ReLU has kinks. Central difference of the loss along a fixed direction, and the gradient's component along it. */
function alongDirection(net: ImageNetwork, shape: ImageShape, step: number, only?: string) {
  const initial = values(net);
  for (const [name, value] of Object.entries(initial)) {
    // Parameters that start at zero are moved, so that what stands behind them has a gradient.
    if (value.values.every((x) => x === 0)) value.values.set(numbers(value.values.length, name).map((x) => 0.1 * x));
  }
  const gradients = gradientsOf(net, shape, initial);
  const direction = Object.fromEntries(
    Object.entries(initial).map(([name, { values: v }]) => [
      name,
      only === undefined || name.startsWith(only) ? numbers(v.length, `direction ${name}`) : new Float32Array(v.length),
    ]),
  );
  const loss = lossOf(net, shape);
  const at = (scale: number): number => {
    const moved = Object.fromEntries(
      Object.entries(initial).map(([name, { shape: s, values: v }]) => [
        name,
        { shape: s, values: v.map((x, k) => x + scale * (direction[name]?.[k] ?? 0)) },
      ]),
    );
    const variables = makeVariables(moved);
    const value = tf.tidy(() => loss(variables).dataSync()[0] as number);
    disposeVariables(variables);
    return value;
  };
  let slope = 0;
  for (const [name, d] of Object.entries(direction)) {
    slope += d.reduce((sum, x, k) => sum + x * (gradients[name]?.[k] ?? 0), 0);
  }
  return { difference: (at(step) - at(-step)) / (2 * step), slope };
}

describe('parameters of the published layouts', () => {
  const count = (options: Record<string, unknown>, shape = mnist): number =>
    parameterCount(values(network('hybridUnet', options, shape)));

  it('are those of PAPERS 4.2', () => {
    expect(count({ arm: 'plain' })).toBe(445_985);
    expect(count({ arm: 'plain' }, { ...mnist, channels: 3 })).toBe(447_715);
    expect(count({ arm: 'se', qubits: 16 })).toBe(445_985 + 4_240);
    expect(count({ arm: 'se_frozen', qubits: 16 })).toBe(445_985 + 4_240);
    expect(count({ arm: 'quantum', qubits: 16, layers: 3 })).toBe(445_985 + 4_240 + 96);
    expect(count({ arm: 'quantum', bottleneck: part(diagonalBody(16, 3)) })).toBe(445_985 + 4_240 + 48);
    // Pooled: no input projection, as in v8.
    expect(count({ arm: 'quantum', projection: 'pooled', bottleneck: part(diagonalBody(16, 3)) })).toBe(
      445_985 + 2_224,
    );
  });
});

describe.each([
  ['unet', { channels: 8, depth: 1, blocks: 1 }],
  ['unet, patches', { channels: 8, depth: 1, blocks: 1, patch: 2 }],
  ['hybridUnet', { arm: 'plain', channels: 4 }],
  ['hybridUnet', { arm: 'se', channels: 4, qubits: 3 }],
  ['hybridUnet', { arm: 'se_frozen', channels: 4, qubits: 3 }],
  ['hybridUnet', { arm: 'quantum', channels: 4, qubits: 3, layers: 2 }],
  ['hybridUnet', { arm: 'quantum', channels: 4, qubits: 3, layers: 2, projection: 'pooled' }],
])('%s %j', (reverse, options) => {
  const net = network(reverse.split(',')[0] as string, options, small);

  it('has the shape of its images and the gradient of finite differences', () => {
    const initial = makeVariables(values(net));
    const out = tf.tidy(
      () => net.apply(initial, tf.zeros([2, 6, 9, 2]), Int32Array.of(1, 10), Int32Array.of(0, 3)).shape,
    );
    expect(out).toEqual([2, 6, 9, 2]);
    disposeVariables(initial);
    // The frozen projection has no gradient, so it is not moved.
    const only = 'arm' in options && options.arm === 'se_frozen' ? 'block' : undefined;
    const { difference, slope } = alongDirection(net, small, 2e-4, only);
    expect(Math.abs(slope)).toBeGreaterThan(1e-4);
    expect(Math.abs(difference - slope)).toBeLessThan(2e-2 * Math.abs(slope) + 1e-4);
  });
});

describe('the quantum arm', () => {
  it('gives every angle of its circuit a gradient, end to end, that agrees with differences', () => {
    const net = network('hybridUnet', { arm: 'quantum', channels: 4, qubits: 4, layers: 3 }, small);
    const gradients = gradientsOf(net, small);
    const largest = Math.max(...(gradients['gate.circuit'] ?? []).map(Math.abs));
    const weakest = Math.min(...(gradients['gate.circuit'] ?? []).map(Math.abs));
    expect(gradients['gate.circuit']?.length).toBe(24);
    // RZ of the last layer commutes with CX chains' controls but not with the RY after it: every angle acts.
    expect(largest).toBeGreaterThan(1e-4);
    expect(weakest / largest).toBeGreaterThan(1e-4);
    expect(Math.max(...(gradients['gate.in.weight'] ?? []).map(Math.abs))).toBeGreaterThan(1e-4);
    const { difference, slope } = alongDirection(net, small, 3e-4, 'gate.circuit');
    expect(Math.abs(difference - slope)).toBeLessThan(3e-2 * Math.abs(slope) + 2e-5);
  });

  it('trains nothing in the published diagonal body: RZ and CX before Z', () => {
    const net = network('hybridUnet', { bottleneck: part(diagonalBody(4, 3)), channels: 4 }, small);
    const gradients = gradientsOf(net, small);
    const scale = Math.max(...(gradients['gate.in.weight'] ?? []).map(Math.abs));
    expect(scale).toBeGreaterThan(1e-4);
    expect(Math.max(...(gradients['gate.circuit'] ?? []).map(Math.abs))).toBeLessThan(1e-6 * Math.max(scale, 1));
    const outputs = [0, 1].map((seed) => {
      const initial = { ...values(net), 'gate.circuit': { shape: [12], values: numbers(12, `angles ${seed}`) } };
      const variables = makeVariables(initial);
      const result = tf.tidy(() => lossOf(net, small)(variables).dataSync()[0]);
      disposeVariables(variables);
      return result;
    });
    expect(outputs[0]).toBeCloseTo(outputs[1] as number, 6);
  });

  it('keeps tensors and memory flat', { timeout: 60_000 }, () => {
    const tiny = { ...small, height: 4, width: 4, channels: 1, classes: 0 };
    const net = network('hybridUnet', { arm: 'quantum', channels: 4, qubits: 3, layers: 2 }, tiny);
    const variables: Record<string, Variable> = makeVariables(values(net));
    const adam = new Adam(variables, { lr: 1e-3 });
    const loss = lossOf(net, tiny);
    const step = (): void => {
      const { value, grads } = tf.variableGrads(() => loss(variables), Object.values(variables));
      adam.apply(Object.values(variables).map((v) => grads[v.name] as Tensor));
      tf.dispose([value, grads]);
    };
    for (let i = 0; i < 5; i++) step();
    const before = engineMemory();
    for (let i = 0; i < 1000; i++) step();
    expect(engineMemory()).toEqual(before);
    adam.dispose();
    disposeVariables(variables);
  });

  it('refuses circuits that it cannot feed', () => {
    const build = (bottleneck: object) => () => network('hybridUnet', { bottleneck }, small);
    const body = standardBody(2, 1);
    const code = expect.objectContaining({ code: 'models/unsupported-circuit' });
    expect(build({ ...part(body), circuits: [body, body] })).toThrow(code);
    const blind = circuit(1)
      .gate('RY', [0], [parameter(0)])
      .expectation(pauliZ(0))
      .build();
    expect(build(part({ ...body, program: blind }))).toThrow(code);
  });
});
