import path from 'node:path';
import { KrausError } from '@kraus/core';
import {
  appendMetrics,
  checkpointFile,
  listCheckpoints,
  type MetricsLine,
  readCheckpoint,
  readMetrics,
  removeUnfinished,
  truncateMetrics,
  writeCheckpoint,
} from '../runs/index.js';
import type { TrainRequest } from './train-request.js';
import type { Trainer } from './trainer.js';

/** Takes up the last checkpoint of a run. Returns its step; 0 if there is none. */
export async function restore(trainer: Trainer, runDir: string): Promise<number> {
  const step = (await listCheckpoints(runDir)).at(-1);
  await removeUnfinished(path.dirname(checkpointFile(runDir, 0)));
  await removeUnfinished(path.join(runDir, 'samples'));
  await truncateMetrics(runDir, step ?? 0);
  if (step === undefined) return 0;
  trainer.restore(await readCheckpoint(runDir, step), secondsOf(await readMetrics(runDir)));
  return step;
}

/**
 * Takes up the checkpoint that a new run branches from, and makes it and the metrics up to it the first of its own. Returns its
 * step; 0 if the request branches from nothing.
 *
 * @throws KrausError `runs/no-checkpoint`, `runs/branch-at-end`, `runs/weights-differ`
 */
export async function beginBranch(
  trainer: Trainer,
  { runDir, branch }: Pick<TrainRequest, 'runDir' | 'branch'>,
  steps: number,
): Promise<number> {
  if (branch === undefined) return 0;
  const there = await listCheckpoints(branch.runDir);
  const step = branch.step ?? there.at(-1);
  if (step === undefined) {
    throw new KrausError('runs/no-checkpoint', `The run in ${branch.runDir} has no checkpoint to branch from yet.`);
  }
  if (!there.includes(step)) {
    throw new KrausError(
      'runs/no-checkpoint',
      `The run in ${branch.runDir} has no checkpoint of step ${step}; it has ${there.join(', ')}.`,
    );
  }
  if (step >= steps) {
    throw new KrausError(
      'runs/branch-at-end',
      `The checkpoint of step ${step} leaves nothing to train: the train block asks for ${steps} steps. Ask for more, or take an earlier one.`,
    );
  }
  const lines = (await readMetrics(branch.runDir)).filter((line) => line.step <= step);
  // What was best until here is a checkpoint of the other run, by its loss.
  const checkpoint = { ...(await readCheckpoint(branch.runDir, step)), stopping: { since: 0 } };
  trainer.restore(checkpoint, secondsOf(lines));
  await appendMetrics(runDir, lines);
  await writeCheckpoint(runDir, checkpoint);
  return step;
}

function secondsOf(lines: readonly MetricsLine[]): number {
  return lines.reduce((seconds, line) => (line.kind === 'step' ? line.seconds : seconds), 0);
}
