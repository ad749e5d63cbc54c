import { applyToBatch, basisProjectors, type ChannelForwardSpec, type ChannelProgram, KrausError } from '@kraus/core';
import { matchNoise } from './noise-match.js';
import {
  distanceTo,
  identityTransition,
  largestDifference,
  multiplyTransitions,
  mutualInformation,
  stationaryDistribution,
} from './stochastic-matrix.js';
import { populations, requireLevels, transitionMatrix } from './transition-matrix.js';

/** A forward process over discrete levels, as matrices: row-major, column-stochastic, `Q[i n + j]` = P(j → i). */
export interface ForwardTransitions {
  readonly levels: number;
  readonly steps: number;
  /**
   * Q_t at index t − 1, for t = 1 … steps: q(x_t = i | x_{t−1} = j). Empty if the process is not Markov (`markov` false):
   * then no one-step matrices exist, and a posterior q(x_{t−1} | x_t, x₀) made from them would be wrong.
   */
  readonly oneStep: readonly Float64Array[];
  /** Q̄_t at index t, for t = 0 … steps: q(x_t = i | x₀ = j); index 0 is the identity. */
  readonly cumulative: readonly Float64Array[];
  /** What Q̄_T, repeated, would end in; the prior from which sampling starts. */
  readonly stationary: Float64Array;
  /** Whether Q̄_t = Q_t Q̄_{t−1} for every t (to 1e-10). Always so if measured at each step. */
  readonly markov: boolean;
  /** Where the specification asked for matched noise: the factor on every evolution time. */
  readonly timeScale?: number;
  /** Where it asked for matched noise and the forward process is one evolution: its time a step, after matching. */
  readonly matchedTime?: number;
  /** I(x₀; x_t) in bits for uniform x₀, t = 0 … steps. */
  readonly information: Float64Array;
  /** Total-variation distance between q(x_t | x₀) and `stationary` for the worst x₀, t = 0 … steps. */
  readonly distance: Float64Array;
}

const MARKOV_TOLERANCE = 1e-10;
const MOST_STEPS = 100_000;

/**
 * The transition matrices of a forward process given by channels.
 *
 * `measured`: the level is sampled and the state reset at each step, a Markov chain, Q̄_t = Q_t … Q_1.
 * `coherent`: measured once after t steps, Q̄_t = diag(E_t ∘ … ∘ E_1); Markov only where coherence plays no role
 * (a stochastic walk with ω = 1).
 * With `match`, every evolution time is first scaled so that the process is as noisy as the reference (see {@link matchNoise}).
 * @throws KrausError `sim/bad-forward` for steps or a number of channels that do not fit, and what
 *   {@link transitionMatrix} and {@link matchNoise} throw
 */
export function forwardTransitions(spec: ChannelForwardSpec): ForwardTransitions {
  const channels = channelsPerStep(spec);
  const levels = requireLevels(channels[0] as ChannelProgram);
  const match = spec.match === undefined ? undefined : matchNoise(spec, spec.match);
  const used = match === undefined ? channels : channelsPerStep({ ...spec, channels: match.channels });
  const process = spec.mode === 'measured' ? measured(used, levels) : coherent(used, levels);
  const last = process.cumulative[spec.steps] as Float64Array;
  const stationary = stationaryDistribution(last);
  return {
    levels,
    steps: spec.steps,
    ...process,
    stationary,
    ...(match === undefined ? {} : { timeScale: match.timeScale }),
    ...(match?.matchedTime === undefined ? {} : { matchedTime: match.matchedTime }),
    information: Float64Array.from(process.cumulative, mutualInformation),
    distance: Float64Array.from(process.cumulative, (q) => distanceTo(q, stationary)),
  };
}

/** One channel for each step. @throws KrausError `sim/bad-forward` */
export function channelsPerStep(spec: Pick<ChannelForwardSpec, 'name' | 'steps' | 'channels'>): ChannelProgram[] {
  const { name, steps, channels } = spec;
  if (!Number.isSafeInteger(steps) || steps < 1 || steps > MOST_STEPS) {
    throw new KrausError(
      'sim/bad-forward',
      `forward ${name}: ${steps} steps; expected a whole number from 1 to ${MOST_STEPS}.`,
    );
  }
  if (channels.length !== 1 && channels.length !== steps) {
    throw new KrausError(
      'sim/bad-forward',
      `forward ${name}: ${channels.length} channels for ${steps} steps; expected one for all or one for each.`,
    );
  }
  const first = channels[0] as ChannelProgram;
  for (const channel of channels) {
    if (channel.dims.join() !== first.dims.join()) {
      throw new KrausError(
        'sim/bad-forward',
        `forward ${name}: its channels act on different systems, [${first.dims}] and [${channel.dims}].`,
      );
    }
  }
  return Array.from({ length: steps }, (_, t) => (channels.length === 1 ? first : (channels[t] as ChannelProgram)));
}

type Process = Pick<ForwardTransitions, 'oneStep' | 'cumulative' | 'markov'>;

/** One matrix per distinct channel object. */
function oneStepMatrices(channels: readonly ChannelProgram[]): Float64Array[] {
  const known = new Map<ChannelProgram, Float64Array>();
  return channels.map((channel) => {
    const matrix = known.get(channel) ?? transitionMatrix(channel);
    known.set(channel, matrix);
    return matrix;
  });
}

function measured(channels: readonly ChannelProgram[], levels: number): Process {
  const oneStep = oneStepMatrices(channels);
  const cumulative = [identityTransition(levels)];
  for (const q of oneStep) cumulative.push(multiplyTransitions(q, cumulative.at(-1) as Float64Array));
  return { oneStep, cumulative, markov: true };
}

function coherent(channels: readonly ChannelProgram[], levels: number): Process {
  const cumulative = [identityTransition(levels)];
  let operators = basisProjectors(levels);
  for (const channel of channels) {
    operators = applyToBatch(channel, operators);
    cumulative.push(populations(operators));
  }
  const oneStep = oneStepMatrices(channels);
  const markov = oneStep.every(
    (q, t) =>
      largestDifference(multiplyTransitions(q, cumulative[t] as Float64Array), cumulative[t + 1] as Float64Array) <=
      MARKOV_TOLERANCE,
  );
  return { oneStep: markov ? oneStep : [], cumulative, markov };
}
