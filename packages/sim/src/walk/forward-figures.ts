import type { ForwardSpec } from '@kraus/core';
import { forwardTransitions } from './forward-transitions.js';
import { mixing } from './mixing.js';
import { transitionMatrix } from './transition-matrix.js';

/** Larger processes take longer than a hover may. */
const MOST_LEVELS = 32;
const MOST_STEPS = 500;

/** What a forward process does to a datum's parts, in three figures. */
export interface ForwardFigures {
  /** Steps until every start is near the stationary distribution; absent if these are more than the process has, or it never gets there. */
  readonly stepsToMix?: number | undefined;
  /** I(x₀; x_T) in bits for uniform x₀: what is left after the last step. */
  readonly informationLeft: number;
  /** I(x₀; x₀) in bits: what there is at the start. */
  readonly informationAtStart: number;
}

/** The figures of a process of channels on at most 32 levels and 500 steps; undefined for others. */
export function forwardFigures(spec: ForwardSpec): ForwardFigures | undefined {
  if (spec.kind !== 'channel' || spec.steps > MOST_STEPS) return undefined;
  const [first, second] = spec.channels;
  const levels = first?.dims.reduce((product, d) => product * d, 1) ?? 0;
  if (first === undefined || levels > MOST_LEVELS) return undefined;
  const { information, distance } = forwardTransitions(spec);
  const within = distance.findIndex((value) => value < 0.01);
  const alone = second === undefined && spec.match === undefined && spec.mode === 'measured';
  const stepsToMix = within >= 0 ? within : alone ? mixing(transitionMatrix(first)).steps : undefined;
  return { stepsToMix, informationAtStart: information[0] ?? 0, informationLeft: information.at(-1) ?? 0 };
}
