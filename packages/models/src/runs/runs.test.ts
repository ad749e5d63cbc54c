import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  appendMetrics,
  type Checkpoint,
  checkpointFile,
  listCheckpoints,
  type MetricsLine,
  pruneCheckpoints,
  RunLock,
  readCheckpoint,
  readMetrics,
  readRecord,
  removeUnfinished,
  truncateMetrics,
  writeAtomically,
  writeCheckpoint,
} from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-runs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const checkpoint = (step: number): Checkpoint => ({
  step,
  weights: { 'a.weight': { shape: [2, 2], values: Float32Array.of(1, -0, 3.5e-42, step) } },
  average: { 'a.weight': { shape: [2, 2], values: Float32Array.of(0.1, 0.2, 0.3, 0.4) } },
  optimizer: { step: Float32Array.of(step), 'm/a.weight': Float32Array.of(1, 2, 3, 4) },
  stopping: { bestStep: 3, bestLoss: 0.1 + 0.2, since: 2 },
});

describe('checkpoints', () => {
  it('give back every bit', async () => {
    const dir = path.join(folder, 'bits');
    await writeCheckpoint(dir, checkpoint(7));
    const back = await readCheckpoint(dir, 7);
    expect(back).toEqual(checkpoint(7));
    expect(Object.is(back.weights['a.weight'].values[1], -0)).toBe(true);
    const bytes = await readFile(checkpointFile(dir, 7));
    await writeCheckpoint(dir, back);
    expect((await readFile(checkpointFile(dir, 7))).equals(bytes)).toBe(true);
  });

  it('keep the last ones and the best', async () => {
    const dir = path.join(folder, 'prune');
    for (const step of [10, 20, 30, 40, 100]) await writeCheckpoint(dir, checkpoint(step));
    await pruneCheckpoints(dir, 2, 20);
    expect(await listCheckpoints(dir)).toEqual([20, 40, 100]);
    expect(await listCheckpoints(path.join(folder, 'none'))).toEqual([]);
  });

  it('are refused when cut short, of another step, or of another kind', async () => {
    const dir = path.join(folder, 'damaged');
    await writeCheckpoint(dir, checkpoint(1));
    const bytes = await readFile(checkpointFile(dir, 1));
    await writeFile(checkpointFile(dir, 2), bytes);
    await writeFile(checkpointFile(dir, 3), bytes.subarray(0, bytes.length - 1));
    await expect(readCheckpoint(dir, 2)).rejects.toMatchObject({ code: 'runs/checkpoint' });
    await expect(readCheckpoint(dir, 3)).rejects.toThrow(/step-0000003.*Delete it/s);
    await expect(readCheckpoint(dir, 4)).rejects.toMatchObject({ code: 'runs/checkpoint' });
  });
});

describe('metrics', () => {
  const line = (step: number): MetricsLine => ({
    kind: 'validation',
    step,
    loss: 1 / 3,
    terms: { bound: 0.25 },
    best: false,
  });

  it('leave out a line that a kill cut off, and drop what comes after a checkpoint', async () => {
    const dir = path.join(folder, 'metrics');
    await mkdir(dir);
    expect(await readMetrics(dir)).toEqual([]);
    await appendMetrics(dir, [line(1), line(2)]);
    await appendMetrics(dir, [line(3)]);
    await appendFile(path.join(dir, 'metrics.jsonl'), '{"kind":"step","st');
    expect(await readMetrics(dir)).toEqual([line(1), line(2), line(3)]);
    await truncateMetrics(dir, 2);
    await appendMetrics(dir, [line(3)]);
    expect(await readMetrics(dir)).toEqual([line(1), line(2), line(3)]);
  });
});

describe('writing', () => {
  it('is whole, leaves nothing behind, and clears what a kill left', async () => {
    const dir = path.join(folder, 'atomic', 'deeper');
    await writeAtomically(path.join(dir, 'a.json'), 'one');
    await writeAtomically(path.join(dir, 'a.json'), 'two');
    expect(await readdir(dir)).toEqual(['a.json']);
    expect(await readFile(path.join(dir, 'a.json'), 'utf8')).toBe('two');
    await mkdir(path.join(dir, 'folder'));
    await expect(writeAtomically(path.join(dir, 'folder'), 'x')).rejects.toThrow();
    expect(await readdir(dir)).toEqual(['a.json', 'folder']);
    await writeFile(path.join(dir, '.a.json.00.partial'), 'tw');
    await removeUnfinished(dir);
    expect(await readdir(dir)).toEqual(['a.json', 'folder']);
  });
});

describe('record', () => {
  it.each([
    ['runs/absent', undefined],
    ['runs/damaged', '{"version":'],
    ['runs/version', '{"version":99}'],
  ])('%s', async (code, text) => {
    const dir = path.join(folder, code);
    await mkdir(dir, { recursive: true });
    if (text !== undefined) await writeFile(path.join(dir, 'run.json'), text);
    await expect(readRecord(dir)).rejects.toMatchObject({ code });
  });
});

describe('lock', () => {
  it('is given to one at a time', async () => {
    const dir = path.join(folder, 'lock');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(dir)));
    const held = results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []));
    expect(held.length).toBe(1);
    for (const r of results) if (r.status === 'rejected') expect(r.reason).toMatchObject({ code: 'runs/locked' });
    await held[0]?.release();
    await (await RunLock.acquire(dir)).release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('of a dead process, of a process number used anew, and a damaged one are taken over', async () => {
    const dir = path.join(folder, 'stale');
    await mkdir(dir);
    for (const text of [
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: '' }),
      JSON.stringify({ pid: process.ppid, host: hostname(), started: 'another life' }),
      '{"pid":',
    ]) {
      await writeFile(path.join(dir, 'train.lock'), text);
      await (await RunLock.acquire(dir)).release();
    }
  });

  it('of another machine is respected', async () => {
    const dir = path.join(folder, 'elsewhere');
    await mkdir(dir);
    await writeFile(path.join(dir, 'train.lock'), JSON.stringify({ pid: 1, host: 'elsewhere.invalid', started: '' }));
    await expect(RunLock.acquire(dir)).rejects.toThrow(/process 1 on elsewhere.invalid/);
  });
});
