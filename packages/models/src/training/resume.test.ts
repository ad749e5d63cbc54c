import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from './events.js';

const program = fileURLToPath(new URL('../../test-programs/train-glyphs.mjs', import.meta.url));
const built = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  if (!existsSync(built)) throw new Error('This test runs the built package: run `pnpm build` first.');
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-resume-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly events: RunEvent[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

/** Runs the program; kills it with SIGKILL `delay` milliseconds after the first event for which `when` is true. */
function run(runDir: string, settings: object, when?: (event: RunEvent) => boolean, delay = 0): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, runDir, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const events: RunEvent[] = [];
    let doomed = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as RunEvent;
      events.push(event);
      if (!doomed && when?.(event)) {
        doomed = true;
        if (delay === 0) child.kill('SIGKILL');
        else setTimeout(() => child.kill('SIGKILL'), delay);
      }
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ events, code, signal }));
  });
}

/** SHA-256 of what must not depend on how a run came to its end: last weights and optimizer, and all pictures. */
async function outcome(runDir: string): Promise<Record<string, string>> {
  const hash = async (file: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(path.join(runDir, file)))
      .digest('hex');
  const result: Record<string, string> = {};
  const last = (await readdir(path.join(runDir, 'checkpoints'))).sort().at(-1) ?? 'none';
  result[last] = await hash(path.join('checkpoints', last));
  for (const name of (await readdir(path.join(runDir, 'samples'))).sort()) {
    result[name] = await hash(path.join('samples', name));
  }
  const lines = (await readFile(path.join(runDir, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  result.metrics = lines.map((line) => line.replace(/,"seconds":[^}]*/, '')).join('\n');
  return result;
}

describe('a run killed with SIGKILL and resumed', () => {
  let untouched: Record<string, string>;
  beforeAll(async () => {
    const { code } = await run(path.join(folder, 'untouched'), {});
    expect(code).toBe(0);
    untouched = await outcome(path.join(folder, 'untouched'));
  }, 300_000);

  it('is measured against a run that has all its parts', () => {
    expect(Object.keys(untouched)).toEqual([
      'step-0000040.safetensors',
      'forward.png',
      'reverse.png',
      'samples.png',
      'step-0000012.png',
      'step-0000024.png',
      'step-0000036.png',
      'step-0000040.png',
      'metrics',
    ]);
  });

  it.each<[string, (event: RunEvent) => boolean, number]>([
    ['before its first checkpoint', (e) => e.kind === 'step' && e.step === 3, 0],
    ['between checkpoints', (e) => e.kind === 'step' && e.step === 19, 0],
    ['while a checkpoint is being written', (e) => e.kind === 'validation' && e.step === 24, 1],
    ['right after a checkpoint', (e) => e.kind === 'checkpoint' && e.step === 30, 0],
    ['while the last pictures are drawn', (e) => e.kind === 'checkpoint' && e.step === 40, 2],
  ])(
    '%s ends in the same bytes',
    async (moment, when, delay) => {
      const runDir = path.join(folder, moment.replaceAll(' ', '-'));
      const killed = await run(runDir, {}, when, delay);
      expect(killed.signal).toBe('SIGKILL');
      const resumed = await run(runDir, { resume: true });
      expect(resumed.code).toBe(0);
      expect(await outcome(runDir)).toEqual(untouched);
    },
    300_000,
  );

  it('gives the same bytes when killed again and again', async () => {
    const runDir = path.join(folder, 'again');
    for (const step of [6, 13, 22, 31, 38]) {
      const { signal } = await run(runDir, { resume: step > 6 }, (e) => e.kind === 'step' && e.step === step);
      expect(signal).toBe('SIGKILL');
    }
    expect((await run(runDir, { resume: true })).code).toBe(0);
    expect(await outcome(runDir)).toEqual(untouched);
  }, 300_000);

  it('is told apart from another seed', async () => {
    const runDir = path.join(folder, 'other-seed');
    await run(runDir, { train: { seed: 6 } });
    const other = await outcome(runDir);
    expect(other['step-0000040.safetensors']).not.toBe(untouched['step-0000040.safetensors']);
    expect(other['samples.png']).not.toBe(untouched['samples.png']);
  }, 300_000);
});

describe('one thread or two', () => {
  it("gives the same bytes on Kraus' own kernels", async () => {
    const network = { component: 'unet', options: { channels: 8, depth: 1 } };
    const train = { steps: 6, pictures: 3 };
    const outcomes: Record<string, string>[] = [];
    for (const threads of [1, 2]) {
      const runDir = path.join(folder, `threads-${threads}`);
      const { code, events } = await run(runDir, { network, train, backend: 'wasm', threads });
      expect(code).toBe(0);
      const start = events.find((e) => e.kind === 'start');
      expect(start?.engine.threads ?? 0).toBeLessThanOrEqual(threads);
      outcomes.push(await outcome(runDir));
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
  }, 300_000);
});
