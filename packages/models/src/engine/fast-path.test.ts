import { createHash } from 'node:crypto';
import { stream } from '@kraus/core';
import { describe, expect, it, vi } from 'vitest';
import { buildNetwork } from '../networks/index.js';
import { krausBackend } from './backend/index.js';
import { Adam, Ema, engineMemory, globalNorm, startEngine, tf, type Variable } from './index.js';

vi.setConfig({ testTimeout: 180_000 });

const shape = { height: 28, width: 28, channels: 1, levels: 8, steps: 20 };
const span = { file: 'test.kraus', line: 1, column: 1, offset: 0, length: 0 };
const names = ['unet', 'mlp', 'pixelwise'];

/** A network with its variables and a training step; call after the engine is started. */
function trainee(component: string) {
  const network = buildNetwork({ component, options: {}, span }, shape);
  const variables: Record<string, Variable> = {};
  for (const [name, { values, shape: sides }] of Object.entries(network.initial(stream(3, component)))) {
    variables[name] = tf.tidy(() => tf.variable(tf.tensor(values, [...sides])));
  }
  const list = Object.values(variables);
  const adam = new Adam(variables, { lr: 1e-3 });
  const ema = new Ema(variables, 0.9);
  const batch = 16;
  const xt = Uint8Array.from({ length: batch * 784 }, (_, i) => (i * 7 + (i >> 5)) % 8);
  const t = Int32Array.from({ length: batch }, (_, i) => 1 + (i % 20));
  const step = (): { loss: number; norm: number } => {
    const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(network.apply(variables, xt, t))), list);
    const gradients = list.map((v) => grads[v.name] ?? tf.zeros(v.shape));
    const norm = globalNorm(gradients);
    adam.apply(gradients, { gradientScale: 1 / Math.max(1, norm) });
    ema.update();
    const loss = value.dataSync()[0] ?? Number.NaN;
    tf.dispose([value, gradients]);
    return { loss, norm };
  };
  const bytes = (): string => {
    const hash = createHash('sha256');
    for (const state of [adam.state(), ema.state()])
      for (const values of Object.values(state)) hash.update(new Uint8Array(values.buffer));
    for (const v of list) hash.update(new Uint8Array(Float32Array.from(v.dataSync()).buffer));
    return hash.digest('hex');
  };
  const dispose = (): void => {
    adam.dispose();
    ema.dispose();
    tf.dispose(list);
  };
  return { step, bytes, dispose };
}

describe.each(names)('training %s', (name) => {
  it('runs no JavaScript kernel on more than 10,000 elements', async () => {
    await startEngine({ backend: 'wasm', threads: 2 });
    const { step, dispose } = trainee(name);
    krausBackend()?.resetFallbacks();
    step();
    expect(krausBackend()).toBeDefined();
    expect(krausBackend()?.fallbacksAbove(10_000)).toEqual([]);
    dispose();
  });

  it('gives the same bytes with one, two and three threads', async () => {
    const results: unknown[] = [];
    for (const threads of [1, 2, 3]) {
      await startEngine({ backend: 'wasm', threads });
      const { step, bytes, dispose } = trainee(name);
      results.push([step(), step(), step(), bytes()]);
      dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('keeps tensors and memory flat', async () => {
    await startEngine({ backend: 'wasm', threads: 2 });
    const { step, dispose } = trainee(name);
    for (let i = 0; i < 3; i++) step();
    const before = engineMemory();
    const heap = krausBackend()?.runtime.heap.size;
    for (let i = 0; i < 20; i++) step();
    expect(engineMemory()).toEqual(before);
    expect(krausBackend()?.runtime.heap.size).toBe(heap);
    dispose();
  });
});
