import { angleValue } from '@kraus/core';
import type { CircuitBatch } from '../../executable/index.js';
import type { NoiseTable } from '../noise-tables.js';
import type { Factor, PlanCondition, SmallSystem, TrajectoryPlan } from '../plan/index.js';
import { eachGroup, sizeOf } from '../plan/index.js';

/** One trajectory: a pure state on its way, with the outcomes so far. */
export interface Lane {
  readonly plan: TrajectoryPlan;
  readonly batch: CircuitBatch;
  readonly tables: ReadonlyMap<number, NoiseTable>;
  readonly sample: number;
  readonly psi: Float64Array;
  readonly choice: Int32Array;
  readonly scale: Float64Array;
  /** Probability of the outcomes in front of each draw. */
  readonly chance: Float64Array;
  /** Squared norm of the initial state. */
  readonly norm: number;
}

/** Whether a condition holds for the outcomes so far. */
export function active(lane: Lane, condition: PlanCondition | undefined): boolean {
  if (condition === undefined) return true;
  return (
    condition.terms.reduce((sum, [draw, weight]) => sum + (lane.choice[draw] as number) * weight, 0) === condition.value
  );
}

/** The matrix of a factor in this lane, row-major, re and im interleaved. */
export function factorMatrix(lane: Lane, factor: Factor): Float64Array {
  const size = sizeOf(factor);
  const identity = () => {
    const matrix = new Float64Array(2 * size * size);
    for (let a = 0; a < size; a++) matrix[2 * (a * size + a)] = 1;
    return matrix;
  };
  if (factor.kind === 'mixture') {
    const option = lane.choice[factor.draw] as number;
    return option < 0 ? identity() : (factor.matrices[option] as Float64Array);
  }
  if (!active(lane, factor.condition)) return identity();
  if (factor.kind === 'constant') return factor.matrix;
  const half = laneAngle(lane, factor.angle) / 2;
  const [cosine, sine] = [Math.cos(half), Math.sin(half)];
  const matrix = identity();
  factor.rows.forEach((row, a) => {
    if (row < 0) return;
    matrix[2 * (a * size + a)] = cosine;
    const at = 2 * (row * size + a);
    matrix[at]! += (factor.phases[2 * a + 1] as number) * sine;
    matrix[at + 1]! -= (factor.phases[2 * a] as number) * sine;
  });
  return matrix;
}

function laneAngle(lane: Lane, angle: Parameters<typeof angleValue>[0]): number {
  const { batch, plan, sample } = lane;
  const first = sample * plan.inputs;
  const inputs = Array.from(
    { length: angle.terms.some(({ source }) => source === 'input') ? plan.inputs : 0 },
    (_, i) => batch.inputs?.[first + i] ?? 0,
  );
  return angleValue(angle, batch.parameters ?? [], inputs);
}

/** state[system] ← M state[system], or M† with `dagger`. */
export function applyMatrix(state: Float64Array, system: SmallSystem, matrix: Float64Array, dagger = false): void {
  const { size, offsets } = system;
  const old = new Float64Array(2 * size);
  const sign = dagger ? -1 : 1;
  eachGroup(system, (base) => {
    for (let a = 0; a < size; a++) {
      const at = 2 * (base + (offsets[a] as number));
      old[2 * a] = state[at] as number;
      old[2 * a + 1] = state[at + 1] as number;
    }
    for (let a = 0; a < size; a++) {
      let [re, im] = [0, 0];
      for (let b = 0; b < size; b++) {
        const entry = 2 * (dagger ? b * size + a : a * size + b);
        const u = matrix[entry] as number;
        const v = sign * (matrix[entry + 1] as number);
        const x = old[2 * b] as number;
        const y = old[2 * b + 1] as number;
        re += u * x - v * y;
        im += u * y + v * x;
      }
      const at = 2 * (base + (offsets[a] as number));
      state[at] = re;
      state[at + 1] = im;
    }
  });
}

/** X[a][b] = Σ over groups of left_a conj(right_b), row-major, re and im interleaved. */
export function moments(left: Float64Array, right: Float64Array, system: SmallSystem): Float64Array {
  const { size, offsets } = system;
  const sums = new Float64Array(2 * size * size);
  eachGroup(system, (base) => {
    for (let a = 0; a < size; a++) {
      const l = 2 * (base + (offsets[a] as number));
      const [lr, li] = [left[l] as number, left[l + 1] as number];
      for (let b = 0; b < size; b++) {
        const r = 2 * (base + (offsets[b] as number));
        const [rr, ri] = [right[r] as number, right[r + 1] as number];
        sums[2 * (a * size + b)]! += lr * rr + li * ri;
        sums[2 * (a * size + b) + 1]! += li * rr - lr * ri;
      }
    }
  });
  return sums;
}

/** Σ over groups of |state_a|². */
export function populations(state: Float64Array, system: SmallSystem): Float64Array {
  const sums = new Float64Array(system.size);
  eachGroup(system, (base) => {
    system.offsets.forEach((offset, a) => {
      const at = 2 * (base + offset);
      sums[a]! += (state[at] as number) ** 2 + (state[at + 1] as number) ** 2;
    });
  });
  return sums;
}

/** Re and Im of tr(A B) for two matrices of one size. */
export function traceOfProduct(a: ArrayLike<number>, b: ArrayLike<number>, size: number): [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [u, v] = [2 * (i * size + j), 2 * (j * size + i)];
      re += (a[u] as number) * (b[v] as number) - (a[u + 1] as number) * (b[v + 1] as number);
      im += (a[u] as number) * (b[v + 1] as number) + (a[u + 1] as number) * (b[v] as number);
    }
  }
  return [re, im];
}

export function squaredNorm(state: Float64Array): number {
  return state.reduce((sum, x) => sum + x * x, 0);
}
