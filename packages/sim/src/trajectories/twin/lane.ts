import { angleValue } from '@kraus/core';
import type { CircuitBatch } from '../../executable/index.js';
import type { NoiseTable } from '../noise-tables.js';
import type { BlockStep, Factor, PlanCondition, SmallSystem, TrajectoryPlan } from '../plan/index.js';
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

/** The product of a block's factors in this lane. */
export function blockMatrix(lane: Lane, { factors, system }: BlockStep): Float64Array {
  const [first, ...rest] = factors.map((factor) => factorMatrix(lane, factor));
  return rest.reduce((product, matrix) => matrixProduct(matrix, product, system.size), first as Float64Array);
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

const bases = new WeakMap<SmallSystem, Int32Array>();

/** The bases of all groups. */
function basesOf(system: SmallSystem): Int32Array {
  let of = bases.get(system);
  if (of === undefined) {
    of = new Int32Array(system.groups);
    let group = 0;
    eachGroup(system, (base) => {
      (of as Int32Array)[group++] = base;
    });
    bases.set(system, of);
  }
  return of;
}

/** state[system] ← M state[system], or M† with `dagger`. */
export function applyMatrix(state: Float64Array, system: SmallSystem, given: Float64Array, dagger = false): void {
  const { size, offsets } = system;
  const matrix = dagger ? daggered(given, size) : given;
  if (size === 2) {
    applyPairs(state, basesOf(system), offsets[1] as number, matrix);
    return;
  }
  const places = Int32Array.from(offsets, (offset) => 2 * offset);
  const old = new Float64Array(2 * size);
  const of = basesOf(system);
  for (let group = 0; group < of.length; group++) {
    const base = 2 * (of[group] as number);
    for (let a = 0; a < size; a++) {
      const at = base + (places[a] as number);
      old[2 * a] = state[at] as number;
      old[2 * a + 1] = state[at + 1] as number;
    }
    for (let a = 0, entry = 0; a < size; a++) {
      let re = 0;
      let im = 0;
      for (let b = 0; b < 2 * size; b += 2, entry += 2) {
        const u = matrix[entry] as number;
        const v = matrix[entry + 1] as number;
        const x = old[b] as number;
        const y = old[b + 1] as number;
        re += u * x - v * y;
        im += u * y + v * x;
      }
      const at = base + (places[a] as number);
      state[at] = re;
      state[at + 1] = im;
    }
  }
}

function applyPairs(state: Float64Array, of: Int32Array, offset: number, matrix: Float64Array): void {
  const [ar, ai, br, bi, cr, ci, dr, di] = matrix as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let group = 0; group < of.length; group++) {
    const low = 2 * (of[group] as number);
    const high = low + 2 * offset;
    const x = state[low] as number;
    const y = state[low + 1] as number;
    const z = state[high] as number;
    const w = state[high + 1] as number;
    state[low] = ar * x - ai * y + (br * z - bi * w);
    state[low + 1] = ar * y + ai * x + (br * w + bi * z);
    state[high] = cr * x - ci * y + (dr * z - di * w);
    state[high + 1] = cr * y + ci * x + (dr * w + di * z);
  }
}

/** The conjugate transpose. */
export function daggered(matrix: Float64Array, size: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      result[2 * (b * size + a)] = matrix[2 * (a * size + b)] as number;
      result[2 * (b * size + a) + 1] = -(matrix[2 * (a * size + b) + 1] as number);
    }
  }
  return result;
}

/** left · right. */
export function matrixProduct(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const result = new Float64Array(left.length);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      let re = 0;
      let im = 0;
      for (let k = 0; k < size; k++) {
        const [l, r] = [2 * (a * size + k), 2 * (k * size + b)];
        re += (left[l] as number) * (right[r] as number) - (left[l + 1] as number) * (right[r + 1] as number);
        im += (left[l] as number) * (right[r + 1] as number) + (left[l + 1] as number) * (right[r] as number);
      }
      result[2 * (a * size + b)] = re;
      result[2 * (a * size + b) + 1] = im;
    }
  }
  return result;
}

/** X[a][b] = Σ over groups of left_a conj(right_b), row-major, re and im interleaved. */
export function moments(left: Float64Array, right: Float64Array, system: SmallSystem): Float64Array {
  const { size, offsets } = system;
  const of = basesOf(system);
  const sums = new Float64Array(2 * size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const [first, second] = [2 * (offsets[a] as number), 2 * (offsets[b] as number)];
      let re = 0;
      let im = 0;
      for (let group = 0; group < of.length; group++) {
        const base = 2 * (of[group] as number);
        const lr = left[base + first] as number;
        const li = left[base + first + 1] as number;
        const rr = right[base + second] as number;
        const ri = right[base + second + 1] as number;
        re += lr * rr + li * ri;
        im += li * rr - lr * ri;
      }
      sums[2 * (a * size + b)] = re;
      sums[2 * (a * size + b) + 1] = im;
    }
  }
  return sums;
}

/** Σ over groups of |state_a|². */
export function populations(state: Float64Array, system: SmallSystem): Float64Array {
  const of = basesOf(system);
  return Float64Array.from(system.offsets, (offset) => {
    let sum = 0;
    for (let group = 0; group < of.length; group++) {
      const at = 2 * ((of[group] as number) + offset);
      const x = state[at] as number;
      const y = state[at + 1] as number;
      sum += x * x + y * y;
    }
    return sum;
  });
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
  let sum = 0;
  for (let k = 0; k < state.length; k++) sum += (state[k] as number) ** 2;
  return sum;
}
