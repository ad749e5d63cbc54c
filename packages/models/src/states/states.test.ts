import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ModelSpec, stream, type TaskSpec } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import { readCheckpoint, readMetrics } from '../runs/index.js';
import { drawStates, randomMixedStates } from '../state-data/index.js';
import { denoiserCircuit } from '../testing/index.js';
import { evaluate, sample, type TrainRequest, train } from '../training/index.js';
import { buildStateModel } from './state-model.js';

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-states-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function modelOf(more: Partial<ModelSpec> = {}): ModelSpec {
  const circuit = denoiserCircuit(1, 1, 2);
  return {
    version: 1,
    name: 'Cluster1',
    parameters: {},
    data: { name: 'Near0', source: { component: 'cluster', options: { limit: 200, validation: 0.2, test: 200 } } },
    encode: { component: 'state', options: {} },
    forward: [{ kind: 'component', steps: 4, process: { component: 'scrambleStates', options: {} } }],
    reverse: { component: 'circuit', options: { circuit, collapse: 'sampled', score: false } },
    predict: 'previous',
    objective: [{ component: 'mmd', options: {} }],
    condition: ['time'],
    ...more,
  };
}

function request(
  name: string,
  options: TaskSpec['options'],
  model: ModelSpec,
  more: Partial<TrainRequest> = {},
): TrainRequest {
  const defaults = { steps: 40, batch: 32, curriculum: 'stepwise', ema: 0, checkpoint: 7, pictures: 40, log: 5 };
  return {
    model,
    task: { task: 'train', model: model.name, options: { ...defaults, ...options }, components: [] },
    script: { path: 'states.kraus', text: '', hash: 'abc' },
    runDir: path.join(folder, name),
    ...more,
  };
}

describe('models of states', { timeout: 120_000 }, () => {
  it('train step by step: each stage moves its own parameters alone, and a run that was stopped ends in the same bits', async () => {
    await train(request('whole', {}, modelOf()));
    const stop = new AbortController();
    const stopped = request('parts', {}, modelOf(), {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 23) stop.abort();
      },
    });
    expect(await train(stopped)).toMatchObject({ status: 'stopped', step: 23 });
    const { signal, onEvent, ...again } = stopped;
    expect([signal, onEvent]).toBeDefined();
    expect(await train({ ...again, resume: true })).toMatchObject({ status: 'done', step: 40 });
    const [one, two] = await Promise.all(['whole', 'parts'].map((name) => readCheckpoint(path.join(folder, name), 40)));
    expect(two?.weights).toEqual(one?.weights);
    expect(two?.optimizer).toEqual(one?.optimizer);
    // Stages of 10 steps: at step 23 those of t = 4 and 3 are over, t = 2 is under way, t = 1 untouched.
    const at23 = await readCheckpoint(path.join(folder, 'parts'), 35);
    expect(at23.weights.step0004).toEqual(one?.weights.step0004);
    expect(Array.from(one?.optimizer.step ?? [])).toEqual([10, 10, 10, 10]);
    const lines = (await readMetrics(path.join(folder, 'whole'))).filter((line) => line.kind === 'step');
    expect(new Set(lines.map(({ tensors }) => tensors)).size).toBe(1);
  });

  it('draw, save and measure; with channels, a perceptron and pairs of states too', async () => {
    const channel = {
      kind: 'kraus',
      dims: [2],
      operators: [Math.sqrt(0.85), Math.sqrt(0.05)].flatMap((weight, k) =>
        (k === 0 ? ['I'] : ['X', 'Y', 'Z']).map((name) => pauli(name, weight)),
      ),
    } as const;
    const model = modelOf({
      name: 'Depolarized',
      forward: [{ kind: 'channel', name: 'Depolarizing', steps: 3, mode: 'measured', channels: [channel] }],
      reverse: { component: 'mlp', options: { width: 16, layers: 1 } },
      predict: 'x0',
      objective: [{ component: 'fidelity', options: {} }],
    });
    const given = request('mlp', { curriculum: 'joint', steps: 150, validate: 10, pictures: 150 }, model);
    await train(given);
    const lines = (await readMetrics(given.runDir)).filter((line) => line.kind === 'validation');
    expect(lines.at(-1)?.loss).toBeLessThan(0.6 * (lines[0]?.loss ?? 0));
    const drawn = await sample({ runDir: given.runDir, count: 20 });
    const more = await sample({ runDir: given.runDir, count: 30 });
    expect(more.values.subarray(0, drawn.values.length)).toEqual(drawn.values);
    expect(await readdir(path.join(given.runDir, 'samples'))).toContain('samples.svg');
    const { metrics } = await evaluate({ runDir: given.runDir, count: 100, untrained: false });
    expect(metrics.map(({ title }) => title)).toHaveLength(3);
    for (const { value } of metrics) expect(value).toBeGreaterThan(-0.1);
  });

  it('step back to the state predicted, or to the clean one predicted with the noise of the step before', () => {
    const noised = drawStates(randomMixedStates(2, 2), 5, stream(1));
    for (const predict of ['previous', 'x0'] as const) {
      const forward = [{ kind: 'component', steps: 4, process: { component: 'depolarize', options: {} } }] as const;
      const reverse = { component: 'mlp', options: { width: 8, layers: 1 } };
      const objective = [{ component: 'fidelity', options: {} }];
      const model = buildStateModel(modelOf({ predict, forward, reverse, objective }), 2, 'pure');
      const parameters = makeVariables(model.reverse.initial(stream(2)));
      const draws = { seed: 1, step: 1 };
      const made = model.reverse.denoise(parameters, noised, 3, draws);
      const wanted = predict === 'x0' ? model.noisy(made, 2, stream(3)) : made;
      expect(model.stepBack(parameters, noised, 3, draws)).toEqual(wanted);
      expect(model.target(3)).toBe(predict === 'x0' ? 0 : 2);
      disposeVariables(parameters);
    }
  });

  it('refuse what they cannot do, in a sentence', async () => {
    const wrong = (more: Partial<ModelSpec>, options: TaskSpec['options'] = {}) =>
      train(request(`wrong-${Math.abs(JSON.stringify([more, options]).length)}`, options, modelOf(more)));
    const circuit = denoiserCircuit(1, 1, 1);
    await expect(wrong({ predict: 'noise' })).rejects.toThrow(/use previous or x0/);
    await expect(wrong({ objective: [{ component: 'vlb', options: {} }] })).rejects.toThrow(/one of mmd, wasserstein/);
    await expect(wrong({ reverse: { component: 'mlp', options: {} } })).rejects.toThrow(
      /shares them; use curriculum: joint/,
    );
    await expect(
      wrong({
        reverse: { component: 'circuit', options: { circuit, collapse: 'enumerated' } },
        objective: [{ component: 'wasserstein', options: {} }],
      }),
    ).rejects.toThrow(/use exact or sampled/);
    await expect(wrong({}, { steps: 3 })).rejects.toThrow(/3 steps for 4 stages/);
  });
});

function pauli(name: string, weight: number) {
  const entries = {
    I: [
      [0, 0, weight, 0],
      [1, 1, weight, 0],
    ],
    X: [
      [0, 1, weight, 0],
      [1, 0, weight, 0],
    ],
    Y: [
      [0, 1, 0, -weight],
      [1, 0, 0, weight],
    ],
    Z: [
      [0, 0, weight, 0],
      [1, 1, -weight, 0],
    ],
  } as const;
  return { rows: 2, columns: 2, entries: entries[name as keyof typeof entries] };
}
