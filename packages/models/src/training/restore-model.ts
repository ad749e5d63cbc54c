import { KrausError } from '@kraus/core';
import type { Variable } from '../engine/index.js';
import { type GenerativeModel, makeVariables } from '../generative-model/index.js';
import { listCheckpoints, type RunRecord, readCheckpoint, readRecord } from '../runs/index.js';
import { familyOf } from './families.js';

/** Weights of a run, ready to sample. */
export interface TrainedWeights {
  /** The moving average of the best checkpoint, or of the last where nothing was validated. */
  readonly parameters: Record<string, Variable>;
  readonly step: number;
}

/** A model with weights. */
export interface TrainedModel extends TrainedWeights {
  readonly record: RunRecord;
  readonly model: GenerativeModel;
}

/** Loads the model of a run, without its data. The engine must be started; the caller disposes the parameters. */
export async function restoreModel(runDir: string): Promise<TrainedModel> {
  const record = await readRecord(runDir);
  const model = familyOf(record.model).build(record.model, record.data.shape, record.data.classes);
  return { record, model, ...(await restoreWeights(runDir, record, model)) };
}

/** Loads the weights of a run into variables. @throws KrausError `runs/no-checkpoint`, `runs/weights-differ` */
export async function restoreWeights(
  runDir: string,
  record: RunRecord,
  model: GenerativeModel,
): Promise<TrainedWeights> {
  const steps = await listCheckpoints(runDir);
  const best = record.best?.step;
  const step = best !== undefined && steps.includes(best) ? best : steps.at(-1);
  if (step === undefined) {
    throw new KrausError('runs/no-checkpoint', `The run in ${runDir} has no checkpoint yet; train it first.`);
  }
  const { average } = await readCheckpoint(runDir, step);
  return { parameters: makeVariables(model.initial(record.seed), average), step };
}
