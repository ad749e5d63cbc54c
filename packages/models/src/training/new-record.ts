import path from 'node:path';
import { KrausError } from '@kraus/core';
import type { EngineInfo } from '../engine/index.js';
import type { DataSummary, ModelFacts } from '../generative-model/index.js';
import { hasRun, RUN_VERSION, type RunRecord, readRecord, writeRecord } from '../runs/index.js';
import type { TrainingPlan } from './plan.js';
import type { TrainRequest } from './train-request.js';
import { krausVersion } from './version.js';

/** What relative paths of the script are relative to. */
export function baseDirOf(request: TrainRequest): string {
  return path.resolve(request.data?.baseDir ?? path.dirname(path.resolve(request.script.path)));
}

/**
 * The record of the run to go on with, with the script's present `sample` and `evaluate`; undefined for a new run.
 *
 * @throws KrausError `runs/exists`, `runs/absent`, `runs/other-script`
 */
export async function previousRecord(request: TrainRequest): Promise<RunRecord | undefined> {
  const { runDir, resume = false } = request;
  if (!resume) {
    if (await hasRun(runDir)) {
      throw new KrausError(
        'runs/exists',
        `There is a run in ${runDir} already; go on with it (--resume), or give another folder (--out).`,
      );
    }
    return undefined;
  }
  const record = await readRecord(runDir);
  const asked = JSON.stringify([request.model, request.task], withoutSpans);
  if (JSON.stringify([record.model, record.task], withoutSpans) !== asked) {
    throw new KrausError(
      'runs/other-script',
      `The run in ${runDir} was begun with another model or train block of ${record.script.path}; ` +
        'a run can only go on unchanged. Take the changes back, or train in a new folder.',
    );
  }
  const { sample, evaluate } = request;
  const before = JSON.stringify([record.sample, record.evaluate], withoutSpans);
  if (JSON.stringify([sample, evaluate], withoutSpans) === before) return record;
  const updated = { ...record, sample, evaluate };
  await writeRecord(runDir, updated);
  return updated;
}

/** Spans move with every edit of a comment and mean nothing to a run. */
export function withoutSpans(key: string, value: unknown): unknown {
  return key === 'span' ? undefined : value;
}

/** What a new record tells beside the request. */
interface Made {
  readonly plan: TrainingPlan;
  readonly data: DataSummary;
  readonly facts: ModelFacts;
  readonly engine: EngineInfo;
  readonly parameters: number;
  /** Where it goes on from. */
  readonly from: number;
}

/** The record of a run that begins now. */
export function newRecord(request: TrainRequest, made: Made): RunRecord {
  const time = new Date().toISOString();
  const runDir = path.resolve(request.runDir);
  const folder = path.relative(runDir, baseDirOf(request));
  const { branch } = request;
  return {
    version: RUN_VERSION,
    kraus: krausVersion,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    created: time,
    updated: time,
    status: 'running',
    step: made.from,
    steps: made.plan.steps,
    resumed: 0,
    seed: made.plan.seed,
    script: { path: request.script.path, hash: request.script.hash, folder },
    model: request.model,
    task: request.task,
    sample: request.sample,
    evaluate: request.evaluate,
    engine: made.engine,
    data: made.data,
    parameters: made.parameters,
    facts: made.facts,
    ...(branch && { branch: { run: path.relative(runDir, path.resolve(branch.runDir)), step: made.from } }),
  };
}
