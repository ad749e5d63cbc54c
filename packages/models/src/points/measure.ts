import { type ComponentSpec, KrausError, resolveOptions, stream } from '@kraus/core';
import type { Drawn, MeasureRequest } from '../generative-model/index.js';
import { EVALUATION_VERSION, type Evaluation, type PlainResult } from '../metrics/index.js';
import { type PointDataset, type PointSet, takePoints } from '../point-data/index.js';
import { slicedWasserstein } from '../point-metrics/index.js';
import { distanceWithSpread, type MeasuredDistance, meanWithSpread } from '../state-metrics/index.js';
import { noisyPoints } from './batches.js';
import { pointLoss } from './objective.js';
import type { PointModel } from './point-model.js';
import { posteriorKlSchema, slicedWassersteinSchema } from './schema.js';

/** Test points that the divergence is averaged over, at most. */
const MOST_POINTS = 1000;

/** Compares drawn points with the test points. @throws KrausError `models/unsupported-metric`, `models/no-test-data` */
export function measurePoints(
  model: PointModel,
  data: PointDataset,
  drawn: Drawn,
  request: MeasureRequest,
): Evaluation {
  const test = data.test;
  if (test === undefined) {
    throw new KrausError('models/no-test-data', `dataset ${data.name}: it has no test points to compare with.`);
  }
  const { seed, metrics } = request;
  const count = (points: PointSet | undefined): number => points?.count ?? 0;
  const generated = { count: drawn.count, dimension: model.dimension, values: Float64Array.from(drawn.values) };
  const measured = metrics.map((metric, done) => {
    request.signal?.throwIfAborted();
    request.onProgress?.({ metric: metric.component, stage: 'comparing', done, total: metrics.length });
    return metric.component === 'posteriorKl'
      ? posteriorKl(model, test, metric, request)
      : wassersteinResult(generated, data.train, test, metric, seed);
  });
  return {
    version: EVALUATION_VERSION,
    seed,
    samples: { count: drawn.count, shape: [model.dimension] },
    data: {
      name: data.name,
      source: data.provenance.source,
      counts: { train: data.train.count, validation: count(data.validation), test: test.count },
      preparation: 'coordinates as they are',
    },
    metrics: measured,
  };
}

/** The sliced Wasserstein distance of generated points with its spread and its floor. */
export function pointDistance(
  generated: PointSet,
  fresh: PointSet,
  data: PointSet,
  {
    seed,
    directions = 180,
    repeats = 20,
  }: { readonly seed: number; readonly directions?: number; readonly repeats?: number },
): MeasuredDistance {
  return distanceWithSpread({
    generated,
    fresh,
    data,
    count: (points) => points.count,
    take: takePoints,
    distance: (x, y) => slicedWasserstein(x, y, { directions, random: stream(seed, 'directions') }),
    random: stream(seed, 'sliced Wasserstein'),
    repeats,
  });
}

function wassersteinResult(
  generated: PointSet,
  fresh: PointSet,
  data: PointSet,
  metric: ComponentSpec,
  seed: number,
): PlainResult {
  if (metric.component !== 'slicedWasserstein') {
    const text = `evaluate: ${metric.component} does not measure points; use slicedWasserstein or posteriorKl.`;
    throw new KrausError('models/unsupported-metric', text, { span: metric.span });
  }
  const context = { name: metric.component, span: metric.span };
  const { directions, repeats } = resolveOptions(slicedWassersteinSchema, metric.options, context);
  const { value, standardError, interval95, floor } = pointDistance(generated, fresh, data, {
    seed,
    directions,
    repeats,
  });
  return {
    metric: 'plain',
    details: {},
    title: 'sliced Wasserstein distance',
    value,
    better: 'floor',
    spread: { standardError, interval95, how: `${repeats} pairs of half-samples` },
    floor: {
      value: floor.value,
      deviation: floor.standardError,
      repeats,
      counts: { samples: floor.counts[0], reference: floor.counts[1] },
      how: 'training points against the same test points',
    },
    extractor: null,
    counts: { samples: generated.count, reference: data.count },
    against: 'test',
    notes: [],
  };
}

function posteriorKl(
  model: PointModel,
  test: PointSet,
  metric: ComponentSpec,
  { parameters, seed }: MeasureRequest,
): PlainResult {
  resolveOptions(posteriorKlSchema, metric.options, { name: metric.component, span: metric.span });
  const { values, last } = divergencesOf(model, parameters, test, seed);
  const { value, standardError, interval95 } = meanWithSpread(values, {
    random: stream(seed, 'bootstrap'),
    repeats: 1000,
  });
  return {
    metric: 'plain',
    details: {},
    title: 'KL of posterior and reverse step',
    value,
    better: 'lower',
    spread: { standardError, interval95, how: 'bootstrap over test points, 1000 repeats' },
    floor: null,
    extractor: null,
    counts: { samples: values.length, reference: values.length },
    against: 'test',
    notes: [
      `KL: nats a point and step, mean over steps 2 … ${model.chain.steps}; at t = 1 the mean of −log p(x_0 | x_1) is ${last.toPrecision(4)} nats`,
    ],
  };
}

/**
 * For every test point the mean over t ≥ 2 of KL(q(x_{t−1} | x_t, x_0) ‖ p), nats; and the mean over points of −log p(x_0 | x_1).
 * A chain of one step has no such KL: zeros.
 */
export function divergencesOf(
  model: PointModel,
  parameters: MeasureRequest['parameters'],
  points: PointSet,
  seed: number,
): { readonly values: Float64Array; readonly last: number } {
  const count = Math.min(points.count, MOST_POINTS);
  const { steps } = model.chain;
  const order = Array.from({ length: count }, (_, n) => n);
  const values = new Float64Array(count);
  let last = 0;
  for (let t = 1; t <= steps; t++) {
    const noise = stream(seed, 'divergence', t).fillNormal(new Float64Array(count * model.dimension));
    const batch = noisyPoints(model.chain, points, order, new Int32Array(count).fill(t), noise);
    const outputs = model.network.run(parameters, batch.xt, batch.t);
    const { divergences } = pointLoss(model.step, 'kl', batch, outputs);
    if (t === 1) last = divergences.reduce((sum, x) => sum + x, 0) / count;
    else
      divergences.forEach((x, n) => {
        values[n] = (values[n] as number) + x / (steps - 1);
      });
  }
  return { values, last };
}
