import { type ComponentSpec, KrausError, stream } from '@kraus/core';
import type { ImageDataset } from '../data/index.js';
import { classifier } from './classifier.js';
import { colour } from './colour.js';
import { EvaluationContext, type EvaluationProgress } from './context.js';
import { EVALUATION_VERSION, type Evaluation, type MetricResult } from './evaluation.js';
import { fid } from './fid.js';
import type { ImageBatch } from './image-batch.js';
import { kid } from './kid.js';
import { memorisation } from './memorisation.js';
import { precision, recall } from './precision-recall.js';
import type { Prepare } from './real-images.js';

/** What to measure, and on what. */
export interface EvaluationRequest {
  readonly samples: ImageBatch;
  /** The data that the model was trained on. */
  readonly reference: ImageDataset;
  /** E.g. `{ component: 'fid', options: { features: 'lenet' } }`; results come in this order. */
  readonly metrics: readonly ComponentSpec[];
  /** Seed of the draws of real images, subsets and groups. */
  readonly seed: number;
  /** Applied to the pixels of real images before any comparison: the model's own quantisation. Default: nothing. */
  readonly prepare?: Prepare | undefined;
  /** What `prepare` does, in words, e.g. `quantised to 8 levels`. */
  readonly preparation?: string | undefined;
  /** What relative paths in options are relative to. Default: the current folder. */
  readonly baseDir?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

const METRICS: Readonly<Record<string, (context: EvaluationContext, spec: ComponentSpec) => Promise<MetricResult>>> = {
  fid,
  kid,
  precision,
  recall,
  classifier,
  memorisation,
  colour,
};

/**
 * Measures samples against real images. Features are computed once for each extractor. The result is plain JSON; same
 * samples, data, seed and engine give the same numbers. Needs a started engine, except for `pixels` features.
 *
 * @throws KrausError `metrics/shape` if samples and data differ in shape, `metrics/unknown-metric`,
 *   `metrics/too-few-samples`, `metrics/deficient-covariance`, `metrics/no-reference`, errors of options and extractors;
 *   the signal's reason if it is aborted
 */
export async function evaluateSamples(request: EvaluationRequest): Promise<Evaluation> {
  const { samples, reference: dataset, metrics, seed } = request;
  if (samples.shape.join() !== dataset.shape.join()) {
    throw new KrausError(
      'metrics/shape',
      `Evaluation: samples of ${samples.shape.join(' × ')} against ${dataset.name} of ${dataset.shape.join(' × ')}; ` +
        `expected the same height, width and channels.`,
    );
  }
  if (samples.count < 2) {
    throw new KrausError('metrics/too-few-samples', `Evaluation: ${samples.count} samples; expected at least 2.`);
  }
  const chosen = metrics.map((spec) => {
    const metric = Object.hasOwn(METRICS, spec.component) ? METRICS[spec.component] : undefined;
    if (metric !== undefined) return { spec, metric };
    const names = Object.keys(METRICS).join(', ');
    throw new KrausError('metrics/unknown-metric', `There is no metric '${spec.component}'; there are ${names}.`, spec);
  });
  const context = new EvaluationContext({
    samples,
    dataset,
    prepare: request.prepare ?? ((pixels) => pixels),
    random: stream(seed, 'evaluate'),
    signal: request.signal,
    onProgress: request.onProgress,
    baseDir: request.baseDir,
  });
  const results: MetricResult[] = [];
  for (const { spec, metric } of chosen) results.push(await metric(context, spec));
  return {
    version: EVALUATION_VERSION,
    seed,
    samples: { count: samples.count, shape: samples.shape },
    data: {
      name: dataset.name,
      source: dataset.provenance.source,
      counts: { train: dataset.train.count, validation: dataset.validation.count, test: dataset.test.count },
      preparation: request.preparation ?? (request.prepare === undefined ? 'none' : 'as the model encodes'),
    },
    metrics: results,
  };
}
