import { type Ellipse, faberTerms } from './faber.js';
import type { SpectralBounds } from './spectral-bounds.js';

/** How a series walks over a stretch of time. */
export interface SeriesPlan {
  readonly ellipse: Ellipse;
  /** Steps of equal length. */
  readonly steps: number;
  /** Terms of one step. */
  readonly terms: number;
  /** Multiply–adds a vector. */
  readonly work: number;
}

export interface SeriesRequest {
  readonly bounds: SpectralBounds;
  readonly duration: number;
  readonly tolerance: number;
  /** Multiply–adds of one application of the operator to a vector. */
  readonly operatorWork: number;
  /** Numbers of all outputs of a vector: times × readouts. */
  readonly outputs: number;
  /** The most by which rounding errors may grow within a step. */
  readonly growth: number;
}

/** Real half axis over that of the rectangle. */
const WIDENINGS = [1.15, 1.4, 1.8, 2.4, 3.5, 6, 12, 30];
/** Terms of one step at most: between steps a computation can be stopped. */
const MOST_TERMS = 2000;

/**
 * The cheapest ellipse around the bounds' rectangle and number of steps. The real half axis may reach to the right of 0, where
 * the exponential grows: the steps are so short that it grows by at most `growth`, which bounds the growth of rounding errors.
 */
export function planSeries(request: SeriesRequest): SeriesPlan {
  const { duration, outputs, operatorWork } = request;
  if (duration === 0) return { ellipse: { center: 0, rho: 1, delta: 0 }, steps: 1, terms: 1, work: outputs };
  let best: SeriesPlan | undefined;
  for (const ellipse of candidates(request.bounds, duration)) {
    const right = Math.max(0, ellipse.center + ellipse.rho + ellipse.delta);
    const fewest = Math.max(1, Math.ceil((right * duration) / Math.log(request.growth)));
    for (let steps = fewest; ; steps *= 2) {
      const terms = faberTerms(ellipse, duration / steps, request.tolerance / steps);
      const work = steps * terms * operatorWork + outputs * terms;
      if (terms <= MOST_TERMS && (best === undefined || work < best.work)) best = { ellipse, steps, terms, work };
      else if (terms <= MOST_TERMS || steps > 2 ** 40) break;
    }
  }
  return best as SeriesPlan;
}

function candidates({ lowest, highest, oscillation }: SpectralBounds, duration: number): Ellipse[] {
  const center = (lowest + highest) / 2;
  const half = (highest - lowest) / 2;
  const ellipse = (real: number, imaginary: number): Ellipse => ({
    center,
    rho: (real + imaginary) / 2,
    delta: (real - imaginary) / 2,
  });
  const size = Math.max(half, oscillation);
  if (size === 0) return [ellipse(1 / Math.max(duration, 1e-300), 1 / Math.max(duration, 1e-300))];
  if (Math.min(half, oscillation) < 1e-12 * size) return [ellipse(half, oscillation)];
  return WIDENINGS.map((u) => ellipse(half * u, oscillation / Math.sqrt(1 - 1 / (u * u))));
}
