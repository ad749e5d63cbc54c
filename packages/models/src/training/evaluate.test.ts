import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEngine } from '../engine/index.js';
import { readEvaluation } from '../runs/index.js';
import { exampleModel, exampleTask } from '../testing/index.js';
import { currentEvaluation, evaluate } from './evaluate.js';
import { train } from './train.js';

let folder: string;
beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(path.join(tmpdir(), 'kraus-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('measures a run against its data, beside the untrained model', async () => {
  const runDir = path.join(folder, 'run');
  const optimizer = { component: 'adam', options: { lr: 1e-2 } };
  await train({
    model: exampleModel(),
    task: exampleTask({ steps: 200, batch: 16, ema: 0.95, optimizer, pictures: 200 }),
    evaluate: {
      task: 'evaluate',
      model: 'Small',
      options: { count: 60 },
      components: [{ component: 'kid', options: { features: 'pixels' } }],
    },
    script: { path: 'small.kraus', text: '', hash: '0' },
    runDir,
  });
  const evaluation = await evaluate({ runDir });
  expect(evaluation.samples.count).toBe(60);
  expect(evaluation.data.preparation).toBe('quantised to 4 levels');
  const [trained] = evaluation.metrics;
  const [untrained] = evaluation.untrained?.metrics ?? [];
  expect(trained?.metric).toBe('kid');
  // A few seconds of training leave most of the way to go, but not all of it.
  expect(trained?.value).toBeLessThan(0.7 * (untrained?.value ?? 0));
  expect(await readEvaluation(runDir)).toEqual(JSON.parse(JSON.stringify(evaluation)));
  expect(await currentEvaluation({ runDir })).toEqual(JSON.parse(JSON.stringify(evaluation)));
  expect(await currentEvaluation({ runDir, count: 61 })).toBeUndefined();
  const again = await evaluate({ runDir, untrained: false });
  expect(await currentEvaluation({ runDir })).toBeUndefined();
  expect(again.metrics[0]?.value).toBe(trained?.value);
  expect(again.untrained).toBeUndefined();
}, 300_000);
