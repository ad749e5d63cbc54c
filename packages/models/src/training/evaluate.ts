import path from 'node:path';
import { type ComponentSpec, resolveOptions } from '@kraus/core';
import type { LoadOptions } from '../data/index.js';
import type { Variable } from '../engine/index.js';
import { disposeVariables, makeVariables } from '../generative-model/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type RunRecord, readEvaluation, readRecord, writeEvaluation } from '../runs/index.js';
import type { OnEvent } from './events.js';
import { familyOf, samplerOf } from './families.js';
import { withoutSpans } from './new-record.js';
import { restoreWeights } from './restore-model.js';
import { evaluateSchema } from './schema.js';
import { ensureEngine } from './train.js';

export interface EvaluateRequest {
  readonly runDir: string;
  /** Default: those of the script's `evaluate` block, else Fréchet and kernel distance and the classifier, by lenet. */
  readonly metrics?: readonly ComponentSpec[] | undefined;
  /** How many to draw. Default: what the script says, else 1000. */
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
  /** Undefined for the family's own. */
  readonly sampler?: ComponentSpec | undefined;
}

/** An evaluation of a run, as in its `evaluation.json`. */
export interface RunEvaluation extends Evaluation {
  /** The checkpoint's step. */
  readonly step: number;
  readonly asked: EvaluationAsked;
  /** The same metrics of as many draws from the model before training: the measure of scale. */
  readonly untrained?: Evaluation | undefined;
}

/**
 * Draws from a trained run, measures what was drawn against its data, and writes `evaluation.json`.
 *
 * @throws KrausError `runs/…`, `data/…`, `metrics/…`; rejects with the signal's reason
 */
export async function evaluate(request: EvaluateRequest): Promise<RunEvaluation> {
  const { runDir, signal, onEvent } = request;
  await ensureEngine();
  const record = await readRecord(runDir);
  const asked = askedOf(record, request);
  const { seed, count, metrics } = asked;
  const baseDir = request.data?.baseDir ?? path.resolve(runDir, record.script.folder);
  const opened = await familyOf(record.model).open(record.model, {
    ...request.data,
    baseDir,
    signal,
    onProgress: (progress) => onEvent?.({ kind: 'data', progress }),
  });
  const { model } = opened;
  const measure = async (what: string, parameters: Record<string, Variable>): Promise<Evaluation> => {
    const drawn = await model.draw(parameters, {
      seed,
      count,
      sampler: asked.sampler,
      signal,
      onProgress: (done, total) => onEvent?.({ kind: 'progress', what: `${what}: drawing`, done, total }),
    });
    return opened.measure(drawn, {
      parameters,
      metrics,
      seed,
      baseDir,
      signal,
      onProgress: ({ metric, stage, done, total }) =>
        onEvent?.({ kind: 'progress', what: `${what}: ${metric}, ${stage}`, done, total }),
    });
  };
  const trained = await restoreWeights(runDir, record, model);
  const fresh = makeVariables(model.initial(record.seed));
  try {
    const evaluation = await measure('trained', trained.parameters);
    const untrained = asked.untrained ? await measure('untrained', fresh) : undefined;
    const result: RunEvaluation = { ...evaluation, step: trained.step, asked, ...(untrained ? { untrained } : {}) };
    await writeEvaluation(runDir, result);
    return result;
  } finally {
    model.dispose?.();
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
  const metrics = request.metrics ?? (written.length > 0 ? written : familyOf(record.model).defaultMetrics);
  const sampler = samplerOf(record.model, options.sampler);
  return {
    ...(sampler === undefined ? {} : { sampler: JSON.parse(JSON.stringify(sampler, withoutSpans)) as ComponentSpec }),
    metrics: JSON.parse(JSON.stringify(metrics, withoutSpans)) as ComponentSpec[],
    count: request.count ?? options.count,
    seed: request.seed ?? options.seed,
    untrained: request.untrained ?? options.untrained,
  };
}
