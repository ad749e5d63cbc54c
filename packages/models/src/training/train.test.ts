import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineMemory, startEngine } from '../engine/index.js';
import { decodePng } from '../pictures/index.js';
import { listCheckpoints, readCheckpoint, readMetrics, readRecord, writeCheckpoint } from '../runs/index.js';
import { exampleModel, exampleTask } from '../testing/index.js';
import type { RunEvent } from './events.js';
import { sample } from './sample.js';
import { train } from './train.js';
import type { TrainRequest } from './train-request.js';

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-train-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const request = (
  name: string,
  options: Record<string, number> = {},
  more: Partial<TrainRequest> = {},
): TrainRequest => ({
  model: exampleModel(),
  task: exampleTask({ validate: 4, checkpoint: 3, pictures: 6, log: 2, ...options }),
  script: { path: 'small.kraus', text: '// small\n', hash: 'abc' },
  runDir: path.join(folder, name),
  ...more,
});

describe('train', { timeout: 120_000 }, () => {
  it('leaves a run folder that tells everything', async () => {
    const events: RunEvent[] = [];
    const given = request('whole', {}, { onEvent: (event) => events.push(event) });
    const result = await train(given);
    expect(result).toMatchObject({ status: 'done', reason: 'steps', step: 12, steps: 12 });
    const record = await readRecord(given.runDir);
    expect(record).toMatchObject({
      status: 'done',
      step: 12,
      seed: 0,
      script: { hash: 'abc', folder: expect.any(String) },
      facts: { process: '4 levels, 5 steps of noise', lossUnit: 'nats per pixel' },
      data: { shape: [8, 8, 1], provenance: { source: 'glyphs' } },
      engine: { backend: expect.any(String) },
    });
    expect(await readFile(path.join(given.runDir, 'script.kraus'), 'utf8')).toBe('// small\n');
    // The last two checkpoints and the best.
    const best = record.best?.step ?? 0;
    expect(await listCheckpoints(given.runDir)).toEqual([...new Set([best, 9, 12])].sort((a, b) => a - b));
    const lines = await readMetrics(given.runDir);
    expect(lines.filter((l) => l.kind === 'validation').map((l) => l.step)).toEqual([4, 8, 12]);
    expect(lines.filter((l) => l.kind === 'step').map((l) => l.step)).toEqual([2, 3, 4, 6, 8, 9, 10, 12]);
    expect((await readdir(path.join(given.runDir, 'samples'))).sort()).toEqual([
      'forward.png',
      'reverse.png',
      'step-0000006.png',
      'step-0000012.png',
    ]);
    expect(decodePng(await readFile(path.join(given.runDir, 'samples', 'forward.png')), 'forward.png').channels).toBe(
      1,
    );
    expect(events.filter((e) => e.kind === 'step').map((e) => e.step)).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    expect(events[0]?.kind).toBe('start');
    expect(events.at(-1)).toMatchObject({ kind: 'done', step: 12, reason: 'steps' });
    expect(await readdir(given.runDir)).not.toContain('train.lock');
  });

  it('learns: the loss falls well below that of the uniform guess', async () => {
    const given = request('learns', { steps: 250, batch: 16, validate: 125, pictures: 250, checkpoint: 250, log: 10 });
    await train({
      ...given,
      task: {
        ...given.task,
        options: { ...given.task.options, optimizer: { component: 'adam', options: { lr: 1e-2 } }, ema: 0.98 },
      },
    });
    const losses = (await readMetrics(given.runDir)).flatMap((l) => (l.kind === 'step' ? [l.loss] : []));
    expect(losses.at(-1)).toBeLessThan(0.65 * (losses[0] ?? 0));
    const valid = (await readMetrics(given.runDir)).flatMap((l) =>
      l.kind === 'validation' ? [l.terms.bitsPerDim] : [],
    );
    // Two bits are what 4 equally likely levels take.
    expect(valid.at(-1)).toBeLessThan(1.9);
  });

  it('keeps the number of tensors and the memory flat', async () => {
    const counts: { tensors: number; bytes: number }[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'step') counts.push(engineMemory());
    };
    const before = engineMemory().tensors;
    await train(request('flat', { steps: 30 }, { onEvent }));
    for (const { tensors, bytes } of counts) {
      expect(tensors).toBe(counts[0]?.tensors);
      expect(bytes).toBe(counts[0]?.bytes);
    }
    expect(engineMemory().tensors).toBe(before);
  });

  it('stops at the signal after the step under way, and goes on where it stopped', async () => {
    const whole = request('unstopped');
    await train(whole);
    const controller = new AbortController();
    const given = request(
      'stopped',
      {},
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === 'step' && event.step === 5) controller.abort();
        },
      },
    );
    expect(await train(given)).toMatchObject({ status: 'stopped', reason: 'signal', step: 5 });
    expect(await readRecord(given.runDir)).toMatchObject({ status: 'stopped', step: 5 });
    expect(await train(request('stopped', {}, { resume: true }))).toMatchObject({ status: 'done', step: 12 });
    expect(await readRecord(given.runDir)).toMatchObject({ status: 'done', resumed: 1 });
    const last = path.join('checkpoints', 'step-0000012.safetensors');
    expect((await readFile(path.join(given.runDir, last))).equals(await readFile(path.join(whole.runDir, last)))).toBe(
      true,
    );
    // A run that is done is left as it is.
    expect(await train(request('stopped', {}, { resume: true }))).toMatchObject({
      status: 'done',
      step: 12,
      seconds: 0,
    });
  });

  it('stops early when validation no longer improves', async () => {
    // A learning rate of next to nothing: the averages stand still, nothing improves after the first validation.
    const given = request('patience', { steps: 60, validate: 2, patience: 3, ema: 0 });
    const optimizer = { component: 'adam', options: { lr: 1e-30 } };
    const result = await train({ ...given, task: { ...given.task, options: { ...given.task.options, optimizer } } });
    expect(result).toMatchObject({ status: 'done', reason: 'patience', step: 8, best: { step: 2 } });
    expect((await readRecord(given.runDir)).note).toMatch(/3 times/);
  });

  it('names the step and keeps the checkpoints when the loss is no number', async () => {
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'step' && event.step === 5) controller.abort();
    };
    const given = request('broken', {}, { signal: controller.signal, onEvent });
    await train(given);
    const checkpoint = await readCheckpoint(given.runDir, 5);
    checkpoint.weights['exit.bias'].values[0] = Number.NaN;
    await writeCheckpoint(given.runDir, checkpoint);
    await expect(train(request('broken', {}, { resume: true }))).rejects.toThrow(/^Step 6: the loss is NaN.*step 5/);
    expect(await readRecord(given.runDir)).toMatchObject({ status: 'failed', step: 5 });
    expect(await listCheckpoints(given.runDir)).toContain(5);
  });

  it('refuses a folder with a run, a folder without one to resume, and another script', async () => {
    await expect(train(request('whole'))).rejects.toMatchObject({ code: 'runs/exists' });
    await expect(train(request('nowhere', {}, { resume: true }))).rejects.toMatchObject({ code: 'runs/absent' });
    await expect(train(request('whole', { batch: 4 }, { resume: true }))).rejects.toMatchObject({
      code: 'runs/other-script',
    });
  });

  it('refuses two trainers in one folder, and takes over the lock of a dead one', async () => {
    let inner: unknown;
    await train(
      request(
        'locked',
        {},
        {
          onEvent: (event) => {
            if (event.kind === 'start')
              inner = train(request('locked', {}, { resume: true })).catch((error: unknown) => error);
          },
        },
      ),
    );
    expect(await inner).toMatchObject({ code: 'runs/locked' });
    const given = request('left-locked');
    await mkdir(given.runDir);
    // 2^22 is beyond the largest process id of Linux.
    await writeFile(
      path.join(given.runDir, 'train.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: '1' }),
    );
    expect(await train(given)).toMatchObject({ status: 'done' });
  });
});

describe('sample', { timeout: 120_000 }, () => {
  it('draws the same image n whatever the batch and the count', async () => {
    const runDir = path.join(folder, 'whole');
    const few = await sample({ runDir, count: 3, seed: 9 });
    const many = await sample({ runDir, count: 70, seed: 9, save: path.join(folder, 'many.png') });
    expect(many.values.slice(0, few.values.length)).toEqual(few.values);
    expect(many.values.slice(64, 128)).not.toEqual(many.values.slice(0, 64));
    expect((await sample({ runDir, count: 3, seed: 10 })).values).not.toEqual(few.values);
    expect(new Set(few.values)).toEqual(new Set([0, 85, 170, 255]));
    const png = decodePng(await readFile(path.join(folder, 'many.png')), 'many.png');
    expect(png.width).toBeGreaterThan(8 * 8);
  });

  it('refuses a folder without a run', async () => {
    await expect(sample({ runDir: path.join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'runs/absent' });
  });
});
