import { KrausError } from '@kraus/core';
import type { Evolution, Solving } from '../evolution.js';
import { type CombinedVector, vectorLength } from '../kernels/index.js';
import { exponentialColumn } from './small-exponential.js';

const LARGEST_SPACE = 30;
const MOST_STEPS = 100_000;

/** The Krylov space of one vector: what Arnoldi's process left. */
interface SmallProblem {
  readonly norm: number;
  /** Dimension, below that asked for if the space is invariant. */
  readonly m: number;
  /** Row-major m × m. */
  readonly h: Float64Array;
  /** h_{m+1, m}; 0 if the space is invariant. */
  readonly next: number;
}

/**
 * Arnoldi's method (Saad 1992; Hochbruck & Lubich 1997): e^{tM} v in the Krylov space of 30 vectors, one space a vector of the
 * batch, in steps as long as the worst of them allows; every output time of a step comes from the same spaces.
 * @throws KrausError `sim/too-many-steps`
 */
export function* solveByKrylov(evolution: Evolution): Solving {
  const { kernels, shape, operator, state, times, outputs, tolerance } = evolution;
  const steps = Math.min(LARGEST_SPACE, shape.rows);
  const { tiles, lanes } = shape;
  const size = shape.rows * lanes;
  const basis = kernels.allocate((steps + 1) * vectorLength(shape));
  const norm = kernels.allocate(tiles * lanes);
  const h = kernels.allocate(tiles * steps * (steps + 2) * lanes);
  const output = kernels.allocate(vectorLength(shape));
  const vectors: CombinedVector[] = Array.from({ length: steps }, (_, k) => ({
    block: basis,
    offset: k * size,
    stride: (steps + 1) * size,
  }));
  const end = times[times.length - 1];
  let time = 0;
  let next = 0;
  let guess = end;
  while (next < times.length && times[next] === 0) outputs.recordState(next++, state);
  for (let count = 0; next < times.length; count++) {
    for (let tile = 0; tile < tiles; tile++) {
      basis.data.set(state.data.subarray(tile * size, (tile + 1) * size), tile * (steps + 1) * size);
    }
    kernels.arnoldi(shape, operator, basis, steps, norm, h);
    const problems = smallProblems(norm.data, h.data, tiles, lanes, steps);
    const at = (t: number): Float64Array => coefficientsAt(problems, lanes, steps, t);
    const length = longestStep(problems, Math.min(guess, end - time), end, tolerance);
    if (count === MOST_STEPS || !(length > 1e-14 * end)) {
      throw new KrausError(
        'sim/too-many-steps',
        `Lindblad: the Krylov method reached time ${time} of ${end} after ${count} steps; use the method auto, rational or exact.`,
      );
    }
    const last = time + length >= end * (1 - 1e-14);
    while (next < times.length && times[next] <= (last ? end : time + length)) {
      kernels.combine(shape, vectors, at(times[next] - time), steps * lanes, output);
      outputs.recordState(next++, output);
    }
    if (!last) kernels.combine(shape, vectors, at(length), steps * lanes, state);
    time = last ? end : time + length;
    guess = 2 * length;
    yield time / end;
  }
}

/** The Hessenberg matrices of all vectors, lane by lane. */
function smallProblems(
  norm: ArrayLike<number>,
  h: ArrayLike<number>,
  tiles: number,
  lanes: number,
  steps: number,
): SmallProblem[] {
  return Array.from({ length: tiles * lanes }, (_, l) => {
    const base = Math.floor(l / lanes) * steps * (steps + 2) * lanes + (l % lanes);
    const entry = (i: number, j: number): number => h[base + (j * (steps + 2) + i) * lanes];
    let m = 1;
    while (m < steps && entry(m, m - 1) !== 0) m++;
    const small = new Float64Array(m * m);
    for (let j = 0; j < m; j++) for (let i = 0; i <= Math.min(j + 1, m - 1); i++) small[i * m + j] = entry(i, j);
    return { norm: norm[l], m, h: small, next: entry(m, m - 1) };
  });
}

/** The longest step, from a guess downwards by halves, whose estimated error is the time's share of the tolerance. */
function longestStep(problems: readonly SmallProblem[], guess: number, end: number, tolerance: number): number {
  let length = guess;
  for (const { norm, m, h, next } of problems) {
    if (norm === 0 || next === 0) continue;
    const error = (t: number): number => norm * next * Math.abs(exponentialColumn(h, m, t).left) * t;
    while (length > 0 && !(error(length) <= (tolerance * Math.max(length, 1e-3 * end)) / end)) length /= 2;
  }
  return length;
}

/** |v| e^{tH} e₁ of every vector: [tile][k][lane]. */
function coefficientsAt(problems: readonly SmallProblem[], lanes: number, steps: number, time: number): Float64Array {
  const coefficients = new Float64Array(problems.length * steps);
  problems.forEach(({ norm, m, h }, l) => {
    if (norm === 0) return;
    const { column } = exponentialColumn(h, m, time);
    for (let k = 0; k < m; k++) {
      coefficients[(Math.floor(l / lanes) * steps + k) * lanes + (l % lanes)] = norm * column[k];
    }
  });
  return coefficients;
}
