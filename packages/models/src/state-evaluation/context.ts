import { type ComponentSpec, type RandomStream, stream } from '@kraus/core';
import type { PlainResult } from '../metrics/index.js';
import type { StateEnsemble } from '../state-data/index.js';

/** What the metrics of one evaluation compare. */
export interface StateComparison {
  readonly generated: StateEnsemble;
  /** Test states. */
  readonly reference: StateEnsemble;
  /** Training states: in the place of those drawn they give the floor of distances. */
  readonly fresh: StateEnsemble;
  readonly seed: number;
}

export type StateMetric = (comparison: StateComparison, spec: ComponentSpec) => PlainResult;

/** The name and place of a component, for errors of its options. */
export const contextOf = ({ component, span }: ComponentSpec) => ({ name: component, span });

/** The stream of one metric's draws. */
export function drawsOf({ seed }: StateComparison, { component }: ComponentSpec): RandomStream {
  return stream(seed, 'evaluate', component);
}

/** What results of this kind have in common. */
export const PLAIN = { metric: 'plain', details: {}, extractor: null, against: 'test' } as const;
