import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../packages/cli/src/index.js';
import { recordedContext } from '../packages/cli/src/testing/index.js';
import { readRun, startEngine, train } from '../packages/models/src/index.js';
import { inFolder, jsonLines, ROOT } from './support/kraus.js';

const folder = join(ROOT, 'examples');

const textOf = (script: string): string => readFileSync(join(folder, script), 'utf8');

/** Every script that trains, with the first model that it trains. */
const examples = readdirSync(folder).flatMap((script) => {
  const model = /^train (\w+)/m.exec(textOf(script))?.[1];
  return model === undefined ? [] : [{ script, model }];
});

/** Those that read MNIST. */
const DIGITS = ['qsw-mnist.kraus', 'ibm-walk.kraus'];

/** Training steps: few; where the steps of a diffusion are trained one by one, one for each of up to 40. */
function stepsOf(script: string): number {
  return /curriculum: stepwise/.test(textOf(script)) ? 40 : 3;
}

/** One script for each kind of model of pictures, and all of states and of points: these are cancelled and resumed too. */
const RESUMED = [
  'qsw-glyphs.kraus',
  'ddpm.kraus',
  'qsc-diffusion.kraus',
  'quddpm-cluster.kraus',
  'quddpm-circle.kraus',
  'quddpm-noise.kraus',
  'quddpm-tfim.kraus',
  'msquddpm.kraus',
  'qcgdm.kraus',
  'qqgdm.kraus',
  'cqgdm.kraus',
];

function lastCheckpoint(runDir: string): Buffer {
  const checkpoints = join(runDir, 'checkpoints');
  return readFileSync(join(checkpoints, readdirSync(checkpoints).sort().at(-1) ?? ''));
}

/** Trains what a finished run trained into another folder, stopped half way and gone on with. */
async function inTwoParts(whole: string, runDir: string): Promise<void> {
  const { model, task, script, steps } = await readRun(whole);
  const request = { model, task, script: { ...script, text: '' }, runDir, data: { baseDir: folder } };
  const half = Math.ceil(steps / 2);
  const stop = new AbortController();
  const stopped = await train({
    ...request,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'step' && event.step === half) stop.abort();
    },
  });
  expect(stopped).toMatchObject({ status: 'stopped', step: half });
  expect(await train({ ...request, resume: true })).toMatchObject({ status: 'done', step: steps });
}

describe('every example', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    await startEngine();
  });

  it.for(examples)('$script trains $model at a tiny budget, with progress', async ({ script, model }, { skip }) => {
    const { KRAUS_DATA } = process.env;
    skip(
      DIGITS.includes(script) && KRAUS_DATA === undefined,
      'needs MNIST: set KRAUS_DATA to the folder that holds it',
    );
    await inFolder(async (out) => {
      const steps = stepsOf(script);
      const whole = join(out, 'whole');
      const copy = join(out, script);
      // Pictures of pixels in two steps instead of 25.
      writeFileSync(copy, textOf(script).replaceAll(/ddim \{ steps: \d+ \}/g, 'ddim { steps: 2 }'));
      const { context, texts } = recordedContext({
        workingDirectory: ROOT,
        environment: KRAUS_DATA === undefined ? {} : { KRAUS_DATA },
      });
      const budget = ['--steps', String(steps), '--batch', '8'];
      const argv = ['train', copy, model, ...budget, '--out', whole, '--json'];
      expect(await run(argv, context), texts.stderr).toBe(0);
      const told = jsonLines(texts.stdout).filter(({ event }) => event === 'step');
      expect(told.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, k) => k + 1));
      expect(texts.stderr).toContain(`${steps} steps`);
      if (!RESUMED.includes(script)) return;
      const parts = join(out, 'parts');
      await inTwoParts(whole, parts);
      expect(lastCheckpoint(parts).equals(lastCheckpoint(whole)), 'the same bytes').toBe(true);
    });
  });

  it('has one of each kind among those that are resumed', () => {
    expect(examples.map(({ script }) => script)).toEqual(expect.arrayContaining(RESUMED));
  });
});
