import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ModelSpec, stream, type TaskSpec } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Tensor, tf } from '../engine/index.js';
import { GaussianChain, gaussianKl } from '../gaussian-diffusion/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import type { ParameterValues } from '../networks/index.js';
import { checkpointFile } from '../runs/index.js';
import { pointModel, uploadingPart } from '../testing/index.js';
import { evaluate, sample, train } from '../training/index.js';
import { noisyPoints, PointBatches } from './batches.js';
import { generatePoints } from './generate.js';
import { buildPointModel, points } from './index.js';
import { pointLoss } from './objective.js';
import type { PointNetwork } from './point-network.js';
import { ReverseStep } from './reverse-step.js';

let folder: string;
beforeAll(async () => {
  await startEngine({ threads: 2 });
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-points-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cloud = (count: number) => ({
  count,
  dimension: 2,
  values: stream(2, 'cloud').fillNormal(new Float64Array(count * 2)),
});
const batchOf = (chain: GaussianChain, count: number) => new PointBatches(chain, cloud(40), count, 3).at(1);

describe('the reverse step and its loss', () => {
  const chain = new GaussianChain({ kind: 'linear', steps: 12, first: 0.01, last: 0.4 });
  const batch = batchOf(chain, 24);

  it.each(['noise', 'x0', 'mean', 'meanVariance'] as const)('%s: gradients equal finite differences', (prediction) => {
    const step = new ReverseStep(chain, prediction, 2);
    const outputs = stream(5).fillNormal(new Float64Array(24 * step.outputs));
    for (const objective of prediction === 'meanVariance' ? (['kl'] as const) : (['kl', 'mse'] as const)) {
      const { cotangents } = pointLoss(step, objective, batch, outputs);
      outputs.forEach((value, k) => {
        const at = (shift: number) => {
          const moved = outputs.slice();
          moved[k] = value + shift;
          return pointLoss(step, objective, batch, moved).loss;
        };
        const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        expect(Math.abs((cotangents[k] as number) - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      });
    }
  });

  it('the divergence is the KL of the chain’s posterior, and at t = 1 the negative log-density', () => {
    const step = new ReverseStep(chain, 'x0', 2);
    const outputs = stream(6).fillNormal(new Float64Array(48));
    const { divergences, loss } = pointLoss(step, 'kl', batch, outputs);
    expect(batch.t[0]).toBe(1);
    divergences.forEach((found, n) => {
      const t = batch.t[n] as number;
      const pick = (all: Float64Array) => all.slice(2 * n, 2 * n + 2);
      const posterior = chain.posterior(pick(batch.xt), pick(batch.x0), t);
      const mean = chain.reverseMean(pick(batch.xt), pick(outputs), 'x0', t);
      if (t > 1) expect(found).toBeCloseTo(gaussianKl(posterior, { mean, variance: posterior.variance }), 9);
      else {
        const variance = chain.posteriorVariances[1] as number;
        const density = (k: number) =>
          Math.exp(-(((pick(batch.x0)[k] as number) - (mean[k] as number)) ** 2) / (2 * variance)) /
          Math.sqrt(2 * Math.PI * variance);
        expect(found).toBeCloseTo(-Math.log(density(0) * density(1)), 9);
      }
    });
    expect(loss).toBeCloseTo(divergences.reduce((a, b) => a + b, 0) / 24, 12);
  });

  it('draws the data when the model is exact: normal data have a linear E[x_0 | x_t]', async () => {
    const [mean, variance] = [0.8, 0.3];
    const long = new GaussianChain({ kind: 'linear', steps: 60, first: 1e-3, last: 0.2 });
    const exact: PointNetwork = {
      name: 'exact',
      initial: () => ({}),
      run: (_, xt, t) =>
        xt.map((x, k) => {
          const left = long.alphaBar(t[Math.floor(k / 2)] as number);
          const gain = (Math.sqrt(left) * variance) / (left * variance + 1 - left);
          return mean + gain * (x - Math.sqrt(left) * mean);
        }),
      gradient: () => [],
      dispose: () => {},
    };
    const model = {
      ...buildPointModel(pointModel(), 2),
      chain: long,
      step: new ReverseStep(long, 'x0', 2),
      network: exact,
    };
    const drawn = await generatePoints(model, {}, { seed: 1, count: 4000 });
    const average = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
    const spread = drawn.reduce((sum, x) => sum + (x - average) ** 2, 0) / drawn.length;
    expect(average).toBeCloseTo(mean, 1.3);
    // β̃_t is a little too narrow for data of this width (Ho et al., section 3.2): less than a tenth at 60 steps.
    expect(spread / variance).toBeGreaterThan(0.85);
    expect(spread / variance).toBeLessThan(1.05);
    // The count changes no point.
    const few = await generatePoints(model, {}, { seed: 1, count: 10 });
    expect([...few]).toEqual([...drawn.slice(0, 20)]);
  });
});

describe('circuits', () => {
  const parameters = (values: ParameterValues) => makeVariables(values);

  it.each(['shared', 'perStep'] as const)(
    '%s: every gradient equals finite differences and parameter shift, above the noise floor',
    (sharing) => {
      const spec = pointModel({
        reverse: { component: 'circuit', options: { circuit: uploadingPart(), parameters: sharing } },
      });
      const { network, step, chain } = buildPointModel(spec, 2);
      const batch = batchOf(chain, 36);
      const initial = network.initial(stream(4));
      const variables = parameters(initial);
      const [theta] = network.gradient(
        variables,
        batch.xt,
        batch.t,
        (outputs) => pointLoss(step, 'mse', batch, outputs).cotangents,
      ) as [Tensor];
      const found = theta.dataSync();
      const { cotangents } = pointLoss(step, 'mse', batch, network.run(variables, batch.xt, batch.t));
      const own = (initial.theta as { values: Float32Array }).values;
      const runAt = (k: number, shift: number): { readonly outputs: Float64Array; readonly moved: number } => {
        const values = own.slice();
        values[k] = (own[k] as number) + shift;
        const moved = parameters({ ...initial, theta: { shape: [own.length], values } });
        const outputs = network.run(moved, batch.xt, batch.t);
        disposeVariables(moved);
        return { outputs, moved: (values[k] as number) - (own[k] as number) };
      };
      expect(found).toHaveLength(sharing === 'shared' ? 18 : 18 * 12);
      found.forEach((gradient, k) => {
        const [up, down] = [runAt(k, 0.01), runAt(k, -0.01)];
        const loss = (outputs: Float64Array) => pointLoss(step, 'mse', batch, outputs).loss;
        const finite = (loss(up.outputs) - loss(down.outputs)) / (up.moved - down.moved);
        expect(Math.abs(gradient - finite)).toBeLessThan(2e-4 * (1 + Math.abs(finite)));
        const [plus, minus] = [runAt(k, Math.PI / 2).outputs, runAt(k, -Math.PI / 2).outputs];
        const shifted = cotangents.reduce(
          (sum, c, at) => sum + (c * ((plus[at] as number) - (minus[at] as number))) / 2,
          0,
        );
        expect(Math.abs(gradient - shifted)).toBeLessThan(1e-5);
      });
      const quiet = [...found].flatMap((gradient, k) => (Math.abs(gradient) < 1e-4 ? [k % 18] : []));
      expect(quiet).toEqual([]);
      theta.dispose();
      disposeVariables(variables);
      network.dispose();
    },
  );

  it('learn the scale and shift of their outputs, and keep no tensors', () => {
    const { network, step, chain } = buildPointModel(pointModel(), 2);
    const batch = batchOf(chain, 24);
    const initial = network.initial(stream(4));
    const variables = parameters(initial);
    const lossOf = (values: ParameterValues) => {
      const moved = parameters(values);
      const { loss } = pointLoss(step, 'mse', batch, network.run(moved, batch.xt, batch.t));
      disposeVariables(moved);
      return loss;
    };
    const before = tf.memory().numTensors;
    const gradients = network.gradient(
      variables,
      batch.xt,
      batch.t,
      (outputs) => pointLoss(step, 'mse', batch, outputs).cotangents,
    );
    (['scale', 'shift'] as const).forEach((name, k) => {
      const { shape, values } = initial[name] as { shape: readonly number[]; values: Float32Array };
      const at = (shift: number) =>
        lossOf({ ...initial, [name]: { shape, values: values.map((x, c) => (c === 1 ? x + shift : x)) } });
      expect(gradients[k + 1]?.dataSync()[1]).toBeCloseTo((at(0.0625) - at(-0.0625)) / 0.125, 4);
    });
    tf.dispose(gradients);
    expect(tf.memory().numTensors).toBe(before);
    disposeVariables(variables);
    network.dispose();
  });

  it('take one program a step where they grow', () => {
    const circuits = Array.from({ length: 12 }, (_, k) => uploadingPart(k < 6 ? 2 : 1).circuits[0]);
    const part = { ...uploadingPart(), circuits } as ReturnType<typeof uploadingPart>;
    const { network } = buildPointModel(
      pointModel({ reverse: { component: 'circuit', options: { circuit: part } } }),
      2,
    );
    expect(network.initial(stream(1)).theta?.shape).toEqual([6 * 18 + 6 * 9]);
  });
});

describe('refusals', () => {
  const circuit = (part: unknown, options: object = { parameters: 'shared' }): Partial<ModelSpec> => ({
    reverse: { component: 'circuit', options: { circuit: part as ReturnType<typeof uploadingPart>, ...options } },
  });
  const two = uploadingPart().circuits;
  it.each([
    ['models/circuit-outputs', circuit(uploadingPart(2, 3)), /returns 3 numbers, 2 are needed/],
    ['models/no-time', circuit(uploadingPart(2, 2, false)), /no input for the time/],
    ['models/circuit-parameters', circuit({ ...uploadingPart(), circuits: [...two, ...two] }), /parameters of its own/],
    [
      'models/circuit-parameters',
      circuit({ ...uploadingPart(), circuits: [...two, ...two] }, {}),
      /2 circuits for 12 steps/,
    ],
    ['models/unsupported-collapse', circuit(uploadingPart(), { collapse: 'sampled' }), /collapse sampled/],
    ['models/unsupported-predict', { predict: 'previous' }, /predict previous is not known/],
    ['models/unsupported-objective', { objective: [] }, /objective \(empty\)/],
    [
      'models/unsupported-objective',
      { predict: 'meanVariance', objective: [{ component: 'mse', options: {} }] },
      /knows no variance/,
    ],
    ['models/unsupported-reverse', { reverse: { component: 'unet', options: {} } }, /use mlp or a circuit/],
    ['models/unsupported-condition', { condition: ['class'] }, /condition class/],
    [
      'models/unsupported-forward',
      { forward: [{ kind: 'channel', name: 'Step', steps: 2, channels: [], mode: 'measured' }] },
      /forward Step/,
    ],
  ] as [string, Partial<ModelSpec>, RegExp][])('%s', (code, change, words) => {
    expect(() => points.build(pointModel(change), [2], [])).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(words) }),
    );
  });

  it('circuits with other inputs are told what is needed', () => {
    expect(() => points.build(pointModel(), [3], [])).toThrow(
      /its inputs are x\[2\], t; points of dimension 3 need `input x: real\[3\]`/,
    );
  });

  it('points far from unit scale', async () => {
    const data = { name: 'Far', source: { component: 'line', options: { to: [900, 900] } } };
    await expect(points.open(pointModel({ data }), {})).rejects.toThrow(/scale them to about 1/);
  });
});

describe('runs', () => {
  const task = (options: TaskSpec['options']): TaskSpec => ({
    task: 'train',
    model: 'Line',
    options: { steps: 16, batch: 40, validate: 8, pictures: 16, checkpoint: 4, ...options },
    components: [],
  });
  const request = (name: string, model = pointModel()) => ({
    model,
    task: task({}),
    script: { text: 'model Line { … }', path: path.join(folder, 'line.kraus'), hash: 'hash' },
    runDir: path.join(folder, name),
  });

  it('stopped and resumed end in the same bytes; then they are drawn from and measured', {
    timeout: 120_000,
  }, async () => {
    const whole = request('whole');
    await train(whole);
    const parted = request('parted');
    const controller = new AbortController();
    const first = await train({
      ...parted,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.kind === 'step' && event.step === 7) controller.abort();
      },
    });
    expect(first.status).toBe('stopped');
    await train({ ...parted, resume: true });
    const bytes = (runDir: string) => readFile(checkpointFile(runDir, 16));
    expect(await bytes(parted.runDir)).toEqual(await bytes(whole.runDir));
    const drawn = await sample({ runDir: whole.runDir, count: 50 });
    expect(drawn.values).toHaveLength(100);
    expect((await stat(drawn.file)).size).toBeGreaterThan(1000);
    const found = await evaluate({ runDir: whole.runDir, count: 100, untrained: false });
    expect(found.metrics.map(({ title }) => title)).toEqual([
      'sliced Wasserstein distance',
      'KL of posterior and reverse step',
    ]);
    expect(found.metrics[0]?.floor?.value).toBeGreaterThan(0);
    await expect(
      evaluate({ runDir: whole.runDir, count: 10, metrics: [{ component: 'fid', options: {} }] }),
    ).rejects.toThrow(/does not measure points/);
  });

  it('of the perceptron lower the loss', { timeout: 120_000 }, async () => {
    const mlp = pointModel({
      reverse: { component: 'mlp', options: { width: 24, layers: 1 } },
      predict: 'noise',
      objective: [{ component: 'mse', options: {} }],
    });
    const asked = request('mlp', mlp);
    const losses: number[] = [];
    const result = await train({
      ...asked,
      task: task({ steps: 120, optimizer: { component: 'adam', options: { lr: 0.01 } } }),
      onEvent: (event) => {
        if (event.kind === 'step') losses.push(event.loss);
      },
    });
    expect(result.status).toBe('done');
    const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-20))).toBeLessThan(0.7 * mean(losses.slice(0, 5)));
  });
});

it('noisy points are √ᾱ x_0 + √(1 − ᾱ) noise', () => {
  const chain = new GaussianChain({ kind: 'table', betas: [0.36, 0.5] });
  const { xt } = noisyPoints(
    chain,
    { count: 1, dimension: 1, values: Float64Array.of(2) },
    [0],
    Int32Array.of(1),
    Float64Array.of(0.5),
  );
  expect(xt[0]).toBeCloseTo(0.8 * 2 + 0.6 * 0.5, 14);
});
