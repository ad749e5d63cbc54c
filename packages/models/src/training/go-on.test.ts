import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../engine/index.js';
import { listCheckpoints, readCheckpoint, readMetrics, readRecord } from '../runs/index.js';
import { exampleModel, exampleTask } from '../testing/index.js';
import { train } from './train.js';
import type { TrainRequest } from './train-request.js';

let folder: string;
const place = (name: string) => path.join(folder, name);
const request = (
  name: string,
  options: Record<string, number | string> = {},
  more: Partial<TrainRequest> = {},
): TrainRequest => ({
  model: exampleModel(),
  task: exampleTask({ validate: 4, checkpoint: 3, pictures: 6, log: 2, keep: 10, ...options }),
  script: { path: 'small.kraus', text: '// small\n', hash: 'abc' },
  runDir: place(name),
  ...more,
});

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-branch-'));
  await train(request('trunk'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a branch', { timeout: 120_000 }, () => {
  const from = (step?: number) => ({ branch: { runDir: place('trunk'), step } });

  it('with the same script ends in the same weights as its trunk: nothing but the checkpoint matters', async () => {
    const result = await train(request('same', {}, from(6)));
    expect(result).toMatchObject({ status: 'done', step: 12 });
    const [trunk, same] = await Promise.all([readCheckpoint(place('trunk'), 12), readCheckpoint(place('same'), 12)]);
    expect(same.weights).toEqual(trunk.weights);
    expect(same.average).toEqual(trunk.average);
    expect(same.optimizer).toEqual(trunk.optimizer);
    // What was best before it began is no checkpoint of its own.
    expect((await readRecord(place('same'))).branch).toEqual({ run: path.join('..', 'trunk'), step: 6 });
    expect(await listCheckpoints(place('same'))).toEqual([6, 8, 9, 12]);
    const steps = async (name: string) =>
      (await readMetrics(place(name))).map(({ kind, step, loss }) => [kind, step, loss]);
    expect(await steps('same')).toEqual(await steps('trunk'));
    expect(await readdir(path.join(place('same'), 'samples'))).toContain('forward.png');
  });

  it('goes its own way with another train block, and leaves its trunk alone', async () => {
    const before = await readCheckpoint(place('trunk'), 12);
    await train(request('longer', { steps: 15, seed: 9 }, from(9)));
    expect((await readCheckpoint(place('longer'), 12)).weights).not.toEqual(before.weights);
    expect(await readRecord(place('longer'))).toMatchObject({ step: 15, steps: 15, branch: { step: 9 } });
    expect(await readCheckpoint(place('trunk'), 12)).toEqual(before);
  });

  it('is resumed like any other run', async () => {
    const controller = new AbortController();
    const onEvent = ({ kind, step }: { kind: string; step?: number }) => {
      if (kind === 'step' && step === 8) controller.abort();
    };
    const stopped = await train({
      ...request('resumed', {}, from(6)),
      signal: controller.signal,
      onEvent,
    } as TrainRequest);
    expect(stopped).toMatchObject({ status: 'stopped', step: 8 });
    await train(request('resumed', {}, { resume: true }));
    expect((await readCheckpoint(place('resumed'), 12)).weights).toEqual(
      (await readCheckpoint(place('trunk'), 12)).weights,
    );
    expect(await readRecord(place('resumed'))).toMatchObject({ status: 'done', branch: { step: 6 } });
  });

  it('says what there is to branch from, and when nothing is left to train', async () => {
    await expect(train(request('a', {}, from(7)))).rejects.toThrow(/has no checkpoint of step 7; it has 3, 4, 6/);
    await expect(train(request('b', {}, from()))).rejects.toThrow('leaves nothing to train');
    await expect(train(request('c', {}, { branch: { runDir: place('nowhere') } }))).rejects.toThrow(
      'has no checkpoint to branch from yet',
    );
    const other = {
      ...request('d', {}, from(6)),
      model: { ...exampleModel(), reverse: { component: 'mlp', options: { width: 7 } } },
    };
    await expect(train(other)).rejects.toMatchObject({ code: 'runs/weights-differ' });
    for (const name of ['a', 'b', 'c', 'd']) expect(await listCheckpoints(place(name))).toEqual([]);
  });
});
