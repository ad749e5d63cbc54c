import path from 'node:path';
import { type ComponentSpec, resolveOptions } from '@kraus/core';
import { type LoadOptions, loadDataset } from '../data/index.js';
import type { Variable } from '../engine/index.js';
import { type Evaluation, evaluateSamples, type ImageBatch, imageBatch } from '../metrics/index.js';
import { type RunRecord, readEvaluation, readRecord, writeEvaluation } from '../runs/index.js';
import type { OnEvent } from './events.js';
import { generate } from './generate.js';
import type { DiffusionModel } from './model.js';
import { withoutSpans } from './new-record.js';
import { disposeVariables } from './parameters.js';
import { restoreModel, untrainedParameters } from './restore-model.js';
import { picturesOf } from './run-pictures.js';
import { evaluateSchema } from './schema.js';
import { ensureEngine } from './train.js';

export interface EvaluateRequest {
  readonly runDir: string;
  /** Default: those of the script's `evaluate` block, else Fréchet and kernel distance and the classifier, by lenet. */
  readonly metrics?: readonly ComponentSpec[] | undefined;
  /** Images to draw. Default: what the script says, else 1000. */
  readonly count?: number | undefined;
  readonly seed?: number | undefined;
  /** Whether the untrained model is measured too. */
  readonly untrained?: boolean | undefined;
  /** Where data is looked for. */
  readonly data?: Omit<LoadOptions, 'signal' | 'onProgress'> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnEvent | undefined;
}

/** What an evaluation was asked for; the same run and the same request give the same figures. */
export interface EvaluationAsked {
  readonly metrics: readonly ComponentSpec[];
  readonly count: number;
  readonly seed: number;
  readonly untrained: boolean;
}

/** An evaluation of a run, as in its `evaluation.json`. */
export interface RunEvaluation extends Evaluation {
  /** The checkpoint's step. */
  readonly step: number;
  readonly asked: EvaluationAsked;
  /** The same metrics of as many draws from the model before training: the measure of scale. */
  readonly untrained?: Evaluation | undefined;
}

const DEFAULT_METRICS: readonly ComponentSpec[] = [
  { component: 'fid', options: { features: 'lenet' } },
  { component: 'kid', options: { features: 'lenet' } },
  { component: 'classifier', options: {} },
];

/**
 * Draws images from a trained run, measures them against its data, and writes `evaluation.json`. Real images go through
 * the model's own quantisation first.
 *
 * @throws KrausError `runs/…`, `data/…`, `metrics/…`; rejects with the signal's reason
 */
export async function evaluate(request: EvaluateRequest): Promise<RunEvaluation> {
  const { runDir, signal, onEvent } = request;
  await ensureEngine();
  const trained = await restoreModel(runDir);
  const { model, record } = trained;
  const fresh = untrainedParameters(trained);
  try {
    const asked = askedOf(record, request);
    const { seed, count } = asked;
    const baseDir = request.data?.baseDir ?? path.resolve(runDir, record.script.folder);
    const dataset = await loadDataset(record.model.data, {
      ...request.data,
      baseDir,
      signal,
      onProgress: (progress) => onEvent?.({ kind: 'data', progress }),
    });
    const measure = async (what: string, parameters: Record<string, Variable>): Promise<Evaluation> =>
      evaluateSamples({
        samples: await draw(model, parameters, what, { seed, count, signal, onEvent }),
        reference: dataset,
        metrics: asked.metrics,
        seed,
        prepare: model.encoding.quantise,
        preparation: `quantised to ${model.encoding.count} levels`,
        baseDir,
        signal,
        onProgress: ({ metric, stage, done, total }) =>
          onEvent?.({ kind: 'progress', what: `${what}: ${metric}, ${stage}`, done, total }),
      });
    const evaluation = await measure('trained', trained.parameters);
    const untrained = asked.untrained ? await measure('untrained', fresh) : undefined;
    const result: RunEvaluation = { ...evaluation, step: trained.step, asked, ...(untrained ? { untrained } : {}) };
    await writeEvaluation(runDir, result);
    return result;
  } finally {
    disposeVariables(trained.parameters);
    disposeVariables(fresh);
  }
}

/**
 * The run's `evaluation.json`, if it answers what {@link evaluate} with the same request would be asked for now, of the same
 * checkpoint; undefined if the run was not evaluated, or otherwise.
 */
export async function currentEvaluation(request: EvaluateRequest): Promise<RunEvaluation | undefined> {
  const record = await readRecord(request.runDir);
  const found = (await readEvaluation(request.runDir)) as Partial<RunEvaluation> | undefined;
  if (found?.asked === undefined || found.step !== (record.best?.step ?? record.step)) return undefined;
  const same = JSON.stringify(found.asked) === JSON.stringify(askedOf(record, request));
  return same ? (found as RunEvaluation) : undefined;
}

function askedOf(record: RunRecord, request: EvaluateRequest): EvaluationAsked {
  const options = resolveOptions(evaluateSchema, record.evaluate?.options ?? {}, { name: 'evaluate' });
  const written = record.evaluate?.components ?? [];
  const metrics = request.metrics ?? (written.length > 0 ? written : DEFAULT_METRICS);
  return {
    metrics: JSON.parse(JSON.stringify(metrics, withoutSpans)) as ComponentSpec[],
    count: request.count ?? options.count,
    seed: request.seed ?? options.seed,
    untrained: request.untrained ?? options.untrained,
  };
}

async function draw(
  model: DiffusionModel,
  parameters: Record<string, Variable>,
  what: string,
  options: { seed: number; count: number; signal?: AbortSignal | undefined; onEvent?: OnEvent | undefined },
): Promise<ImageBatch> {
  const levels = await generate(model, parameters, {
    seed: options.seed,
    count: options.count,
    signal: options.signal,
    onProgress: (done, total) => options.onEvent?.({ kind: 'progress', what: `${what}: drawing images`, done, total }),
  });
  const { height, width, channels, pixels } = picturesOf(model, levels);
  return imageBatch(pixels, options.count, [height, width, channels]);
}
