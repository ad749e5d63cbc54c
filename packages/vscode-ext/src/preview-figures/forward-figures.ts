import { type ComponentForwardSpec, type ForwardSpec, type ModelSpec, stream } from '@kraus/core';
import { GaussianChain, gaussianScheduleOf } from '@kraus/models/gaussian-diffusion';
import {
  distanceTo,
  forwardTransitions,
  multiplyTransitions,
  mutualInformation,
  stationaryDistribution,
} from '@kraus/sim';

/** A figure at the steps 0, 1, … T. */
export interface Curve {
  readonly name: string;
  readonly values: readonly number[];
}

/** What a model's forward process does. */
export interface ForwardFigures {
  readonly steps: number;
  /** Grey levels of what it acts on; undefined where values are continuous. */
  readonly levels: number | undefined;
  /** In bits: of one pixel about its start, for starts that are equally likely; of continuous values for data of variance 1. */
  readonly information: Curve;
  /** The total-variation distance to the fixed point for the worst start; of continuous values the share of the signal. */
  readonly distance: Curve;
  /** A datum at step t: grey values 0 … 1 of a walk of levels, real numbers of variance about 1 otherwise. */
  readonly at: (values: Float64Array, t: number) => Float64Array;
}

/** Processes that cannot be followed here. */
export interface NotDrawn {
  readonly reason: string;
}

const MOST_STEPS = 1000;

/** The forward process of a model, all of its parts one after another. @throws KrausError of matched noise and of schedules */
export function forwardFigures({ forward }: ModelSpec): ForwardFigures | NotDrawn {
  const steps = forward.reduce((sum, part) => sum + part.steps, 0);
  if (steps > MOST_STEPS) return { reason: `The process has ${steps} steps; at most ${MOST_STEPS} are drawn.` };
  if (forward.every((part) => part.kind === 'channel')) return walk(forward);
  const [only] = forward;
  if (only?.kind === 'component' && forward.length === 1 && only.process.component === 'gaussian') {
    return gaussian(only);
  }
  const names = forward.map(nameOf).join(', ');
  return {
    reason: `What ${names} does to a datum is shown in the report of a run: it is drawn with training's own circuits.`,
  };
}

function nameOf(part: ForwardSpec): string {
  return part.kind === 'component' ? part.process.component : part.name;
}

function walk(forward: readonly Extract<ForwardSpec, { kind: 'channel' }>[]): ForwardFigures | NotDrawn {
  const parts = forward.map(forwardTransitions);
  const levels = parts[0]?.levels ?? 0;
  const other = parts.find((part) => part.levels !== levels);
  if (other !== undefined) return { reason: `The parts act on ${levels} and on ${other.levels} levels.` };
  let before: Float64Array | undefined;
  const reached = parts.flatMap(({ cumulative }) => {
    const start = before;
    const own = cumulative.map((q) => (start === undefined ? q : multiplyTransitions(q, start)));
    before = own.at(-1);
    return start === undefined ? own : own.slice(1);
  });
  const fixed = stationaryDistribution(reached.at(-1) as Float64Array);
  return {
    steps: reached.length - 1,
    levels,
    information: { name: 'information left', values: reached.map(mutualInformation) },
    distance: { name: 'distance to the fixed point', values: reached.map((q) => distanceTo(q, fixed)) },
    at: (values, t) => drawnLevels(values, reached[t] as Float64Array, levels),
  };
}

/** Every pixel drawn from its column; the number that decides a pixel is the same at all steps, so that it does not flicker. */
function drawnLevels(values: Float64Array, q: Float64Array, levels: number): Float64Array {
  const random = stream(0, 'preview', 'pixels').fillUniform(new Float64Array(values.length));
  return values.map((value, k) => {
    const from = Math.min(levels - 1, Math.floor(value * levels));
    let left = random[k] as number;
    let to = 0;
    while (to < levels - 1 && left >= (q[to * levels + from] as number)) left -= q[to++ * levels + from] as number;
    return levels === 1 ? 0 : to / (levels - 1);
  });
}

function gaussian(part: ComponentForwardSpec): ForwardFigures {
  const chain = new GaussianChain(gaussianScheduleOf(part));
  const signals = Array.from({ length: chain.steps + 1 }, (_, t) => chain.alphaBar(t));
  return {
    steps: chain.steps,
    levels: undefined,
    // ½ log₂(1 + ᾱ/(1 − ᾱ)) of a normal value of variance 1: without end at t = 0.
    information: {
      name: 'information left',
      values: signals.slice(1).map((signal) => 0.5 * Math.log2(1 / (1 - signal))),
    },
    distance: { name: 'share of the signal', values: signals },
    at: (values, t) => {
      if (t === 0) return values;
      const noise = stream(0, 'preview', 'noise').fillNormal(new Float64Array(values.length));
      return chain.noisy(values, noise, t);
    },
  };
}
