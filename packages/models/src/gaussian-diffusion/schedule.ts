import { KrausError } from '@kraus/core';

/** How much noise each of the steps 1 … T adds. */
export type GaussianSchedule =
  | {
      /** β from `first` to `last` in equal steps (Ho et al., arXiv:2006.11239). */
      readonly kind: 'linear';
      readonly steps: number;
      readonly first: number;
      readonly last: number;
    }
  | {
      /** ᾱ_t = f(t)/f(0), f(t) = cos²((t/T + s)/(1 + s) · π/2), β at most 0.999 (Nichol and Dhariwal, arXiv:2102.09672, eq. 17). */
      readonly kind: 'cosine';
      readonly steps: number;
      /** s ≥ 0; default 0.008. */
      readonly offset?: number;
    }
  | {
      /**
       * ᾱ_t = (σ(end) − σ(u))/(σ(end) − σ(start)) with u = start + (end − start) t/T, each divided by τ (Jabri et al.,
       * arXiv:2212.11972, section 2), β at most 0.999.
       */
      readonly kind: 'sigmoid';
      readonly steps: number;
      /** Default −3. */
      readonly start?: number;
      /** Default 3. */
      readonly end?: number;
      /** τ > 0; default 1. */
      readonly temperature?: number;
    }
  | {
      /** β of each step as given. */
      readonly kind: 'table';
      readonly betas: readonly number[];
    };

const LARGEST_BETA = 0.999;

/**
 * β_1 … β_T of a schedule, element t − 1 for step t, each in (0, 1).
 * @throws KrausError `diffusion/bad-schedule`
 */
export function betasOf(schedule: GaussianSchedule): Float64Array {
  const betas = schedule.kind === 'table' ? Float64Array.from(schedule.betas) : computed(schedule);
  const bad = betas.findIndex((beta) => !(beta > 0 && beta < 1));
  if (betas.length === 0 || bad >= 0) {
    const what = betas.length === 0 ? 'it has no steps' : `β of step ${bad + 1} is ${betas[bad]}`;
    throw new KrausError('diffusion/bad-schedule', `Gaussian schedule: ${what}; expected numbers above 0 and below 1.`);
  }
  return betas;
}

function computed(schedule: Exclude<GaussianSchedule, { kind: 'table' }>): Float64Array {
  const { steps } = schedule;
  if (!Number.isSafeInteger(steps) || steps < 1) {
    throw new KrausError('diffusion/bad-schedule', `Gaussian schedule: ${steps} steps, expected a whole number ≥ 1.`);
  }
  if (schedule.kind === 'linear') {
    const { first, last } = schedule;
    return Float64Array.from({ length: steps }, (_, k) =>
      steps === 1 ? first : first + ((last - first) * k) / (steps - 1),
    );
  }
  const left = schedule.kind === 'cosine' ? cosineLeft(schedule.offset ?? 0.008) : sigmoidLeft(schedule);
  return Float64Array.from({ length: steps }, (_, k) =>
    Math.min(LARGEST_BETA, 1 - left((k + 1) / steps) / left(k / steps)),
  );
}

/** Share of the signal's variance left at time u in [0, 1], up to a factor. */
function cosineLeft(offset: number): (u: number) => number {
  return (u) => Math.cos((((u + offset) / (1 + offset)) * Math.PI) / 2) ** 2;
}

function sigmoidLeft(schedule: Extract<GaussianSchedule, { kind: 'sigmoid' }>): (u: number) => number {
  const { start = -3, end = 3, temperature = 1 } = schedule;
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x / temperature));
  return (u) => sigmoid(end) - sigmoid(start + (end - start) * u);
}
