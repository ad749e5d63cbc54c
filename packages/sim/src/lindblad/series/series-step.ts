import type { Readout, SeriesStep } from '../kernels/index.js';
import { type Ellipse, faberCoefficients } from './faber.js';

export interface SeriesStepRequest {
  readonly ellipse: Ellipse;
  readonly terms: number;
  readonly length: number;
  /** Whether the state moves on to the end of the step. */
  readonly keep: boolean;
  /** Output times from the step's beginning on, ascending. */
  readonly times?: readonly number[];
  /** Coefficients of outputs below this are left out. */
  readonly negligible: number;
  readonly readout?: Readout | undefined;
}

/** What the series kernel is told for one step. */
export function seriesStep(request: SeriesStepRequest): SeriesStep {
  const { ellipse, terms, length, keep, times = [], negligible, readout } = request;
  const coefficients = new Float64Array(terms * times.length);
  const first = new Int32Array(terms).fill(times.length);
  times.forEach((time, m) => {
    faberCoefficients(ellipse, time, terms).forEach((a, k) => {
      coefficients[k * times.length + m] = a;
      if (first[k] === times.length && Math.abs(a) > negligible) first[k] = m;
    });
  });
  return {
    scalars: [1 / ellipse.rho, ellipse.center, ellipse.delta / ellipse.rho],
    last: faberCoefficients(ellipse, length, terms),
    keep,
    coefficients,
    first,
    times: times.length,
    readout,
  };
}
