import { KrausError } from '@kraus/core';
import type { Variable } from '../engine/index.js';
import { listCheckpoints, type RunRecord, readCheckpoint, readRecord } from '../runs/index.js';
import { buildModel, type DiffusionModel, initialOf } from './model.js';
import { makeVariables } from './parameters.js';

/** A model with weights, ready to sample. */
export interface TrainedModel {
  readonly record: RunRecord;
  readonly model: DiffusionModel;
  /** The moving average of the best checkpoint, or of the last where nothing was validated. */
  readonly parameters: Record<string, Variable>;
  readonly step: number;
}

/** Loads the model of a run. The engine must be started; the caller disposes the parameters. */
export async function restoreModel(runDir: string): Promise<TrainedModel> {
  const record = await readRecord(runDir);
  const steps = await listCheckpoints(runDir);
  const best = record.best?.step;
  const step = best !== undefined && steps.includes(best) ? best : steps.at(-1);
  if (step === undefined) {
    throw new KrausError('runs/no-checkpoint', `The run in ${runDir} has no checkpoint yet; train it first.`);
  }
  const model = buildModel(record.model, record.data.shape);
  const { average } = await readCheckpoint(runDir, step);
  return { record, model, parameters: makeVariables(initialOf(model, record.seed), average), step };
}

/** The model as it was before its first step. */
export function untrainedParameters(trained: TrainedModel): Record<string, Variable> {
  return makeVariables(initialOf(trained.model, trained.record.seed));
}
