import { basisKet, ComplexMatrix, KrausError, resolveOptions } from '@kraus/core';
import type { PlainResult } from '../metrics/index.js';
import { CORRELATED_NOISE_STATE, ensembleOf, normalised, type StateEnsemble } from '../state-data/index.js';
import {
  absoluteMagnetisations,
  fidelities,
  magnetisations,
  meanWithSpread,
  noiseProbabilities,
  purities,
  type SpinAxis,
  squaredSpins,
  traceDistances,
} from '../state-metrics/index.js';
import { contextOf, drawsOf, PLAIN, type StateComparison, type StateMetric } from './context.js';
import {
  fidelitySchema,
  magnetisationSchema,
  noiseProbabilitySchema,
  puritySchema,
  squaredSpinSchema,
  traceDistanceSchema,
} from './schema.js';

const REPEATS = 1000;

/** Metrics that are the mean of one number a state, beside the mean of the test states. */
export const MEANS: Readonly<Record<string, StateMetric>> = {
  fidelity(comparison, spec) {
    const { amplitudes } = resolveOptions(fidelitySchema, spec.options, contextOf(spec));
    const one = stateOf(comparison, amplitudes, 'fidelity');
    return mean(comparison, spec, `mean fidelity with ${nameOf(amplitudes)}`, (states) => fidelities(states, one));
  },
  traceDistance(comparison, spec) {
    const { amplitudes } = resolveOptions(traceDistanceSchema, spec.options, contextOf(spec));
    const one = stateOf(comparison, amplitudes, 'traceDistance');
    return mean(comparison, spec, `mean trace distance to ${nameOf(amplitudes)}`, (states) =>
      traceDistances(states, one),
    );
  },
  purity(comparison, spec) {
    resolveOptions(puritySchema, spec.options, contextOf(spec));
    return mean(comparison, spec, 'mean purity', purities);
  },
  magnetisation(comparison, spec) {
    const { axis, absolute } = resolveOptions(magnetisationSchema, spec.options, contextOf(spec));
    if (!absolute) {
      return mean(comparison, spec, `mean magnetisation along ${axis}`, (states) =>
        magnetisations(states, axis as SpinAxis),
      );
    }
    if (axis === 'z') return mean(comparison, spec, 'mean size of the magnetisation', absoluteMagnetisations);
    throw new KrausError(
      'core/bad-option',
      `magnetisation: absolute sizes are those of measurements along z, and axis is ${axis}; leave out one of the two.`,
      { span: spec.span },
    );
  },
  squaredSpin(comparison, spec) {
    const { axis, qubit } = resolveOptions(squaredSpinSchema, spec.options, contextOf(spec));
    return mean(comparison, spec, `mean <${axis.toUpperCase()}>² of qubit ${qubit}`, (states) =>
      squaredSpins(states, axis as SpinAxis, qubit),
    );
  },
  noiseProbability(comparison, spec) {
    const { width } = resolveOptions(noiseProbabilitySchema, spec.options, contextOf(spec));
    return mean(comparison, spec, 'probability of XX noise', (states) =>
      noiseProbabilities(states, CORRELATED_NOISE_STATE, width),
    );
  },
};

function mean(
  comparison: StateComparison,
  spec: Parameters<StateMetric>[1],
  title: string,
  numbers: (states: StateEnsemble) => Float64Array,
): PlainResult {
  const { generated, reference } = comparison;
  const random = drawsOf(comparison, spec);
  const own = meanWithSpread(numbers(generated), { random: random.child('generated'), repeats: REPEATS });
  const real = meanWithSpread(numbers(reference), { random: random.child('floor'), repeats: REPEATS });
  return {
    ...PLAIN,
    title,
    value: own.value,
    better: 'floor',
    spread: {
      standardError: own.standardError,
      interval95: own.interval95,
      how: `bootstrap over states, ${REPEATS} repeats`,
    },
    floor: {
      value: real.value,
      deviation: real.standardError,
      repeats: REPEATS,
      counts: { samples: reference.count, reference: reference.count },
      how: 'means of the test states, ± their bootstrap',
    },
    counts: { samples: generated.count, reference: reference.count },
    notes: [],
  };
}

/** @throws KrausError `states/wrong-shape` */
function stateOf({ generated }: StateComparison, amplitudes: readonly number[] | undefined, name: string) {
  const d = generated.dimension;
  if (amplitudes === undefined) return ensembleOf([basisKet(d, 0)]);
  if (amplitudes.length === 2 * d)
    return ensembleOf([normalised(new ComplexMatrix(d, 1, Float64Array.from(amplitudes)))]);
  throw new KrausError(
    'states/wrong-shape',
    `${name}: amplitudes has ${amplitudes.length} numbers; states of dimension ${d} need ${2 * d}, a real and an imaginary part each.`,
  );
}

const nameOf = (amplitudes: readonly number[] | undefined): string =>
  amplitudes === undefined ? '|0…0>' : 'the state given';
