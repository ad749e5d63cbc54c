import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type CircuitProgram, circuit, input, parameter, pauli, pauliZ, stream } from '@kraus/core';
import { compileCircuit } from '@kraus/sim';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Adam, engineMemory, startEngine, type Tensor, tf } from '../engine/index.js';
import { CircuitOp, type CircuitTensors } from './index.js';

vi.setConfig({ testTimeout: 180_000 });

/** Layers of rotations with shared angles, encoded inputs, entangling gates. */
function trainable(noise: boolean): CircuitProgram {
  const builder = circuit(3).startFrom('amplitudes');
  for (let q = 0; q < 3; q++) builder.gate('RX', [q], [input(q)]).gate('RY', [q], [parameter(q)]);
  builder
    .gate('CX', [0, 1])
    .gate('CZ', [1, 2])
    .gate('RZZ', [0, 2], [parameter(3)]);
  if (noise) builder.noise('AmplitudeDamping', [1], [parameter(4)]).noise('Depolarizing', [0], [0.1]);
  else builder.gate('RY', [1], [parameter(4)]);
  return builder.expectation(pauliZ(0), pauli('XXI')).probabilities([1]).build();
}

const BATCH = 5;
const random = stream(11, 'circuit op');
const numbers = {
  parameters: Float32Array.of(0.3, -1.1, 0.7, 2, 0.2),
  inputs: Float32Array.from({ length: BATCH * 3 }, () => random.normal()),
  initial: Float32Array.from({ length: BATCH * 16 }, () => random.normal() / 4),
};
const weights = Float32Array.from({ length: BATCH * 4 }, () => random.normal());

const tensors = () => ({
  parameters: tf.tensor1d(numbers.parameters),
  inputs: tf.tensor2d(numbers.inputs, [BATCH, 3]),
  initial: tf.tensor3d(numbers.initial, [BATCH, 8, 2]),
});
const loss = (op: CircuitOp, given: CircuitTensors): tf.Scalar =>
  tf.sum(tf.mul(op.apply(given), tf.tensor2d(weights, [BATCH, 4])));

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((worst, x, k) => Math.max(worst, Math.abs(x - (b[k] as number))), 0);
};

describe.each(['wasm', 'js'] as const)('on the backend %s', (backend) => {
  beforeAll(async () => {
    await startEngine({ backend, threads: 2 });
  });

  it.each([
    ['gates', false],
    ['gates and trained noise', true],
  ])('gives the values and gradients of the engine: %s', (_, noise) => {
    const program = trainable(noise);
    const op = new CircuitOp(program);
    expect(op.engine).toMatch(noise ? /^density matrix, .*float32/ : /^state vector, .*float32/);
    const exact = compileCircuit(program, { gradient: true });
    const expected = exact.gradient({ batch: BATCH, ...numbers }, weights, { inputs: true, initial: true });
    tf.tidy(() => {
      const given = tensors();
      const value = op.apply(given);
      expect(value.shape).toEqual([BATCH, 4]);
      expect(largest(value.dataSync(), expected.values)).toBeLessThan(1e-5);
      const gradients = tf.grads((parameters: Tensor, inputs: Tensor, initial: Tensor) =>
        loss(op, { parameters, inputs, initial }),
      )([given.parameters, given.inputs, given.initial]);
      const [theta, x, start] = gradients as [Tensor, Tensor, Tensor];
      expect([theta.shape, x.shape, start.shape]).toEqual([[5], [BATCH, 3], [BATCH, 8, 2]]);
      expect(largest(theta.dataSync(), expected.parameters)).toBeLessThan(3e-5);
      expect(largest(x.dataSync(), expected.inputs ?? [])).toBeLessThan(3e-5);
      expect(largest(start.dataSync(), expected.initial ?? [])).toBeLessThan(3e-5);
    });
    op.dispose();
    exact.dispose();
  });

  it('takes arrays as constants: no gradient, the same values', () => {
    const op = new CircuitOp(trainable(false));
    tf.tidy(() => {
      const given = tensors();
      const whole = op.apply(given).dataSync();
      expect(op.apply(numbers).dataSync()).toEqual(whole);
      const double = new CircuitOp(trainable(false), { precision: 'float64' });
      expect(double.engine).toContain('float64');
      expect(largest(double.apply(given).dataSync(), whole)).toBeLessThan(1e-5);
      double.dispose();
      const only = tf.grad((parameters: Tensor) => loss(op, { ...numbers, parameters }))(given.parameters);
      const all = tf.grads((parameters: Tensor, inputs: Tensor) => loss(op, { ...given, parameters, inputs }))([
        given.parameters,
        given.inputs,
      ]);
      expect(only.dataSync()).toEqual(all[0]?.dataSync());
    });
    op.dispose();
  });

  it('goes through what stands before and after it', () => {
    const op = new CircuitOp(
      circuit(1)
        .gate('RX', [0], [parameter(0)])
        .expectation(pauliZ(0))
        .build(),
    );
    tf.tidy(() => {
      // d/da cos(a²)² = −4 a cos(a²) sin(a²).
      const slope = tf.grad((a: Tensor) => tf.square(op.apply({ parameters: tf.square(a) })))(tf.tensor1d([0.8]));
      expect(slope.dataSync()[0]).toBeCloseTo(-4 * 0.8 * Math.cos(0.64) * Math.sin(0.64), 5);
    });
    op.dispose();
  });

  it.each(['parameter-shift', 'adjoint'] as const)('trains from shots, gradients by %s', (shotGradient) => {
    const program = circuit(2)
      .gate('RY', [0], [parameter(0)])
      .gate('CRX', [0, 1], [parameter(1)])
      .expectation(pauliZ(1))
      .build();
    const op = new CircuitOp(program, { shots: 200, shotGradient });
    expect(op.engine).toMatch(/^shots/);
    const theta = tf.variable(tf.tensor1d([0.5, 0.5]));
    const adam = new Adam({ theta }, { lr: 0.2 });
    const [before, values] = [tf.memory().numTensors, [] as number[]];
    for (let step = 0; step < 60; step++) {
      const draws = { seed: 5, step };
      const { value, grads } = tf.variableGrads(
        () => tf.sum(op.apply({ parameters: theta, draws })) as tf.Scalar,
        [theta],
      );
      adam.apply([grads[theta.name] as Tensor]);
      values.push(value.dataSync()[0] as number);
      tf.dispose([value, grads]);
    }
    // Means of 200 signs are multiples of 1/100.
    expect(values.every((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-4)).toBe(true);
    expect(values.at(-1)).toBeLessThan(-0.9);
    expect(tf.memory().numTensors).toBe(before);
    expect(() => op.apply({ parameters: theta })).toThrowError(expect.objectContaining({ code: 'sim/no-draws' }));
    adam.dispose();
    theta.dispose();
    op.dispose();
  });

  it('trains with an optimizer', () => {
    const op = new CircuitOp(
      circuit(2)
        .gate('RY', [0], [parameter(0)])
        .gate('CRX', [0, 1], [parameter(1)])
        .expectation(pauliZ(1))
        .build(),
    );
    const theta = tf.variable(tf.tensor1d([0.5, 0.5]));
    const adam = new Adam({ theta }, { lr: 0.2 });
    let last = 1;
    for (let step = 0; step < 60; step++) {
      const { value, grads } = tf.variableGrads(() => tf.sum(op.apply({ parameters: theta })) as tf.Scalar, [theta]);
      adam.apply([grads[theta.name] as Tensor]);
      last = value.dataSync()[0] as number;
      tf.dispose([value, grads]);
    }
    expect(last).toBeLessThan(-0.99);
    adam.dispose();
    theta.dispose();
    op.dispose();
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that JavaScript holds on to. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('memory', () => {
  beforeAll(async () => {
    await startEngine({ backend: 'wasm', threads: 2 });
  });
  afterAll(() => tf.disposeVariables());

  it('is flat over 10,000 training steps: tensors, WebAssembly, JavaScript', () => {
    const op = new CircuitOp(trainable(false));
    const given = tensors();
    const theta = tf.variable(given.parameters);
    const adam = new Adam({ theta }, { lr: 1e-3 });
    const step = () => {
      const { value, grads } = tf.variableGrads(() => loss(op, { ...given, parameters: theta }), [theta]);
      adam.apply([grads[theta.name] as Tensor]);
      tf.dispose([value, grads]);
    };
    for (let k = 0; k < 500; k++) step();
    const [engine, bytes] = [engineMemory(), heldBytes()];
    for (let k = 0; k < 10_000; k++) step();
    expect(engineMemory()).toEqual(engine);
    expect(heldBytes() - bytes).toBeLessThan(2 ** 20);
    adam.dispose();
    tf.dispose([...Object.values(given), theta]);
    op.dispose();
  });
});

describe('bad input', () => {
  it.each([
    ['models/circuit-shape', { inputs: new Float32Array(7) }],
    ['sim/wrong-length', { inputs: new Float32Array(6) }],
    ['sim/not-finite', { ...numbers, parameters: [0, 0, Number.NaN, 0, 0] }],
    ['sim/bad-batch', { ...numbers, batch: 0 }],
  ])('%s', (code, given) => {
    const op = new CircuitOp(trainable(false));
    const before = tf.memory().numTensors;
    expect(() => op.apply(given)).toThrowError(expect.objectContaining({ code }));
    expect(tf.memory().numTensors).toBe(before);
    op.dispose();
    expect(() => op.apply(numbers)).toThrowError(expect.objectContaining({ code: 'sim/disposed' }));
  });
});
