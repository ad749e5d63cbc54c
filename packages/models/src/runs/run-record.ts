import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { KrausError, type ModelSpec, type TaskSpec } from '@kraus/core';
import type { EngineInfo } from '../engine/index.js';
import type { DataSummary, ModelFacts } from '../generative-model/index.js';
import { isMissing, writeAtomically } from './atomic-file.js';

/** Version of the run folder's form. */
export const RUN_VERSION = 2;

const RECORD = 'run.json';
const SCRIPT = 'script.kraus';
const EVALUATION = 'evaluation.json';

/** `run.json`: what was trained, on what, with what, and how it stands. */
export interface RunRecord {
  readonly version: typeof RUN_VERSION;
  /** Version of `@kraus/models`. */
  readonly kraus: string;
  readonly node: string;
  readonly platform: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly updated: string;
  readonly status: 'running' | 'stopped' | 'done' | 'failed';
  /** Steps done at the last checkpoint, and steps planned. */
  readonly step: number;
  readonly steps: number;
  /** How often the run was taken up again. */
  readonly resumed: number;
  readonly seed: number;
  /** `folder`: the script's, relative to the run folder: what relative paths in the script are relative to. */
  readonly script: { readonly path: string; readonly hash: string; readonly folder: string };
  /** The resolved specification. */
  readonly model: ModelSpec;
  readonly task: TaskSpec;
  /** The script's `sample` and `evaluate` for this model, if it has them. */
  readonly sample?: TaskSpec | undefined;
  readonly evaluate?: TaskSpec | undefined;
  readonly engine: EngineInfo;
  readonly data: DataSummary;
  /** Trainable numbers of the reverse network. */
  readonly parameters: number;
  readonly facts: ModelFacts;
  /** The checkpoint of another run that this one began from; `run`: that folder, relative to this one. */
  readonly branch?: { readonly run: string; readonly step: number } | undefined;
  /** The checkpoint that sampling takes. */
  readonly best?: { readonly step: number; readonly loss: number } | undefined;
  /** Why it ended, when it ended before its steps. */
  readonly note?: string | undefined;
}

export async function writeRecord(runDir: string, record: RunRecord): Promise<void> {
  await writeAtomically(path.join(runDir, RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** Whether the folder holds a run. */
export async function hasRun(runDir: string): Promise<boolean> {
  return (await readText(path.join(runDir, RECORD))) !== undefined;
}

/** @throws KrausError `runs/absent`, `runs/damaged`, `runs/version` */
export async function readRecord(runDir: string): Promise<RunRecord> {
  const file = path.join(runDir, RECORD);
  const text = await readText(file);
  if (text === undefined) {
    throw new KrausError('runs/absent', `There is no run in ${runDir} (no ${RECORD}); train a model there first.`);
  }
  let record: RunRecord;
  try {
    record = JSON.parse(text) as RunRecord;
  } catch (cause) {
    throw new KrausError('runs/damaged', `${file} is no JSON; restore it or train in a new folder.`, { cause });
  }
  if (record.version !== RUN_VERSION) {
    throw new KrausError(
      'runs/version',
      `${file} has the form of version ${String(record.version)}; this program reads version ${RUN_VERSION}.`,
    );
  }
  return record;
}

export async function writeScript(runDir: string, text: string): Promise<void> {
  await writeAtomically(path.join(runDir, SCRIPT), text);
}

export async function readScript(runDir: string): Promise<string> {
  return (await readText(path.join(runDir, SCRIPT))) ?? '';
}

/** Writes `evaluation.json`. */
export async function writeEvaluation(runDir: string, evaluation: object): Promise<void> {
  await writeAtomically(path.join(runDir, EVALUATION), `${JSON.stringify(evaluation, null, 2)}\n`);
}

/** The content of `evaluation.json`; undefined if the run was not evaluated. */
export async function readEvaluation(runDir: string): Promise<unknown> {
  const text = await readText(path.join(runDir, EVALUATION));
  return text === undefined ? undefined : JSON.parse(text);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
