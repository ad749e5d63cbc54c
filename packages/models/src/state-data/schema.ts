import type { ComponentSchema, OptionSchema } from '@kraus/core';

const qubits = {
  type: { kind: 'int', min: 1, max: 10 },
  default: 1,
  doc: 'Number of qubits.',
} as const satisfies OptionSchema;

const chainQubits = {
  type: { kind: 'int', min: 2, max: 12 },
  default: 4,
  doc: 'Length of the chain.',
} as const satisfies OptionSchema;

const boundary = {
  type: { kind: 'string', oneOf: ['open', 'periodic'] },
  default: 'open',
  doc: 'Whether the last qubit of the chain is coupled to the first.',
} as const satisfies OptionSchema;

const probability = { kind: 'real', min: 0, max: 1 } as const;

const depolarizing = {
  type: probability,
  default: 0,
  doc: 'Makes the states slightly mixed: white noise once for every qubit, its weight uniform from 0 to this. 0 leaves them pure.',
} as const satisfies OptionSchema;

const amplitudes = {
  type: { kind: 'list', of: { kind: 'real' }, minLength: 4 },
  optional: true,
  doc: 'Real and imaginary part of each amplitude in turn, |0…0> first; they are normalised. Default: |0…0>.',
} as const satisfies OptionSchema;

/** How many states are drawn for each split, as for `glyphs`. */
const counts = {
  limit: { type: { kind: 'int', min: 1, max: 1_000_000 }, default: 1000, doc: 'Number of training states.' },
  validation: {
    type: { kind: 'real', min: 0, max: 0.9 },
    default: 0.1,
    doc: 'Validation states as a share of training and validation together; drawn from a stream of their own.',
  },
  test: {
    type: { kind: 'int', min: 1, max: 1_000_000 },
    default: 1000,
    doc: 'Number of test states, from a stream of their own.',
  },
  seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of the draws.' },
} as const satisfies Readonly<Record<string, OptionSchema>>;

export const fixedStateSchema = {
  slot: 'dataset',
  name: 'fixedState',
  doc: 'One and the same pure state, every time. Trivial to generate: use it to test, and an ensemble to judge.',
  options: { qubits, amplitudes, ...counts },
} as const satisfies ComponentSchema;

export const clusterSchema = {
  slot: 'dataset',
  name: 'cluster',
  doc: 'Pure states near one state: the state plus `scale` times a complex Gaussian vector orthogonal to it, normalised.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    qubits,
    amplitudes,
    scale: {
      type: { kind: 'real', min: 0 },
      default: 0.08,
      doc: 'Width of the cluster; QuDDPM has 0.08 for one qubit and 0.06 for two.',
    },
    depolarizing,
    ...counts,
  },
} as const satisfies ComponentSchema;

export const circleSchema = {
  slot: 'dataset',
  name: 'circleOfStates',
  doc: 'One-qubit states cos φ |0> + sin φ |1>, φ uniform: a great circle of the Bloch sphere, where <Y> = 0.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: { depolarizing, ...counts },
} as const satisfies ComponentSchema;

export const haarSchema = {
  slot: 'dataset',
  name: 'haar',
  doc: 'Pure states drawn uniformly (Haar measure).',
  options: { qubits, ...counts },
} as const satisfies ComponentSchema;

export const correlatedNoiseSchema = {
  slot: 'dataset',
  name: 'correlatedNoise',
  doc: 'Two-qubit states exp(−iεXX)|ψ₀> with a probability, else exp(−iεZZ)|ψ₀>, ε uniform in ±width, ψ₀ as in QuDDPM.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    probability: { type: probability, default: 0.8, doc: 'Probability of XX.' },
    width: { type: { kind: 'real', min: 0, max: Math.PI }, default: Math.PI / 3, doc: 'Largest |ε|, radians.' },
    ...counts,
  },
} as const satisfies ComponentSchema;

export const tfimSchema = {
  slot: 'dataset',
  name: 'tfim',
  doc: 'Ground states of the transverse-field Ising chain −Σ ZZ − g Σ X by exact diagonalisation, g uniform from `from` to `to`.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602: 4 qubits, g from 0.2 to 0.4, open ends',
  options: {
    qubits: chainQubits,
    from: { type: { kind: 'real', above: 0 }, default: 0.2, doc: 'Least field g, in units of the coupling.' },
    to: { type: { kind: 'real', above: 0 }, default: 0.4, doc: 'Largest field g.' },
    boundary,
    ...counts,
  },
} as const satisfies ComponentSchema;

export const xxzSchema = {
  slot: 'dataset',
  name: 'xxz',
  doc: 'Ground states of the antiferromagnetic XXZ chain Σ (XX + YY + Δ ZZ) with half of the spins down, Δ uniform from `from` to `to`.',
  options: {
    qubits: chainQubits,
    from: { type: { kind: 'real', min: -0.999 }, default: 0.5, doc: 'Least anisotropy Δ, above −1.' },
    to: { type: { kind: 'real', min: -0.999 }, default: 1.5, doc: 'Largest anisotropy Δ.' },
    boundary,
    ...counts,
  },
} as const satisfies ComponentSchema;

export const mixedStatesSchema = {
  slot: 'dataset',
  name: 'mixedStates',
  doc: 'Random density matrices G G†/tr(G G†), G a complex Gaussian matrix: the Hilbert–Schmidt measure at full rank.',
  source: 'Życzkowski and Sommers, J. Phys. A 34 (2001) 7111',
  options: {
    qubits,
    rank: { type: { kind: 'int', min: 1, max: 1024 }, optional: true, doc: 'Rank of the matrices. Default: full.' },
    ...counts,
  },
} as const satisfies ComponentSchema;

export const stateFileSchema = {
  slot: 'dataset',
  name: 'stateFile',
  doc: 'States in a NumPy `.npy` file: amplitudes `[count, D]` or density matrices `[count, D, D]`, complex or real.',
  options: {
    path: {
      type: { kind: 'string' },
      doc: 'The file; a relative path starts at the script, then in the data folders.',
    },
    limit: { type: { kind: 'int', min: 1 }, optional: true, doc: 'At most this many training states. Default: all.' },
    validation: { type: { kind: 'real', min: 0, max: 0.9 }, default: 0.1, doc: 'Share held out for validation.' },
    test: { type: { kind: 'real', min: 0, max: 0.9 }, default: 0.1, doc: 'Share held out for the test.' },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of the draw of held-out states.' },
  },
} as const satisfies ComponentSchema;

/** The sources of quantum states. */
export const stateDataSchemas: readonly ComponentSchema[] = [
  fixedStateSchema,
  clusterSchema,
  circleSchema,
  haarSchema,
  correlatedNoiseSchema,
  tfimSchema,
  xxzSchema,
  mixedStatesSchema,
  stateFileSchema,
];
