import { KrausError } from '@kraus/core';
import type { Evolution, Solving } from '../evolution.js';
import { type Block, type CombinedVector, type PlacedOperator, vectorLength } from '../kernels/index.js';
import { A, ALL_STAGES, C, D, E3, E5, STAGES } from './dop853-tableau.js';

/** A term f(t) M of a time-dependent generator. */
export interface PlacedDrive {
  readonly operator: PlacedOperator;
  readonly coefficient: (time: number) => number;
}

const SAFETY = 0.9;
const SMALLEST_FACTOR = 1 / 3;
const LARGEST_FACTOR = 6;
const MOST_STEPS = 1_000_000;

/**
 * Dormand–Prince 8(5,3) with adaptive steps and dense output (Hairer, Nørsett & Wanner, DOP853). All vectors take the same
 * steps; the error of a step is that of the worst vector, as a length, relative to lengths above 1.
 * @throws KrausError `sim/too-many-steps`, `sim/not-finite` for a coefficient f(t) that is no finite number
 */
export function* solveByDormandPrince(evolution: Evolution, drives: readonly PlacedDrive[]): Solving {
  const { kernels, shape, operator, times, outputs, tolerance } = evolution;
  const length = vectorLength(shape);
  const stages = Array.from({ length: ALL_STAGES }, () => kernels.allocate(length));
  const [error, trial] = [kernels.allocate(length), kernels.allocate(length)];
  let [here, there] = [evolution.state, kernels.allocate(length)];
  const stride = shape.rows * shape.lanes;

  const derivative = (time: number, x: Block, to: Block): void => {
    kernels.apply(shape, operator, x, to, [1, 0, 0]);
    for (const { operator: drive, coefficient } of drives) {
      const f = coefficient(time);
      if (!Number.isFinite(f)) {
        throw new KrausError(
          'sim/not-finite',
          `Lindblad: a drive's coefficient at time ${time} is ${f}, expected a finite number.`,
        );
      }
      kernels.apply(shape, drive, x, to, [f, 0, 1]);
    }
  };
  /** out = start + h Σ weights[k] stage k. */
  const combine = (start: Block | undefined, h: number, weights: readonly number[], out: Block): void => {
    const vectors: CombinedVector[] = [];
    const factors: number[] = [];
    if (start !== undefined) {
      vectors.push({ block: start, offset: 0, stride });
      factors.push(1);
    }
    weights.forEach((weight, k) => {
      if (weight === 0) return;
      vectors.push({ block: stages[k], offset: 0, stride });
      factors.push(h * weight);
    });
    const coefficients = new Float64Array(factors.length * shape.lanes);
    factors.forEach((factor, k) => {
      coefficients.fill(factor, k * shape.lanes, (k + 1) * shape.lanes);
    });
    kernels.combine(shape, vectors, coefficients, 0, out);
  };
  const squares = (x: Block): ArrayLike<number> => kernels.dots(shape, x, x);

  const end = times[times.length - 1];
  let next = 0;
  while (next < times.length && times[next] === 0) outputs.recordState(next++, here);
  let time = 0;
  derivative(0, here, stages[0]);
  let h = Math.min(end, firstStep(squares(here), squares(stages[0]), tolerance));
  let rejected = false;
  for (let steps = 0; next < times.length; steps++) {
    if (steps === MOST_STEPS || !(h > 1e-15 * end)) {
      throw new KrausError(
        'sim/too-many-steps',
        `Lindblad: Dormand–Prince reached time ${time} of ${end} after ${steps} steps, the last of ${h.toExponential(1)}; ` +
          'the problem is stiff: use the method auto, rational or exact.',
      );
    }
    const whole = time + h >= end * (1 - 1e-14);
    const size = whole ? end - time : h;
    for (let s = 1; s < STAGES; s++) {
      combine(here, size, A[s], trial);
      derivative(time + C[s] * size, trial, stages[s]);
    }
    combine(here, size, A[STAGES], there);
    derivative(time + size, there, stages[STAGES]);
    combine(undefined, size, E5, error);
    const fifth = squares(error);
    combine(undefined, size, E3, error);
    const off = worstError(fifth, squares(error), squares(there), tolerance);
    if (!(off <= 1)) {
      h = size * Math.max(SMALLEST_FACTOR, Number.isNaN(off) ? 0 : SAFETY / eighthRoot(off));
      rejected = true;
      continue;
    }
    if (times[next] < (whole ? end : time + size)) {
      for (let s = STAGES + 1; s < ALL_STAGES; s++) {
        combine(here, size, A[s], trial);
        derivative(time + C[s] * size, trial, stages[s]);
      }
    }
    while (next < times.length && times[next] <= (whole ? end : time + size)) {
      if (whole && times[next] === end) outputs.recordState(next++, there);
      else {
        combine(here, size, denseWeights((times[next] - time) / size), trial);
        outputs.recordState(next++, trial);
      }
    }
    time = whole ? end : time + size;
    [here, there] = [there, here];
    [stages[0], stages[STAGES]] = [stages[STAGES], stages[0]];
    const factor = Math.max(SMALLEST_FACTOR, off === 0 ? LARGEST_FACTOR : SAFETY / eighthRoot(off));
    h = size * Math.min(rejected ? 1 : LARGEST_FACTOR, factor);
    rejected = false;
    yield end === 0 ? 1 : time / end;
  }
}

/** A first step after which the explicit Euler method is still about right to the tolerance's eighth root. */
function firstStep(state: ArrayLike<number>, slope: ArrayLike<number>, tolerance: number): number {
  let h = Infinity;
  for (let l = 0; l < state.length; l++) {
    if (slope[l] > 0) h = Math.min(h, Math.sqrt(Math.max(state[l], 1) / slope[l]) * eighthRoot(tolerance));
  }
  return h;
}

/** DOP853's norm: |e5|² / √(|e5|² + 0.01 |e3|²) of the worst vector over tolerance · max(1, its length). */
function worstError(
  fifth: ArrayLike<number>,
  third: ArrayLike<number>,
  size: ArrayLike<number>,
  tolerance: number,
): number {
  let worst = 0;
  for (let l = 0; l < fifth.length; l++) {
    if (fifth[l] === 0) continue;
    const error = fifth[l] / Math.sqrt(fifth[l] + 0.01 * third[l]);
    const off = error / (tolerance * Math.max(1, Math.sqrt(size[l])));
    if (!(off <= worst)) worst = off;
  }
  return worst;
}

/** Weights of all stages for the state at the share θ of the step. */
function denseWeights(theta: number): number[] {
  // y + Σ F_i p_i(θ): F_0 = Δy, F_1 = h f − Δy, F_2 = 2 Δy − h (f_new + f), F_3 … F_6 = h D K.
  const p = [theta];
  for (let i = 1; i < 7; i++) p.push(p[i - 1] * (i % 2 === 1 ? 1 - theta : theta));
  return Array.from({ length: ALL_STAGES }, (_, k) => {
    const step = A[STAGES][k] ?? 0;
    const first = k === 0 ? 1 : 0;
    const last = k === STAGES ? 1 : 0;
    const higher = D.reduce((sum, row, i) => sum + p[3 + i] * row[k], 0);
    return p[0] * step + p[1] * (first - step) + p[2] * (2 * step - last - first) + higher;
  });
}

/** By square roots, which are rounded alike everywhere. */
function eighthRoot(x: number): number {
  return Math.sqrt(Math.sqrt(Math.sqrt(x)));
}
