import { setImmediate } from 'node:timers/promises';
import { type ComponentSpec, KrausError, suggestion } from '@kraus/core';
import { EVALUATION_VERSION, type Evaluation, type EvaluationProgress, type PlainResult } from '../metrics/index.js';
import { densityMatrices, type StateDataset, type StateEnsemble } from '../state-data/index.js';
import type { StateComparison } from './context.js';
import { DISTANCES } from './distances.js';
import { MEANS } from './means.js';

/** What to measure, and on what. */
export interface StateEvaluationRequest {
  readonly generated: StateEnsemble;
  /** Drawn states are compared with its test states; its training states give the floor of distances. */
  readonly data: StateDataset;
  /** E.g. `{ component: 'mmd', options: {} }`; results come in this order. */
  readonly metrics: readonly ComponentSpec[];
  /** Seed of the resampling. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

const METRICS = { ...MEANS, ...DISTANCES };

/**
 * Measures states drawn from a model against test states, every figure with its spread and with what data score. Same states, data and
 * seed give the same numbers. Where one side is pure and another mixed, all are taken as density matrices.
 *
 * @throws KrausError `metrics/no-reference` without test states, `metrics/unknown-metric`, `metrics/too-few-samples`,
 *   `states/wrong-shape`, those of options; rejects with the signal's reason
 */
export async function evaluateStates(request: StateEvaluationRequest): Promise<Evaluation> {
  const { data, metrics, seed, signal, onProgress } = request;
  const chosen = metrics.map((spec) => ({ spec, metric: metricOf(spec) }));
  const comparison = comparisonOf(request);
  const results: PlainResult[] = [];
  for (const { spec, metric } of chosen) {
    signal?.throwIfAborted();
    onProgress?.({ metric: spec.component, stage: 'comparing', done: results.length, total: metrics.length });
    // Lets signals in: a metric may take seconds.
    await setImmediate();
    results.push(metric(comparison, spec));
  }
  const { generated, reference, fresh } = comparison;
  return {
    version: EVALUATION_VERSION,
    seed,
    samples: { count: generated.count, shape: [generated.dimension] },
    data: {
      name: data.name,
      source: data.provenance.source,
      counts: { train: fresh.count, validation: data.validation?.count ?? 0, test: reference.count },
      preparation: 'none',
    },
    metrics: results,
  };
}

function metricOf(spec: ComponentSpec) {
  const metric = Object.hasOwn(METRICS, spec.component) ? METRICS[spec.component] : undefined;
  if (metric !== undefined) return metric;
  const names = Object.keys(METRICS);
  throw new KrausError(
    'metrics/unknown-metric',
    `There is no metric '${spec.component}' of states; there are ${names.join(', ')}.${suggestion(spec.component, names)}`,
    { span: spec.span },
  );
}

function comparisonOf({ generated, data, seed }: StateEvaluationRequest): StateComparison {
  const { train, test } = data;
  if (test === undefined) {
    throw new KrausError('metrics/no-reference', `dataset ${data.name}: it has no test states to compare with.`);
  }
  if (generated.dimension !== data.dimension) {
    throw new KrausError(
      'states/wrong-shape',
      `Evaluation: states of dimension ${generated.dimension} against ${data.name} of dimension ${data.dimension}; expected the same.`,
    );
  }
  const mixed = generated.kind !== test.kind;
  const alike = (states: StateEnsemble) => (mixed ? densityMatrices(states) : states);
  return { generated: alike(generated), reference: alike(test), fresh: alike(train), seed };
}
