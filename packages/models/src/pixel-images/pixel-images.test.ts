import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ComponentSpec, type ModelSpec, stream } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type Tensor, tf } from '../engine/index.js';
import { disposeVariables, type GenerativeModel, makeVariables } from '../generative-model/index.js';
import { decodePng } from '../pictures/index.js';
import { readMetrics } from '../runs/index.js';
import { sample, train } from '../training/index.js';
import { generate } from './generate.js';
import { MeasurementRecords } from './noise.js';
import { pixelImages } from './pixel-images.js';
import { buildPixelModel, type PixelModel } from './pixel-model.js';

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-pixels-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const component = (name: string, options: ComponentSpec['options'] = {}): ComponentSpec => ({
  component: name,
  options,
});
const gaussian = (steps: number): ModelSpec['forward'][number] => ({
  kind: 'component',
  steps,
  process: component('gaussian'),
});

function model(change: Partial<ModelSpec> = {}): ModelSpec {
  return {
    version: 1,
    name: 'Pixels',
    parameters: {},
    data: { name: 'Glyphs', source: component('glyphs', { size: 8, limit: 96, validation: 0.2 }) },
    encode: component('pixels'),
    forward: [gaussian(20)],
    reverse: component('hybridUnet', { channels: 4, qubits: 3, layers: 2 }),
    predict: 'noise',
    objective: [component('mse')],
    condition: ['time'],
    ...change,
  };
}

/** A network that knows the data: every image is the constant 0.5, so the noise in x_t is known. */
function oracle(base: PixelModel, predict: 'noise' | 'x0'): PixelModel {
  const network: PixelModel['network'] = {
    name: 'oracle',
    initial: () => ({}),
    apply: (_, x, t) => {
      const left = base.chain.alphaBar(t[0]);
      const clean = tf.mul(tf.onesLike(x), 0.5);
      return predict === 'x0'
        ? clean
        : (tf.div(tf.sub(x, tf.mul(clean, Math.sqrt(left))), Math.sqrt(1 - left)) as Tensor);
    },
  };
  return { ...base, network, predict };
}

describe('sampling', () => {
  it.each([
    ['noise', undefined],
    ['x0', undefined],
    ['noise', component('ddim', { steps: 5 })],
    ['x0', component('ddim', { steps: 7, eta: 0.5 })],
  ] as const)('with a network that knows the data gives the data back: %s, %j', async (predict, sampler) => {
    const knowing = oracle(buildPixelModel(model(), [8, 8, 1], 10), predict);
    const values = await generate(knowing, {}, { seed: 1, count: 3, sampler });
    expect(Math.max(...values.map((x) => Math.abs(x - 0.5)))).toBeLessThan(1e-5);
  });

  it('of a Gaussian datum has its mean and variance: ancestral steps are the posterior', async () => {
    // x_0 ~ N(m, v): E[x_0 | x_t] is linear, so the exact network is known; samples must have mean m and variance v (up to the steps' size).
    const [mean, variance] = [0.1, 0.04];
    const base = buildPixelModel(model({ forward: [gaussian(200)] }), [8, 8, 1], 10);
    const network: PixelModel['network'] = {
      name: 'exact',
      initial: () => ({}),
      apply: (_, x, t) => {
        const left = base.chain.alphaBar(t[0]);
        const gain = (Math.sqrt(left) * variance) / (left * variance + 1 - left);
        return tf.add(tf.mul(tf.sub(x, mean * Math.sqrt(left)), gain), mean);
      },
    };
    for (const sampler of [component('ancestral'), component('ddim', { steps: 100 })]) {
      const values = await generate({ ...base, network, predict: 'x0' }, {}, { seed: 2, count: 64, sampler });
      const m = values.reduce((a, b) => a + b, 0) / values.length;
      const v = values.reduce((a, b) => a + (b - m) ** 2, 0) / values.length;
      expect(Math.abs(m - mean)).toBeLessThan(5 * Math.sqrt(variance / values.length) + 0.005);
      expect(Math.abs(v / variance - 1)).toBeLessThan(0.12);
    }
  });

  it('gives image n whatever the count and the batch are, and follows classes and guidance', async () => {
    const spec = model({
      condition: ['time', 'class'],
      reverse: component('unet', { channels: 8, depth: 1, blocks: 1 }),
    });
    const built = buildPixelModel(spec, [8, 8, 1], 10);
    const initial = built.network.initial(stream(1, 'x'));
    for (const value of Object.values(initial)) {
      if (value.values.every((x) => x === 0))
        value.values.set(stream(1, 'y').fillNormal(new Float32Array(value.values.length)));
    }
    const parameters = makeVariables(initial);
    const draw = (count: number, options: object = {}, batch = 64) =>
      generate(built, parameters, { seed: 4, count, batch, sampler: component('ddim', { steps: 3, ...options }) });
    const many = await draw(5);
    expect((await draw(2)).slice()).toEqual(many.slice(0, 128));
    expect(await draw(5, {}, 2)).toEqual(many);
    expect(await draw(5, { class: 3 })).not.toEqual(await draw(5, { class: 4 }));
    // w = 0 does not see the class.
    expect(await draw(5, { class: 3, guidance: 0 })).toEqual(await draw(5, { class: 4, guidance: 0 }));
    expect(await draw(5, { class: 3, guidance: 2 })).not.toEqual(await draw(5, { class: 3 }));
    disposeVariables(parameters);
  });

  it.each([
    ['models/no-classes', ['time'], { class: 1 }],
    ['models/no-classes', ['time'], { guidance: 2 }],
    ['models/no-such-class', ['time', 'class'], { class: 11 }],
    ['models/too-many-steps', ['time'], { steps: 21 }],
  ])('%s', async (code, condition, options) => {
    const built = buildPixelModel(model({ condition }), [8, 8, 1], 10);
    const sampler = component('ddim', { steps: 3, ...options });
    await expect(generate(built, {}, { seed: 1, count: 1, sampler })).rejects.toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('measurement records', () => {
  // Two qubits: 00, 01, 10, 11 (qubit 1 first) with these weights.
  const probabilities = Float64Array.of(0.4, 0.1, 0.2, 0.3);

  it.each(['measured', 'gaussian'] as const)(
    'have mean 0, variance 1 and the correlation of the qubits: %s',
    (kind) => {
      const records = new MeasurementRecords(probabilities, 4);
      // ⟨Z0⟩ = 0.6 − 0.4, ⟨Z1⟩ = 0.5 − 0.5, ⟨Z0 Z1⟩ = 0.7 − 0.3.
      expect(records.means[0]).toBeCloseTo(0.2, 12);
      expect(records.means[1]).toBeCloseTo(0, 12);
      const expected = 0.4 / Math.sqrt(1 - 0.04);
      expect(records.correlations[1]).toBeCloseTo(expected, 12);
      const out = new Float32Array(40_000);
      if (kind === 'measured') records.fill(out, stream(1, 'records'));
      else records.fillGaussian(out, stream(1, 'records'));
      const moment = (f: (a: number, b: number) => number): number => {
        let sum = 0;
        for (let k = 0; k < out.length; k += 2) sum += f(out[k], out[k + 1]);
        return sum / (out.length / 2);
      };
      expect(Math.abs(moment((a) => a))).toBeLessThan(0.04);
      expect(Math.abs(moment((a) => a * a) - 1)).toBeLessThan(0.05);
      expect(Math.abs(moment((_, b) => b * b) - 1)).toBeLessThan(0.05);
      expect(Math.abs(moment((a, b) => a * b) - expected)).toBeLessThan(0.04);
      // Four shots take five values; normal numbers take all.
      const different = new Set(out.filter((_, k) => k % 2 === 0)).size;
      if (kind === 'measured') expect(different).toBe(5);
      else expect(different).toBeGreaterThan(19_900);
    },
  );

  it('need qubits that fluctuate', () => {
    expect(() => new MeasurementRecords(Float64Array.of(0.5, 0.5, 0, 0), 4)).toThrow(
      expect.objectContaining({ code: 'models/constant-record' }),
    );
  });

  it('enter the images: the same network, other noise', () => {
    const process = (records: string) => [
      { kind: 'component' as const, steps: 20, process: component('quantumNoise', { qubits: 4, records, shots: 8 }) },
    ];
    const measured = buildPixelModel(model({ forward: process('measured') }), [8, 8, 1], 10);
    const control = buildPixelModel(model({ forward: process('gaussian') }), [8, 8, 1], 10);
    const fill = (m: PixelModel) => {
      const out = new Float32Array(64);
      m.noise.fill(out, stream(1, 'n'));
      return out;
    };
    expect(fill(measured)).not.toEqual(fill(control));
    expect(fill(measured)).toEqual(fill(measured));
  });
});

describe('buildPixelModel', () => {
  it('weighs steps as p2 says', () => {
    const { chain, weights } = buildPixelModel(
      model({ objective: [component('p2', { gamma: 0.5, k: 2 })] }),
      [8, 8, 1],
      10,
    );
    const left = chain.alphaBar(7);
    expect(weights[6]).toBeCloseTo((2 + left / (1 - left)) ** -0.5, 12);
  });

  it.each<[string, Partial<ModelSpec>]>([
    ['models/unsupported-predict', { predict: 'previous' }],
    ['models/unsupported-condition', { condition: ['colour'] }],
    ['models/unsupported-objective', { objective: [component('vlb')] }],
    ['models/unsupported-objective', { objective: [component('mse'), component('mse')] }],
    ['models/unsupported-forward', { forward: [{ kind: 'component', steps: 3, process: component('unknown') }] }],
    ['models/unsupported-forward', { forward: [] }],
    ['models/unknown-reverse', { reverse: component('mlp') }],
    [
      'diffusion/bad-schedule',
      { forward: [{ ...gaussian(3), process: component('gaussian', { schedule: 'table', betas: [0.1] }) } as never] },
    ],
  ])('%s', (code, change) => {
    expect(() => buildPixelModel(model(change), [8, 8, 1], 10)).toThrow(expect.objectContaining({ code }));
  });
});

describe('training', { timeout: 120_000 }, () => {
  const run = async (name: string, spec: ModelSpec, options: Record<string, number> = {}) => {
    const runDir = path.join(folder, name);
    await train({
      model: spec,
      task: {
        task: 'train',
        model: spec.name,
        options: {
          steps: 200,
          batch: 16,
          ema: 0.9,
          validate: 100,
          sampler: component('ddim', { steps: 4 }),
          ...options,
        },
        components: [],
      },
      script: { path: 'pixels.kraus', text: '// pixels\n', hash: 'abc' },
      runDir,
    });
    return { runDir, losses: (await readMetrics(runDir)).flatMap((l) => (l.kind === 'validation' ? [l.loss] : [])) };
  };

  it('lowers the loss below that of no guess, and gives the same bytes again', async () => {
    const { losses, runDir } = await run('one', model());
    // Predicting no noise at all costs 1 a pixel.
    expect(losses.at(-1)).toBeLessThan(0.75);
    expect((await run('two', model())).losses).toEqual(losses);
    const drawn = await sample({ runDir, count: 4 });
    expect(drawn.shape).toEqual([8, 8, 1]);
    expect(decodePng(await readFile(path.join(runDir, 'samples', 'reverse.png')), 'reverse').channels).toBe(1);
  });

  it('refuses a sampler that its family does not have', async () => {
    const collapse = { sampler: component('collapse') as never };
    await expect(run('three', model(), collapse)).rejects.toThrow(
      expect.objectContaining({ code: 'models/unsupported-sampler' }),
    );
  });

  it('is the same model for whoever restores it', () => {
    const built: GenerativeModel = pixelImages.build(model(), [8, 8, 1], []);
    expect(Object.keys(built.initial(1))).toEqual(Object.keys(built.initial(2)));
  });
});
