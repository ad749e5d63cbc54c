import { type ComponentSpec, resolveOptions } from '@kraus/core';
import type { PlainResult } from '../metrics/index.js';
import { distanceWithSpread, type StateKernel } from '../state-metrics/index.js';
import { exactTransport, sinkhorn } from '../transport/index.js';
import { contextOf, drawsOf, PLAIN, type StateComparison, type StateMetric } from './context.js';
import { type Chosen, PairKernel } from './pair-kernel.js';
import { mmdSchema, wassersteinSchema } from './schema.js';

/** Metrics that are a distance of ensembles, beside that of training states to the same test states. */
export const DISTANCES: Readonly<Record<string, StateMetric>> = {
  mmd(comparison, spec) {
    const { kernel, estimator, limit, repeats } = resolveOptions(mmdSchema, spec.options, contextOf(spec));
    return distance(comparison, spec, {
      title: `maximum mean discrepancy, ${estimator} (${kernel})`,
      kernel: kernel === 'fidelity' ? 'fidelity' : 'superfidelity',
      limit,
      repeats,
      measure: (pairs, x, y) => pairs.discrepancy(x, y, estimator === 'biased' ? 'biased' : 'unbiased'),
    });
  },
  wasserstein(comparison, spec) {
    const options = resolveOptions(wassersteinSchema, spec.options, contextOf(spec));
    const { kernel, regularisation, limit, repeats } = options;
    return distance(comparison, spec, {
      title: `Wasserstein distance${regularisation === 0 ? '' : `, Sinkhorn ${regularisation}`} (${kernel})`,
      kernel: kernel === 'fidelity' ? 'fidelity' : 'superfidelity',
      limit,
      repeats,
      measure: (pairs, x, y) => {
        const costs = pairs.costs(x, y);
        return regularisation === 0 ? exactTransport(costs).cost : sinkhorn(costs, { regularisation }).cost;
      },
    });
  },
};

interface DistanceOf {
  readonly title: string;
  readonly kernel: StateKernel;
  /** States on each side, at most. */
  readonly limit: number;
  readonly repeats: number;
  readonly measure: (pairs: PairKernel, x: Chosen, y: Chosen) => number;
}

function distance(comparison: StateComparison, spec: ComponentSpec, asked: DistanceOf): PlainResult {
  const { title, kernel, limit, repeats, measure } = asked;
  const pairs = new PairKernel(kernel, [comparison.generated, comparison.fresh, comparison.reference], limit);
  const [generated, fresh, data] = pairs.sides as readonly [Chosen, Chosen, Chosen];
  const { value, standardError, interval95, counts, floor } = distanceWithSpread({
    generated,
    fresh,
    data,
    distance: (x, y) => measure(pairs, x, y),
    count: (side) => side.length,
    take: (side, indices) => Uint32Array.from(indices, (k) => side[k] as number),
    random: drawsOf(comparison, spec),
    repeats,
  });
  const how = `${repeats} pairs of half-samples`;
  return {
    ...PLAIN,
    title,
    value,
    better: 'floor',
    spread: { standardError, interval95, how },
    floor: {
      value: floor.value,
      deviation: floor.standardError,
      repeats,
      counts: { samples: floor.counts[0], reference: floor.counts[1] },
      how: `training states against the same test states, ± by ${how}`,
    },
    counts: { samples: counts[0], reference: counts[1] },
    notes: [],
  };
}
