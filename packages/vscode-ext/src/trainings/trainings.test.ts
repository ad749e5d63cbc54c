import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// The editor gives this module; nothing of it is called here.
vi.mock('vscode', () => ({}));

import { Training } from './training.js';
import { TrainingLog } from './training-log.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kraus-trainings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('TrainingLog', () => {
  it('gives each event once, whole, however the lines are cut', async () => {
    const file = join(folder, 'events.jsonl');
    const log = new TrainingLog(file);
    expect(await log.news()).toEqual([]);
    await writeFile(file, '{"event":"start"}\n{"event":"st');
    expect(await log.news()).toEqual([{ event: 'start' }]);
    expect(await log.news()).toEqual([]);
    await appendFile(file, 'ep","step":1}\nno JSON\n');
    expect(await log.news()).toEqual([{ event: 'step', step: 1 }]);
  });
});

describe('Training', () => {
  // Any Node program stands for `kraus` here: what matters is the process and its files.
  const program = (text: string) => ({ program: process.execPath, argv: ['-e', text, '--'], environment: {} });
  const until = async (condition: () => boolean | Promise<boolean>) => {
    while (!(await condition())) await sleep(20);
  };

  it('is found again by what it wrote, alive or not, and is stopped as by Ctrl-C', async () => {
    const text = `process.on('SIGINT', () => { console.log('{"event":"stopped"}'); process.exit(4); });
      console.log(JSON.stringify({ event: 'start', argv: process.argv.slice(1) })); console.error('remark'); setInterval(() => {}, 1000);`;
    const started = await Training.start(program(text), folder, { argv: ['train', 'a.kraus'], cwd: folder });
    await started.begun('/runs/a-1');
    const [found] = await Training.all(folder);
    if (found === undefined) throw new Error('The training was not found.');
    expect([found.runDir, found.alive]).toEqual(['/runs/a-1', true]);
    const log = found.log();
    const events: object[] = [];
    await until(async () => events.push(...(await log.news())) > 0);
    expect(events).toEqual([{ event: 'start', argv: ['train', 'a.kraus', '--json'] }]);
    found.stop();
    await until(() => !found.alive);
    expect(await log.news()).toEqual([{ event: 'stopped' }]);
    expect(await found.text()).toBe('remark\n');
    expect((await Training.all(folder)).map(({ alive }) => alive)).toEqual([false]);
  });

  it('says why a program cannot be started', async () => {
    const absent = { program: join(folder, 'absent'), argv: [], environment: {} };
    await expect(Training.start(absent, folder, { argv: [], cwd: folder })).rejects.toThrow('ENOENT');
  });
});
