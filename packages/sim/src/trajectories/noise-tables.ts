import { angleValue } from '@kraus/core';
import type { CircuitBatch } from '../executable/index.js';
import { type KrausOperator, type KrausStep, noiseOperators, type TrajectoryPlan } from './plan/index.js';

/** The Kraus operators of one step: [sample][option], one sample when all share them. */
export interface NoiseTable {
  readonly options: number;
  readonly shared: boolean;
  readonly samples: readonly (readonly KrausOperator[])[];
}

export function krausSteps(plan: TrajectoryPlan): readonly KrausStep[] {
  return plan.steps.filter((step) => step.kind === 'kraus');
}

/**
 * The operators of a step for a batch. Those of noise whose values depend on inputs are evaluated once a sample.
 * @throws KrausError those of `noiseChannel` for a value outside its domain
 */
export function noiseTable(step: KrausStep, plan: TrajectoryPlan, batch: CircuitBatch): NoiseTable {
  const { operators } = step;
  if (!('channel' in operators)) return { options: operators.length, shared: true, samples: [operators] };
  const { channel, values } = operators;
  const shared = !values.some(({ terms }) => terms.some(({ source }) => source === 'input'));
  const known = new Map<string, readonly KrausOperator[]>();
  const samples = Array.from({ length: shared ? 1 : batch.batch }, (_, sample) => {
    const first = sample * plan.inputs;
    const inputs = Array.from({ length: plan.inputs }, (_, i) => batch.inputs?.[first + i] ?? 0);
    const numbers = values.map((value) => angleValue(value, batch.parameters ?? [], inputs));
    const key = numbers.join(' ');
    const found = known.get(key) ?? noiseOperators(channel, numbers);
    known.set(key, found);
    return found;
  });
  return { options: Math.max(...samples.map((of) => of.length)), shared, samples };
}

/** Whether some noise depends on parameters or on inputs. */
export function noiseSources(plan: TrajectoryPlan): { readonly parameters: boolean; readonly inputs: boolean } {
  const terms = krausSteps(plan).flatMap(({ operators }) =>
    'channel' in operators ? operators.values.flatMap((value) => value.terms) : [],
  );
  return {
    parameters: terms.some(({ source }) => source === 'parameter'),
    inputs: terms.some(({ source }) => source === 'input'),
  };
}
