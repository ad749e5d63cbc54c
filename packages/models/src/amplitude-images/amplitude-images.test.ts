import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ComponentSpec, circuit, type ModelSpec, parameter, stream } from '@kraus/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Adam, engineMemory, startEngine, tf } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import { readMetrics } from '../runs/index.js';
import { sample, train } from '../training/index.js';
import { amplitudeImages } from './amplitude-images.js';
import { type AmplitudeModel, buildAmplitudeModel } from './amplitude-model.js';
import { amplitudesOf, brightnessOf, distributionsOf, meanOverlap, normalise, pixelsOf } from './embedding.js';
import { generate } from './generate.js';
import { measureRows } from './measurement.js';
import { lossAndGradients, meanLoss } from './objective.js';
import { emptyPrior } from './prior.js';
import { Scrambling, type ScramblingOptions } from './scrambling.js';

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-amplitude-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const component = (name: string, options: ComponentSpec['options'] = {}): ComponentSpec => ({
  component: name,
  options,
});

function spec(change: Partial<ModelSpec> = {}, encode = {}, reverse = {}, forward = {}): ModelSpec {
  return {
    version: 1,
    name: 'Amplitudes',
    parameters: {},
    data: { name: 'Glyphs', source: component('glyphs', { classes: [0, 1], size: 8, limit: 96, validation: 0.2 }) },
    encode: component('amplitude', encode),
    forward: [
      { kind: 'component', steps: 3, process: component('scramble', { scrambler: 'brickwall', depth: 1, ...forward }) },
    ],
    reverse: component('collapseCircuits', { first: 1, last: 3, ...reverse }),
    predict: 'previous',
    objective: [component('l1'), component('kl')],
    condition: ['time'],
    ...change,
  };
}

/** A model of 4 × 2 pixels, and paths of random images. */
function small(encode = {}, reverse = {}, rows = 4, forward = {}) {
  const model = buildAmplitudeModel(spec({}, encode, reverse, forward), [4, 2, 1]);
  const start = normalise(stream(1, 'images').fillUniform(new Float32Array(rows * 8)), 8);
  const paths = model.forward.paths(start, (row, t) => stream(2, row, t));
  const initial = model.reverse.initial(stream(3, 'initial'));
  for (const value of Object.values(initial)) stream(4, 'angles').fillUniform(value.values);
  return { model, paths, initial };
}

describe('embedding', () => {
  const pixels = Uint8Array.of(0, 100, 50, 250);

  it('by roots gives the pixels back when measured; linear gives their squares', () => {
    expect([...distributionsOf(pixels, 4, 'root')].map((p) => Math.round(p * 400))).toEqual([0, 100, 50, 250]);
    const squares = distributionsOf(pixels, 4, 'linear');
    expect(squares[3] / squares[1]).toBeCloseTo(6.25, 5);
    for (const embedding of ['root', 'linear'] as const) {
      for (const kind of ['peak', 'mean'] as const) {
        const value = brightnessOf(pixels, 4, kind);
        expect(value).toBe({ peak: 250, mean: 400 }[kind]);
        const rows = distributionsOf(pixels, 4, embedding);
        expect([...pixelsOf(rows, 4, embedding, { kind, value })]).toEqual([...pixels]);
      }
      const norm = amplitudesOf(Float32Array.of(0.1, 0.2, 0.3, 0.4), 4, embedding).reduce((s, a) => s + a * a, 0);
      expect(norm).toBeCloseTo(1, 6);
    }
  });

  it('cuts what is negative and makes nothing uniform', () => {
    expect([...normalise(Float32Array.of(-1, 3, 1, 0), 4)]).toEqual([0, 0.75, 0.25, 0]);
    expect([...normalise(Float32Array.of(-1, 0, 0, 0), 4)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('scrambling', () => {
  const options: ScramblingOptions = {
    qubits: 6,
    embedding: 'root',
    scrambler: 'haar',
    depth: 1,
    noise: 0,
    order: 'noiseFirst',
    betas: Float64Array.of(0.1, 0.2, 0.3),
    seed: 1,
  };
  const start = normalise(stream(1, 'images').fillUniform(new Float32Array(2 * 64)), 64);
  const random = (row: number, t: number) => stream(5, row, t);
  const end = (change: Partial<ScramblingOptions>) => new Scrambling({ ...options, ...change }).paths(start, random)[3];

  it.each(['haar', 'brickwall'] as const)('keeps probability and is one unitary for all images: %s', (scrambler) => {
    const process = new Scrambling({ ...options, scrambler });
    const paths = process.paths(start, random);
    expect(paths).toHaveLength(4);
    for (const rows of paths) expect(rows.reduce((a, b) => a + b, 0)).toBeCloseTo(2, 5);
    // Basis states through one step: rows of |U|², which is doubly stochastic.
    const basis = new Float32Array(64 * 64);
    for (let k = 0; k < 64; k++) basis[65 * k] = 1;
    const [, moved] = process.paths(basis, random);
    const columns = new Float64Array(64);
    moved?.forEach((p, k) => {
      columns[k % 64] += p;
    });
    for (const sum of columns) expect(sum).toBeCloseTo(1, 4);
  });

  it('by a Haar unitary makes every distribution that of random weights: Σp² is 2/(N + 1)', () => {
    const purity = end({})?.reduce((sum, p) => sum + (p * p) / 2, 0) ?? 0;
    // The mean over unitaries is 2/(N + 1) for one state; two states, three standard deviations of about 20 %.
    expect(Math.abs(purity * 65 - 2)).toBeLessThan(1);
  });

  it('without a scrambler and without noise changes nothing; noise has its strength; the order matters', () => {
    const still = end({ scrambler: 'none' }) ?? new Float32Array(0);
    expect(Math.max(...still.map((p, k) => Math.abs(p - (start[k] as number))))).toBeLessThan(1e-5);
    const noisy = new Scrambling({ ...options, scrambler: 'none', noise: 0.1, betas: Float64Array.of(0.5) });
    const uniform = new Float32Array(64 * 400).fill(1 / 64);
    const [, rows] = noisy.paths(uniform, random);
    // √0.5 (1 + 0.1 ε), normalised by its mean: relative deviation 0.1.
    const deviation = Math.sqrt((rows ?? []).reduce((sum, p) => sum + (64 * p - 1) ** 2, 0) / (64 * 400));
    expect(Math.abs(deviation - 0.1)).toBeLessThan(0.003);
    expect(end({ noise: 1 })).not.toEqual(end({ noise: 1, order: 'scrambleFirst' }));
  });
});

describe('finitely many measurements', () => {
  const shots = [200, 20, 1];

  it('are multinomial: means are the probabilities, variances p (1 − p)/shots', () => {
    const p = Float32Array.of(0.5, 0.3, 0.2, 0);
    const count = 4000;
    const rows = new Float32Array(4 * count);
    for (let row = 0; row < count; row++) rows.set(p, 4 * row);
    measureRows(rows, 4, 10, (row) => stream(6, row));
    for (let k = 0; k < 4; k++) {
      const own = rows.filter((_, i) => i % 4 === k);
      const mean = own.reduce((a, b) => a + b, 0) / count;
      const variance = own.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
      const expected = (p[k] * (1 - p[k])) / 10;
      expect(Math.abs(mean - p[k])).toBeLessThan(4 * Math.sqrt(expected / count) + 1e-6);
      expect(Math.abs(variance - expected)).toBeLessThan(0.1 * expected + 1e-6);
    }
  });

  it('leave fewer and fewer outcomes, one at the end; sampling goes the same way back', async () => {
    const { model, paths, initial } = small({}, {}, 4, { shots });
    const lit = (rows: Float32Array, row: number) => rows.subarray(8 * row, 8 * row + 8).filter((p) => p > 0).length;
    for (let row = 0; row < 4; row++) {
      expect(lit(paths[3] as Float32Array, row)).toBe(1);
      expect((paths[1] as Float32Array).every((p) => Math.abs(p * 200 - Math.round(p * 200)) < 1e-3)).toBe(true);
    }
    const values = { ...initial, ...emptyPrior(model) };
    expect(values['prior.deviation']).toBeUndefined();
    const parameters = makeVariables(values);
    const frames = new Map<number, Float32Array>();
    await generate(model, parameters, { seed: 1, count: 4, onFrame: (t, rows) => frames.set(t, rows.slice()) });
    for (let row = 0; row < 4; row++) {
      expect(lit(frames.get(3) as Float32Array, row)).toBe(1);
      expect(lit(frames.get(0) as Float32Array, row)).toBe(8);
    }
    disposeVariables(parameters);
  });

  it('need a number for every step', () => {
    expect(() => small({}, {}, 4, { shots: [10, 1] })).toThrow(
      expect.objectContaining({ code: 'models/shots-length' }),
    );
  });
});

it('exact measurements never lower the overlap of two samples, whatever the angles: why they end alike', () => {
  for (const aux of [0, 1, 2]) {
    const { model, paths, initial } = small({ aux }, { first: 3, last: 3 }, 6);
    let rows = paths[3] as Float32Array;
    for (let trial = 0; trial < 20; trial++) {
      for (const [name, value] of Object.entries(initial)) {
        for (let k = 0; k < value.values.length; k++) {
          value.values[k] = 2 * Math.PI * stream(trial, name, k).uniform();
        }
      }
      const parameters = makeVariables(initial);
      for (let t = 3; t >= 1; t--) {
        const next = tf.tidy(() => Float32Array.from(model.reverse.apply(parameters, rows, t).dataSync()));
        expect(meanOverlap(next, 8)).toBeGreaterThan(meanOverlap(rows, 8) - 1e-5);
        // The pairs one by one, too.
        for (let a = 1; a < 6; a++) {
          const pair = (all: Float32Array) =>
            meanOverlap(Float32Array.of(...all.subarray(0, 8), ...all.subarray(8 * a, 8 * a + 8)), 8);
          expect(pair(next)).toBeGreaterThan(pair(rows) - 1e-5);
        }
        rows = t === 1 ? (paths[3] as Float32Array) : next;
      }
      disposeVariables(parameters);
    }
  }
});

describe.each([
  [{}, {}],
  [{ embedding: 'linear' }, { inputs: 'own' }],
  [{ aux: 1 }, {}],
  // Of a single layer the auxiliary qubits stay alone, and a condition on them says nothing.
  [{ aux: 2, readout: 'postselect' }, { first: 2 }],
])('the circuits with %j, %j', (encode, reverse) => {
  it('have a gradient in every angle, that of finite differences', () => {
    // Own inputs depend on the angles of earlier steps, which the loss takes as they are: one step then.
    const { model, paths, initial } = small(encode, reverse);
    const one = 'inputs' in reverse ? { ...model, inputs: 'forward' as const } : model;
    const variables = makeVariables(initial);
    const { gradients, means } = lossAndGradients(one, variables, paths);
    expect(means.loss).toBeCloseTo(meanLoss(one, variables, paths).loss, 5);
    let slope = 0;
    const direction: Record<string, Float32Array> = {};
    Object.entries(initial).forEach(([name, { values }], k) => {
      const d = stream(9, name).fillNormal(new Float32Array(values.length));
      direction[name] = d;
      const gradient = gradients[k]?.dataSync() ?? [];
      gradient.forEach((g, i) => {
        expect(Math.abs(g), `${name}[${i}]`).toBeGreaterThan(1e-6);
        slope += g * (d[i] as number);
      });
    });
    const at = (h: number): number => {
      const moved = makeVariables(
        Object.fromEntries(
          Object.entries(initial).map(([name, { shape, values }]) => [
            name,
            { shape, values: values.map((x, i) => x + h * (direction[name]?.[i] ?? 0)) },
          ]),
        ),
      );
      const { loss } = meanLoss(one, moved, paths);
      disposeVariables(moved);
      return loss;
    };
    expect(Math.abs((at(2e-3) - at(-2e-3)) / 4e-3 - slope)).toBeLessThan(0.02 * Math.abs(slope) + 5e-3);
    tf.dispose(gradients);
    disposeVariables(variables);
  });
});

describe('the model', () => {
  it('stays within 6,000 parameters at 16 × 16 with the defaults, prior and brightness counted', () => {
    const forward = [{ kind: 'component' as const, steps: 8, process: component('scramble', { scrambler: 'none' }) }];
    const model = buildAmplitudeModel(
      spec({ forward, reverse: component('collapseCircuits') }, { aux: 2 }),
      [16, 16, 1],
    );
    const count = (values: object[]) =>
      values.reduce((n: number, v) => n + (v as { values: Float32Array }).values.length, 0);
    // 4, 5, 6, 7, 9, 10, 11, 12 layers of 3 · 10 angles.
    expect(count(Object.values(model.reverse.initial(stream(1, 'x'))))).toBe(64 * 30);
    expect(count(Object.values(emptyPrior(model)))).toBe(513);
  });

  it('keeps tensors and memory flat', { timeout: 60_000 }, () => {
    const { model, paths, initial } = small({ aux: 1 });
    const variables = makeVariables(initial);
    const adam = new Adam(variables, { lr: 1e-2 });
    const losses: number[] = [];
    const step = () => {
      const { gradients, means } = lossAndGradients(model, variables, paths);
      adam.apply(gradients);
      tf.dispose(gradients);
      losses.push(means.loss);
    };
    for (let i = 0; i < 5; i++) step();
    const before = engineMemory();
    for (let i = 0; i < 1000; i++) step();
    expect(engineMemory()).toEqual(before);
    expect(losses.at(-1)).toBeLessThan(0.9 * (losses[0] as number));
    adam.dispose();
    disposeVariables(variables);
  });

  it('draws image n whatever the count and the batch, and shots scatter as 1/√shots', async () => {
    const { model, initial } = small();
    const parameters = makeVariables({ ...initial, ...emptyPrior(model) });
    const draw = (count: number, batch = 64, shots?: number) =>
      generate(model, parameters, {
        seed: 1,
        count,
        batch,
        sampler: component('collapse', shots === undefined ? {} : { shots }),
      });
    const exact = await draw(5);
    expect((await draw(2)).slice()).toEqual(exact.slice(0, 16));
    expect(await draw(5, 2)).toEqual(exact);
    const off = async (shots: number): Promise<number> => {
      const drawn = await draw(200, 64, shots);
      const reference = await draw(200);
      return Math.sqrt(drawn.reduce((sum, p, k) => sum + (p - (reference[k] as number)) ** 2, 0) / 200);
    };
    const ratio = (await off(100)) / (await off(10_000));
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(13);
    disposeVariables(parameters);
  });

  it('takes circuits of a script', () => {
    const builder = circuit(3)
      .startFrom('amplitudes')
      .gate('RY', [0], [parameter(0)])
      .gate('CX', [0, 1]);
    const body = {
      program: builder.state().build(),
      parameters: [{ name: 'theta', type: 'angle', shape: [], start: 0, length: 1 }],
      inputs: [],
    };
    const part = { kind: 'circuit' as const, name: 'Denoise', circuits: [body] };
    const model = buildAmplitudeModel(spec({ reverse: component('circuit', { circuit: part }) }), [4, 2, 1]);
    expect(Object.keys(model.reverse.initial(stream(1, 'x')))).toEqual(['step1.theta', 'step2.theta', 'step3.theta']);
    const wrong = { ...part, circuits: [{ ...body, program: { ...body.program, initial: 'zero' as const } }] };
    expect(() => buildAmplitudeModel(spec({ reverse: component('circuit', { circuit: wrong }) }), [4, 2, 1])).toThrow(
      expect.objectContaining({ code: 'models/unsupported-circuit' }),
    );
  });

  it.each<[string, Partial<ModelSpec>, number[]]>([
    ['models/not-a-power-of-two', {}, [28, 28, 1]],
    ['models/not-a-power-of-two', {}, [8, 8, 3]],
    ['models/unsupported-predict', { predict: 'noise' }, [8, 8, 1]],
    ['models/unsupported-condition', { condition: ['time', 'class'] }, [8, 8, 1]],
    ['models/unsupported-objective', { objective: [component('mse')] }, [8, 8, 1]],
    ['models/unsupported-objective', { objective: [component('l1', { weight: 0 })] }, [8, 8, 1]],
    ['models/unsupported-forward', { forward: [] }, [8, 8, 1]],
    ['models/unsupported-reverse', { reverse: component('unet') }, [8, 8, 1]],
  ])('%s', (code, change, shape) => {
    expect(() => buildAmplitudeModel(spec(change), shape as [number, number, number])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('training', { timeout: 120_000 }, () => {
  it('learns, keeps the fitted prior as it was, and draws from the run folder', async () => {
    const runDir = path.join(folder, 'run');
    const model = spec({}, { aux: 1 });
    await train({
      model,
      task: {
        task: 'train',
        model: model.name,
        options: { steps: 60, batch: 16, ema: 0.9, validate: 20, optimizer: component('adam', { lr: 3e-2 }) },
        components: [],
      },
      script: { path: 'amplitude.kraus', text: '// amplitude\n', hash: 'abc' },
      runDir,
    });
    const losses = (await readMetrics(runDir)).flatMap((line) => (line.kind === 'validation' ? [line.loss] : []));
    expect(losses.at(-1)).toBeLessThan(losses[0] as number);
    const drawn = await sample({ runDir, count: 4 });
    expect(drawn.shape).toEqual([8, 8, 1]);
    // The mean brightness is that of the training images (some of it cut at 255).
    const mean = (drawn.values as Uint8Array).reduce((a, b) => a + b, 0) / 4;
    expect(mean).toBeGreaterThan(1500);
  });

  it.each(['forward', 'own'] as const)(
    'one step after another moves the angles of that step alone: %s',
    async (inputs) => {
      const settings = { seed: 1, batch: 8, steps: 30, curriculum: 'stepwise', inputs } as const;
      const opened = await amplitudeImages.open(spec({}, {}, {}, { shots: [100, 30, 10] }), {});
      const learning = opened.learn(settings);
      expect(learning.stages).toBe(3);
      const variables = makeVariables(opened.model.initial(1));
      expect([1, 10, 11, 30].map((step) => learning.active?.(step))).toEqual([
        ['step3.theta'],
        ['step3.theta'],
        ['step2.theta'],
        ['step1.theta'],
      ]);
      const adam = new Adam(variables, { lr: 3e-2 });
      const losses: number[] = [];
      for (let step = 1; step <= 30; step++) {
        const { means, gradients } = learning.step(variables, step);
        adam.apply(gradients, { names: learning.active?.(step) });
        tf.dispose(gradients);
        losses.push(means.loss);
      }
      expect(losses.every(Number.isFinite)).toBe(true);
      adam.dispose();
      disposeVariables(variables);
      expect(() => opened.learn({ ...settings, steps: 2 })).toThrow(
        expect.objectContaining({ code: 'models/train-length' }),
      );
    },
  );

  it('is a family of its own', () => {
    const model: AmplitudeModel = buildAmplitudeModel(spec(), [8, 8, 1]);
    expect(model.size).toBe(64);
  });
});
