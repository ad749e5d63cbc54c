import { ComplexMatrix, expm, inverse, KrausError } from '@kraus/core';
import { type RealLu, realLu, realSolve } from '../dense-lu.js';
import { denseRows } from '../dense-rows.js';
import type { Evolution, Solving } from '../evolution.js';
import { positionOf } from '../kernels/index.js';
import type { RealOperator } from '../real-operator.js';

const LARGEST_SPACE = 90;
/**
 * The space is judged after every so many vectors, by how much the last of them changed the result at the first and the last time:
 * the exponential of the small matrix is what costs most in small systems.
 */
const JUDGED_EVERY = 10;
/** The pole is 1/γ with γ the stretch of time over this. */
const POLE = 10;
/** One stretch covers output times up to so many times its first. */
const STRETCH = 8;
const MOST_HALVINGS = 30;

/**
 * Shift-and-invert Krylov (van den Eshof & Hochbruck, SIAM J. Sci. Comput. 27, 1438, 2006): e^{tM} v in the Krylov space of
 * (I − γM)⁻¹, through one dense LU decomposition a stretch of time. The number of vectors hardly depends on stiffness; it grows
 * with undamped oscillation, and a stretch that needs more than 90 vectors is halved.
 * @throws KrausError `sim/too-many-steps`
 */
export function* solveByRationalKrylov(evolution: Evolution): Solving {
  const { kernels, shape, operator, state, times, outputs, tolerance } = evolution;
  const { rows, count } = shape;
  const output = kernels.allocate(state.data.length);
  output.data.fill(0);
  const at = (b: number, r: number): number => positionOf(shape, b, r);
  const vectors = Array.from({ length: count }, (_, b) =>
    Float64Array.from({ length: rows }, (_, r) => state.data[at(b, r)]),
  );
  const record = (m: number): void => {
    const data = output.data;
    vectors.forEach((vector, b) => {
      for (let r = 0; r < rows; r++) data[at(b, r)] = vector[r];
    });
    outputs.recordState(m, output);
  };
  const end = times[times.length - 1];
  let factors: { readonly gamma: number; readonly lu: RealLu } | undefined;
  let time = 0;
  let next = 0;
  let limit = Infinity;
  let halvings = 0;
  while (next < times.length) {
    if (times[next] === time) {
      record(next++);
      continue;
    }
    const length = Math.min(stretch(times, next, time), limit);
    const gamma = length / POLE;
    if (factors === undefined || Math.abs(factors.gamma - gamma) > 1e-12 * gamma) {
      factors = { gamma, lu: shifted(operator.source, gamma) };
    }
    const { lu } = factors;
    let until = next;
    while (until < times.length && times[until] <= time + length * (1 + 1e-12)) until++;
    // In units of γ.
    const wanted = times.slice(next, until).map((t) => POLE * ((t - time) / length));
    if (until === next) wanted.push(POLE);
    const share = (tolerance * length) / end;
    const moved: (Float64Array[] | undefined)[] = [];
    for (const vector of vectors) {
      const found = shiftAndInvert(lu, vector, wanted, share);
      moved.push(found);
      if (found === undefined) break;
      yield time / end;
    }
    if (moved.includes(undefined)) {
      limit = length / 2;
      if (++halvings > MOST_HALVINGS) {
        throw new KrausError(
          'sim/too-many-steps',
          `Lindblad: the rational Krylov method does not converge at time ${time} of ${end}; use the method auto or exact.`,
        );
      }
      continue;
    }
    wanted.forEach((_, m) => {
      vectors.forEach((vector, b) => {
        vector.set((moved[b] as Float64Array[])[m]);
      });
      if (until > next) record(next + m);
    });
    time = until > next ? times[until - 1] : time + length;
    next = until;
    yield time / end;
  }
}

/** How far the next stretch goes: over all outputs within a few times the first interval. */
function stretch(times: readonly number[], next: number, time: number): number {
  const first = times[next] - time;
  let until = next;
  while (until + 1 < times.length && times[until + 1] - time <= STRETCH * first * (1 + 1e-12)) until++;
  return times[until] - time;
}

/** The decomposition of I − γM. */
function shifted(operator: RealOperator, gamma: number): RealLu {
  const matrix = denseRows(operator);
  const n = operator.rows;
  for (let k = 0; k < n * n; k++) matrix[k] *= -gamma;
  for (let r = 0; r < n; r++) matrix[r * n + r] += 1;
  return realLu(n, matrix);
}

/** e^{tM} v for all times t/γ, or undefined if the largest space does not suffice. */
function shiftAndInvert(
  lu: RealLu,
  v: Float64Array,
  times: readonly number[],
  tolerance: number,
): Float64Array[] | undefined {
  const norm = length(v);
  if (norm === 0) return times.map(() => v.slice());
  const basis = [v.map((x) => x / norm)];
  const columns: number[][] = [];
  let before: Float64Array[] | undefined;
  const most = Math.min(LARGEST_SPACE, v.length);
  for (let j = 0; j < most; j++) {
    const w = realSolve(lu, basis[j]);
    const size = length(w);
    const column = new Array<number>(j + 2).fill(0);
    for (let pass = 0; pass < 2; pass++) {
      basis.forEach((b, k) => {
        const dot = b.reduce((sum, x, r) => sum + x * w[r], 0);
        column[k] += dot;
        for (let r = 0; r < w.length; r++) w[r] -= dot * b[r];
      });
    }
    const rest = length(w);
    column[j + 1] = rest;
    columns.push(column);
    const invariant = rest <= 1e-13 * size || j + 1 === v.length;
    if (invariant || (j + 1) % JUDGED_EVERY === 0) {
      const weights = [times[0], times[times.length - 1]].map((time) => smallWeights(columns, time));
      if (invariant || (before !== undefined && norm * largestChange(before, weights) <= tolerance)) {
        return times.map((time) => combination(basis, smallWeights(columns, time), norm));
      }
      before = weights;
    }
    basis.push(w.map((x) => x / rest));
  }
  return undefined;
}

/** exp(t (I − H⁻¹)) e₁, t in units of γ. */
function smallWeights(columns: readonly (readonly number[])[], time: number): Float64Array {
  const m = columns.length;
  const h = new ComplexMatrix(m, m);
  columns.forEach((column, j) => {
    column.slice(0, m).forEach((x, i) => {
      h.set(i, j, x);
    });
  });
  const exponent = inverse(h);
  for (let k = 0; k < exponent.data.length; k++) exponent.data[k] *= -time;
  for (let i = 0; i < m; i++) exponent.data[2 * (i * m + i)] += time;
  const exponential = expm(exponent);
  return Float64Array.from({ length: m }, (_, i) => exponential.re(i, 0));
}

function largestChange(before: readonly Float64Array[], now: readonly Float64Array[]): number {
  return Math.max(
    ...now.map((column, t) => Math.sqrt(column.reduce((s, x, k) => s + (x - (before[t][k] ?? 0)) ** 2, 0))),
  );
}

function combination(basis: readonly Float64Array[], weights: Float64Array, norm: number): Float64Array {
  const sum = new Float64Array(basis[0].length);
  weights.forEach((weight, k) => {
    for (let r = 0; r < sum.length; r++) sum[r] += norm * weight * basis[k][r];
  });
  return sum;
}

function length(x: Float64Array): number {
  return Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
}
