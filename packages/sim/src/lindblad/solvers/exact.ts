import { denseOperator } from '../dense-rows.js';
import type { Evolution, Solving } from '../evolution.js';
import {
  type BatchShape,
  type Block,
  batchShape,
  type LindbladKernels,
  newVector,
  type PlacedOperator,
  positionOf,
  vectorLength,
} from '../kernels/index.js';
import { planSeries } from '../series/series-plan.js';
import { seriesStep } from '../series/series-step.js';
import { spectralBounds } from '../series/spectral-bounds.js';

/** Cost of the series against a squaring is balanced at about this value of ‖M‖ t. */
const SERIES_REACH = 16;

/**
 * The exact exponential: the d² × d² propagator of every distinct interval between output times, by scaling and squaring, then one
 * product an output. Its cost grows only with the logarithm of stiffness and time.
 */
export function* solveExactly(evolution: Evolution): Solving {
  const { kernels, shape, state, times, outputs, operator } = evolution;
  let [here, there] = [state, kernels.allocate(vectorLength(shape))];
  let propagator: { readonly interval: number; readonly placed: PlacedOperator } | undefined;
  let time = 0;
  for (let m = 0; m < times.length; m++) {
    const interval = times[m] - time;
    if (interval > 0) {
      if (propagator === undefined || Math.abs(propagator.interval - interval) > 1e-14 * times[m]) {
        if (propagator !== undefined) kernels.remove(propagator.placed);
        propagator = { interval, placed: exponential(kernels, operator, interval) };
      }
      kernels.apply(shape, propagator.placed, here, there, [1, 0, 0]);
      [here, there] = [there, here];
    }
    time = times[m];
    outputs.recordState(m, here);
    yield (m + 1) / times.length;
  }
  if (propagator !== undefined) kernels.remove(propagator.placed);
}

/** e^{tM} as a dense operator in the kernels' memory. */
function exponential(kernels: LindbladKernels, operator: PlacedOperator, time: number): PlacedOperator {
  const { source } = operator;
  const { rows, dimension } = source;
  const shape = batchShape(kernels, rows, rows);
  const bounds = spectralBounds(source);
  const reach = Math.max(bounds.highest - bounds.lowest, 2 * bounds.oscillation) * time;
  const squarings = Math.max(0, Math.ceil(Math.log2(reach / SERIES_REACH)));
  let [here, there] = [newVector(kernels, shape, (b, set) => set(b, 1)), kernels.allocate(vectorLength(shape))];
  shortExponential(kernels, shape, operator, here, time * 2 ** -squarings);
  for (let k = 0; k < squarings; k++) {
    const placed = kernels.place(denseOperator(dimension, columnsToRows(here, shape)));
    kernels.apply(shape, placed, here, there, [1, 0, 0]);
    kernels.remove(placed);
    [here, there] = [there, here];
  }
  const placed = kernels.place(denseOperator(dimension, columnsToRows(here, shape)));
  kernels.release(here);
  kernels.release(there);
  return placed;
}

/** state ← e^{tM} state for a short time, by the series. */
function shortExponential(
  kernels: LindbladKernels,
  shape: BatchShape,
  operator: PlacedOperator,
  state: Block,
  time: number,
): void {
  const { ellipse, steps, terms } = planSeries({
    bounds: spectralBounds(operator.source),
    duration: time,
    tolerance: 1e-17,
    operatorWork: 1,
    outputs: 0,
    growth: 3,
  });
  const none = kernels.allocate(0);
  const told = seriesStep({ ellipse, terms, length: time / steps, keep: true, negligible: 0 });
  for (let step = 0; step < steps; step++) kernels.series(shape, operator, state, told, none);
  kernels.release(none);
}

/** Row-major matrix whose columns are the vectors of the batch. */
function columnsToRows(block: Block, shape: BatchShape): Float64Array {
  const { rows, count } = shape;
  const data = block.data;
  const matrix = new Float64Array(rows * count);
  for (let r = 0; r < rows; r++) for (let c = 0; c < count; c++) matrix[r * count + c] = data[positionOf(shape, c, r)];
  return matrix;
}
