import type { ForwardSpec, ModelSpec } from '@kraus/core';
import { forwardTransitions } from '@kraus/sim';

/** What the forward process of a model does, step by step. */
export interface ForwardInspection {
  readonly name: string;
  readonly steps: number;
  readonly mode?: 'measured' | 'coherent';
  readonly levels?: number;
  /** Whether the cumulative matrices are a Markov chain, as the posterior of discrete diffusion needs. */
  readonly markov?: boolean;
  /** The time a step after matching, where matched noise was asked for. */
  readonly matchedTime?: number;
  /** I(x₀; x_t) in bits for uniform x₀, t = 0 … steps. */
  readonly information?: readonly number[];
  /** Total-variation distance to the stationary distribution for the worst x₀, t = 0 … steps. */
  readonly distance?: readonly number[];
  readonly stationary?: readonly number[];
}

/** What `kraus inspect` says of a model. */
export interface ModelInspection {
  readonly kind: 'model';
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly data: ModelSpec['data'];
  readonly encode: ModelSpec['encode'];
  readonly forward: readonly ForwardInspection[];
  readonly reverse: ModelSpec['reverse'];
  readonly predict: string;
  readonly objective: ModelSpec['objective'];
  readonly condition: readonly string[];
}

function inspectForward(forward: ForwardSpec): ForwardInspection {
  if (forward.kind === 'device' || forward.kind === 'matrices') return { name: forward.name, steps: forward.steps };
  if (forward.kind === 'component') return { name: forward.process.component, steps: forward.steps };
  const { levels, markov, matchedTime, information, distance, stationary } = forwardTransitions(forward);
  return {
    name: forward.name,
    steps: forward.steps,
    mode: forward.mode,
    levels,
    markov,
    ...(matchedTime === undefined ? {} : { matchedTime }),
    information: Array.from(information),
    distance: Array.from(distance),
    stationary: Array.from(stationary),
  };
}

/** A model's parts, and what its forward process leaves of the data at each step. */
export function inspectModel(model: ModelSpec): ModelInspection {
  const { name, parameters, data, encode, reverse, predict, objective, condition } = model;
  const forward = model.forward.map(inspectForward);
  return { kind: 'model', name, parameters, data, encode, forward, reverse, predict, objective, condition };
}
