import { KrausError } from '@kraus/core';
import { densityMatrices } from '../state-data/index.js';
import { checkDimension, checkStep, type StateNoise } from './state-noise.js';

/** Weights p_1 … p_T of the depolarizing steps of MSQuDDPM. */
export type DepolarizingSchedule =
  | { readonly kind: 'linear'; readonly steps: number; readonly first: number; readonly last: number }
  /** 1 − f(t)/f(t − 1), f(t) = cos²((t/T + s)/(1 + s) · π/2), s = 0.001, between 1e-4 and 1; `squared-cosine` is its square. */
  | { readonly kind: 'cosine' | 'squared-cosine'; readonly steps: number }
  | { readonly kind: 'table'; readonly weights: readonly number[] };

const OFFSET = 0.001;
const SMALLEST = 1e-4;

/** The weights of a schedule, element t − 1 for step t, each in [0, 1]. @throws KrausError `diffusion/bad-schedule` */
export function depolarizingWeights(schedule: DepolarizingSchedule): Float64Array {
  const weights = schedule.kind === 'table' ? Float64Array.from(schedule.weights) : computed(schedule);
  const bad = weights.findIndex((p) => !(p >= 0 && p <= 1));
  if (weights.length === 0 || bad >= 0) {
    const what = weights.length === 0 ? 'there are no steps' : `the weight of step ${bad + 1} is ${weights[bad]}`;
    throw new KrausError('diffusion/bad-schedule', `Depolarizing schedule: ${what}; expected numbers from 0 to 1.`);
  }
  return weights;
}

function computed(schedule: Exclude<DepolarizingSchedule, { kind: 'table' }>): Float64Array {
  const { steps } = schedule;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new KrausError(
      'diffusion/bad-schedule',
      `Depolarizing schedule: ${steps} steps, expected a whole number ≥ 1.`,
    );
  }
  if (schedule.kind === 'linear') {
    const { first, last } = schedule;
    return Float64Array.from({ length: steps }, (_, k) =>
      steps === 1 ? first : first + ((last - first) * k) / (steps - 1),
    );
  }
  const left = (t: number): number => Math.cos((((t / steps + OFFSET) / (1 + OFFSET)) * Math.PI) / 2) ** 2;
  const power = schedule.kind === 'cosine' ? 1 : 2;
  return Float64Array.from(
    { length: steps },
    (_, k) => Math.min(1, Math.max(SMALLEST, 1 - left(k + 1) / left(k))) ** power,
  );
}

/**
 * The forward process of MSQuDDPM (Kwun et al., PRA 111, 032610, and its code): ρ → (1 − p_s)ρ + p_s I/D, applied once for every qubit at
 * each step. It is the global depolarizing channel n times over, not one channel on each qubit: after t steps ρ_t = w ρ_0 + (1 − w) I/D
 * with w = Π_s (1 − p_s)^n.
 * @throws KrausError `diffusion/bad-schedule`
 */
export function globalDepolarizing(qubits: number, schedule: DepolarizingSchedule): StateNoise {
  const weights = depolarizingWeights(schedule);
  const dimension = 2 ** qubits;
  return {
    steps: weights.length,
    noisy(states, t) {
      checkStep(t, weights.length);
      checkDimension(states, dimension);
      const kept = weights.subarray(0, t).reduce((product, p) => product * (1 - p) ** qubits, 1);
      const mixed = densityMatrices(states);
      const data = mixed.data.map((x) => kept * x);
      const size = 2 * dimension * dimension;
      for (let n = 0; n < mixed.count; n++) {
        for (let i = 0; i < dimension; i++) {
          const at = n * size + 2 * (dimension * i + i);
          data[at] = (data[at] as number) + (1 - kept) / dimension;
        }
      }
      return { ...mixed, data };
    },
  };
}
