import type { ComponentSchema, OptionSchema } from '@kraus/core';

const amplitudes = {
  type: { kind: 'list', of: { kind: 'real' }, minLength: 4 },
  optional: true,
  doc: 'The state compared with: real and imaginary part of each amplitude in turn, |0…0> first; they are normalised. Default: |0…0>.',
} as const satisfies OptionSchema;

const kernel = {
  type: { kind: 'string', oneOf: ['superfidelity', 'fidelity'] },
  default: 'superfidelity',
  doc: 'What pairs of states are compared by. The superfidelity is the fidelity of one qubit and wherever one of the two is pure; otherwise it bounds it from above and is much cheaper.',
} as const satisfies OptionSchema;

const axis = {
  type: { kind: 'string', oneOf: ['x', 'y', 'z'] },
  default: 'z',
  doc: 'The axis of the spin.',
} as const satisfies OptionSchema;

const repeats = {
  type: { kind: 'int', min: 2, max: 10_000 },
  default: 20,
  doc: 'Pairs of half-samples for the spread.',
} as const satisfies OptionSchema;

export const fidelitySchema = {
  slot: 'metric',
  name: 'fidelity',
  doc: 'Mean fidelity of the states drawn with one state: F_0 of the clusters of QuDDPM. The floor is the mean of the test states. High for a model that always gives that one state: read it beside a distance.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: { amplitudes },
} as const satisfies ComponentSchema;

export const traceDistanceSchema = {
  slot: 'metric',
  name: 'traceDistance',
  doc: 'Mean trace distance ½ tr |ρ − σ| of the states drawn to one state; the floor is the mean of the test states.',
  options: { amplitudes },
} as const satisfies ComponentSchema;

export const mmdSchema = {
  slot: 'metric',
  name: 'mmd',
  doc: 'Squared maximum mean discrepancy of the states drawn to the test states; the floor is that of training states. It compares the mean states of pure ensembles and sees nothing beyond them: read it beside `wasserstein`.',
  source: 'Gretton et al., J. Mach. Learn. Res. 13 (2012) 723',
  options: {
    kernel,
    estimator: {
      type: { kind: 'string', oneOf: ['unbiased', 'biased'] },
      default: 'unbiased',
      doc: 'Whether means within an ensemble leave out pairs of a state with itself; `biased` values, as QuDDPM and MSQuDDPM publish them, compare at equal counts only.',
    },
    limit: {
      type: { kind: 'int', min: 4 },
      default: 2000,
      doc: 'At most this many states on each side.',
    },
    repeats,
  },
} as const satisfies ComponentSchema;

export const wassersteinSchema = {
  slot: 'metric',
  name: 'wasserstein',
  doc: '1-Wasserstein distance of the states drawn to the test states, cost 1 − kernel; the floor is that of training states. It depends on the counts.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    kernel,
    regularisation: {
      type: { kind: 'real', min: 0 },
      default: 0,
      doc: "Regularisation of Sinkhorn's plan, in units of the cost; 0 takes the exact solver.",
    },
    limit: {
      type: { kind: 'int', min: 4 },
      default: 500,
      doc: 'At most this many states on each side: the exact solver takes time with the cube of it.',
    },
    repeats,
  },
} as const satisfies ComponentSchema;

export const puritySchema = {
  slot: 'metric',
  name: 'purity',
  doc: 'Mean purity tr ρ² of the states drawn; the floor is the mean of the test states.',
  options: {},
} as const satisfies ComponentSchema;

export const magnetisationSchema = {
  slot: 'metric',
  name: 'magnetisation',
  doc: 'Mean spin over qubits and states; the floor is the mean of the test states.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    axis,
    absolute: {
      type: { kind: 'bool' },
      default: false,
      doc: 'Takes the size of the magnetisation of every outcome of a measurement along z, as QuDDPM does for Ising states, whose plain magnetisation vanishes by symmetry.',
    },
  },
} as const satisfies ComponentSchema;

export const squaredSpinSchema = {
  slot: 'metric',
  name: 'squaredSpin',
  doc: 'Mean over states of the squared expectation value of a spin: of <Y> 0 on the circle of QuDDPM, 1/3 for Haar states of one qubit. The floor is the mean of the test states.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    axis: { ...axis, default: 'y' },
    qubit: { type: { kind: 'int', min: 0, max: 30 }, default: 0, doc: 'Which qubit.' },
  },
} as const satisfies ComponentSchema;

export const noiseProbabilitySchema = {
  slot: 'metric',
  name: 'noiseProbability',
  doc: 'The probability of XX that the states drawn tell of correlated noise (`correlatedNoise`), by their mean population of |10>; the floor is what the test states tell.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    width: {
      type: { kind: 'real', above: 0, max: Math.PI },
      default: Math.PI / 3,
      doc: 'Largest |ε| of the noise, radians.',
    },
  },
} as const satisfies ComponentSchema;

/** The metrics of quantum states. */
export const stateMetricSchemas: readonly ComponentSchema[] = [
  fidelitySchema,
  traceDistanceSchema,
  mmdSchema,
  wassersteinSchema,
  puritySchema,
  magnetisationSchema,
  squaredSpinSchema,
  noiseProbabilitySchema,
];
