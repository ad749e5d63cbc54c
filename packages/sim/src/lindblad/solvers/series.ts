import type { Evolution, Solving } from '../evolution.js';
import { vectorLength } from '../kernels/index.js';
import type { SeriesPlan } from '../series/series-plan.js';
import { seriesStep } from '../series/series-step.js';

/** Numbers of outputs that one call of the kernel writes at most, if there is more than one time. */
const MOST_OUTPUTS = 2 ** 24;

/** Steps of a Faber–Chebyshev series; every output time within a step is read out of the same vectors. */
export function* solveBySeries(evolution: Evolution, plan: SeriesPlan): Solving {
  const { kernels, shape, operator, state, times, outputs } = evolution;
  const { ellipse, steps, terms } = plan;
  const length = times[times.length - 1] / steps;
  const perTime = (vectorLength(shape) / shape.rows) * outputs.columns;
  const mostTimes = Math.max(1, Math.floor(MOST_OUTPUTS / perTime));
  const negligible = evolution.tolerance / (8 * steps * terms);
  let first = 0;
  for (let step = 0; step < steps; step++) {
    const end = step === steps - 1 ? Infinity : (step + 1) * length;
    let until = first;
    while (until < times.length && times[until] <= end) until++;
    do {
      const stop = Math.min(until, first + mostTimes);
      const within = times.slice(first, stop).map((time) => time - step * length);
      const out = kernels.allocate(within.length * perTime);
      const keep = stop === until && step < steps - 1;
      const told = seriesStep({ ellipse, terms, length, keep, times: within, negligible, readout: outputs.readout });
      kernels.series(shape, operator, state, told, out);
      outputs.recordSeries(first, within.length, out);
      kernels.release(out);
      first = stop;
      yield (step + 1) / steps;
    } while (first < until);
  }
}
