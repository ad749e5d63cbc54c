import {
  applyToBatch,
  basisProjectors,
  type ChannelForwardSpec,
  type ChannelProgram,
  KrausError,
  type NoiseMatch,
} from '@kraus/core';
import { hasTime, scaleTime } from './scale-time.js';
import { multiplyTransitions, mutualInformation, secondEigenvalue, transitionPower } from './stochastic-matrix.js';
import { populations, requireLevels, transitionMatrix } from './transition-matrix.js';

/** The result of {@link matchNoise}. */
export interface MatchedNoise {
  /** Factor on every evolution time. */
  readonly timeScale: number;
  /** The forward process's channels with scaled times. */
  readonly channels: readonly ChannelProgram[];
  /** The time of a step after matching, where the process is a single evolution. */
  readonly matchedTime?: number;
  /** The quantity that was made equal: |λ₂| a step, or the information left in bits. */
  readonly value: number;
}

type Forward = Pick<ChannelForwardSpec, 'name' | 'steps' | 'channels' | 'mode'>;

const GROWTH = 1.1;
const SMALLEST_SCALE = 1e-6;
const LARGEST_SCALE = 1e4;

/**
 * Scales the evolution times of a forward process so that it is as noisy as a reference over the same number of steps
 * (PAPERS 3.1.3: changing ω at a fixed time also changes how noisy the process is).
 *
 * `gap`: equal |λ₂| a step of the measured chain (for one channel a step: |λ₂(Q_T…Q_1)|^(1/T)).
 * `information`: equal I(x₀; x_T) for uniform x₀, both read in the process's own mode.
 * Noise grows with the time only up to a first turning point (beyond it a coherent walk revives); the solution is sought
 * on that first stretch, where it is unique.
 * @throws KrausError `sim/match-no-time` if nothing in the process evolves in time, `sim/match-noiseless` if the
 *   reference leaves everything as it is, `sim/match-unreachable` if no time on the first stretch is noisy enough,
 *   `sim/match-levels` for a reference with another number of levels
 */
export function matchNoise(forward: Forward, match: NoiseMatch): MatchedNoise {
  const { name, channels } = forward;
  const levels = requireLevels(channels[0] as ChannelProgram);
  if (requireLevels(match.reference) !== levels) {
    throw new KrausError(
      'sim/match-levels',
      `forward ${name}: its reference has ${requireLevels(match.reference)} levels, the process ${levels}.`,
    );
  }
  if (!channels.some(hasTime)) {
    throw new KrausError(
      'sim/match-no-time',
      `forward ${name}: it contains no evolution in time, so its noise cannot be matched; match another parameter by hand.`,
    );
  }
  const memory = (candidates: readonly ChannelProgram[]): number =>
    memoryLeft({ ...forward, channels: candidates }, match.by);
  const target = memory([match.reference]);
  const untouched = match.by === 'gap' ? 1 : Math.log2(levels);
  if (target >= untouched - 1e-12) {
    throw new KrausError(
      'sim/match-noiseless',
      `forward ${name}: its reference adds no noise, there is nothing to match.`,
    );
  }
  const scaled = (factor: number): ChannelProgram[] => channels.map((channel) => scaleTime(channel, factor));
  const excess = (factor: number): number => memory(scaled(factor)) - target;
  const timeScale = firstCrossing(excess, (least, where) => unreachable(forward, match, target, target + least, where));
  const result = scaled(timeScale);
  const only = result.length === 1 ? result[0] : undefined;
  return {
    timeScale,
    channels: result,
    ...(only?.kind === 'evolve' ? { matchedTime: only.time } : {}),
    value: target,
  };
}

/** |λ₂| a step, or the information left at the end. */
function memoryLeft(forward: Forward, by: NoiseMatch['by']): number {
  const { steps, channels, mode } = forward;
  if (by === 'gap') {
    const matrices = channels.map(transitionMatrix);
    const product = matrices.reduce((total, q) => multiplyTransitions(q, total));
    return secondEigenvalue(product) ** (1 / matrices.length);
  }
  if (mode === 'measured') {
    const matrices = channels.map(transitionMatrix);
    const only = matrices[0] as Float64Array;
    const end =
      matrices.length === 1
        ? transitionPower(only, steps)
        : matrices.reduce((total, q) => multiplyTransitions(q, total));
    return mutualInformation(end);
  }
  let operators = basisProjectors(requireLevels(channels[0] as ChannelProgram));
  const only = channels[0] as ChannelProgram;
  const whole: readonly ChannelProgram[] =
    channels.length === 1 ? [{ kind: 'power', dims: only.dims, channel: only, times: steps }] : channels;
  for (const channel of whole) operators = applyToBatch(channel, operators);
  return mutualInformation(populations(operators));
}

/**
 * The first zero of a function that starts positive and falls to its first minimum: scan upwards, then bisect.
 * Calls `fail` with the least value of the first stretch and where it lies.
 */
function firstCrossing(excess: (factor: number) => number, fail: (least: number, where: number) => never): number {
  let left = SMALLEST_SCALE;
  let value = excess(left);
  while (value <= 0) {
    // Already noisier than the reference: the crossing lies below.
    left /= 1e3;
    if (left < 1e-300) return fail(value, left);
    value = excess(left);
  }
  let right = left;
  let before = left;
  for (;;) {
    before = left;
    left = right;
    right *= GROWTH;
    if (right > LARGEST_SCALE) return fail(value, left);
    const next = excess(right);
    if (next <= 0) return bisect(excess, left, right);
    // At very small factors the memory is flat to rounding; only a rise beyond that is a turning point.
    if (next > value + 1e-12) {
      const [where, least] = minimum(excess, before, right);
      return least <= 0 ? bisect(excess, before, where) : fail(least, where);
    }
    value = next;
  }
}

/** excess(left) > 0 ≥ excess(right): narrowed to neighbouring numbers. */
function bisect(excess: (factor: number) => number, from: number, to: number): number {
  let left = from;
  let right = to;
  for (let k = 0; k < 200; k++) {
    const middle = left + (right - left) / 2;
    if (middle <= left || middle >= right) break;
    if (excess(middle) > 0) left = middle;
    else right = middle;
  }
  return right;
}

/** Golden-section search. */
function minimum(f: (x: number) => number, from: number, to: number): [where: number, value: number] {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let [x, y] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fx, fy] = [f(x), f(y)];
  for (let k = 0; k < 60 && b - a > 1e-9 * b; k++) {
    if (fx < fy) {
      [b, y, fy] = [y, x, fx];
      x = b - ratio * (b - a);
      fx = f(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = a + ratio * (b - a);
      fy = f(y);
    }
  }
  return fx < fy ? [x, fx] : [y, fy];
}

function unreachable(forward: Forward, match: NoiseMatch, target: number, least: number, where: number): never {
  const what = match.by === 'gap' ? '|λ₂| a step' : `information left after ${forward.steps} steps (bits)`;
  throw new KrausError(
    'sim/match-unreachable',
    `forward ${forward.name}: no time makes it as noisy as its reference: ${what} is ${target.toPrecision(6)} for the ` +
      `reference and at least ${least.toPrecision(6)} here (at ${where.toPrecision(4)} times the given time). ` +
      'Measuring often slows a coherent walk (Zeno effect): use a larger omega, more steps, or a less noisy reference.',
  );
}
