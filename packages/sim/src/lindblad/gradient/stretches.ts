import { modulus } from '@kraus/core';
import type { SeriesStep } from '../kernels/index.js';
import { type Ellipse, faberTerms } from '../series/faber.js';
import type { SeriesPlan } from '../series/series-plan.js';
import { seriesStep } from '../series/series-step.js';
import type { SpectralBounds } from '../series/spectral-bounds.js';
import { gaussLegendre } from './gauss-legendre.js';

/** Product of a stretch's length and the largest difference of two rates or frequencies in it. */
const LONGEST = 40;

/** A stretch of time without an output inside, over which one integral is taken. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
  /** Number of the output time at which it ends, if it ends at one. */
  readonly output: number | undefined;
}

/** Stretches from 0 over all output times, none longer than a step of the plan and than Gauss's quadrature likes. */
export function stretches(times: readonly number[], bounds: SpectralBounds, plan: SeriesPlan): Stretch[] {
  const found: Stretch[] = [];
  const longest = Math.min(times[times.length - 1] / plan.steps, LONGEST / Math.max(spread(bounds), Number.MIN_VALUE));
  let from = 0;
  times.forEach((time, m) => {
    if (time === from) return;
    const pieces = Math.ceil((time - from) / longest);
    for (let k = 0; k < pieces; k++) {
      const length = (time - from) / pieces;
      found.push({ from: from + k * length, length, output: k === pieces - 1 ? m : undefined });
    }
    from = time;
  });
  return found;
}

/** The largest modulus of a difference of two points of the bounds' rectangle. */
function spread({ lowest, highest, oscillation }: SpectralBounds): number {
  return modulus(highest - lowest, 2 * oscillation);
}

/** How stretches of one length are computed. Nodes lie symmetrically, so it serves both directions of time. */
export interface StretchRule {
  /** Nodes and weights of the integral over [0, 1]. */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
  /** The series to the stretch's end alone. */
  readonly move: SeriesStep;
  /** The series to the nodes, and to the end. */
  readonly toNodes: SeriesStep;
}

/** The rule of a length. @param ellipse around the bounds */
export function stretchRule(length: number, bounds: SpectralBounds, ellipse: Ellipse, tolerance: number): StretchRule {
  const terms = faberTerms(ellipse, length, tolerance);
  const { nodes, weights } = gaussLegendre(nodeCount(length * spread(bounds), tolerance));
  const common = { ellipse, terms, length, keep: true, negligible: tolerance / terms };
  const times = Array.from(nodes, (node) => node * length);
  return { nodes, weights, move: seriesStep(common), toNodes: seriesStep({ ...common, times }) };
}

/** Nodes for the integral of e^{zc} over 0 ≤ c ≤ 1, |z| ≤ reach: the error of n nodes is below (e |z| / 8n)^{2n}. */
function nodeCount(reach: number, tolerance: number): number {
  let n = 2;
  while (2 * n * Math.log((Math.E * reach) / (8 * n)) > Math.log(tolerance)) n++;
  return n;
}
