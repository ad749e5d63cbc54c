import type { ComponentSchema } from '@kraus/core';

export const stateSchema = {
  slot: 'encode',
  name: 'state',
  doc: 'Quantum states as they are: amplitudes of pure states, density matrices of mixed ones.',
  options: {
    start: {
      type: { kind: 'string', oneOf: ['haar', 'mixed', 'noised'] },
      optional: true,
      doc: 'What generation starts from: `haar`, pure states drawn uniformly; `mixed`, the maximally mixed state; `noised`, data that training never saw after the whole forward process. Default: `haar` after scrambling, else `noised`.',
    },
  },
} as const satisfies ComponentSchema;

export const scrambleStatesSchema = {
  slot: 'forward',
  name: 'scrambleStates',
  doc: 'Random circuits that bring pure states towards the Haar measure: at step s on every qubit RZ RY RZ with angles uniform in ±π/8 · h_s, then RZZ(g/(2√n)) on every pair with one g uniform in 0.4 … 0.6 times h_s. States at different steps are independent draws.',
  source: 'Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    first: { type: { kind: 'real', min: 0 }, default: 1, doc: 'h_1, the strength of the first step.' },
    last: { type: { kind: 'real', min: 0 }, default: 4, doc: 'h_T; strengths between grow evenly.' },
    strengths: {
      type: { kind: 'list', of: { kind: 'real', min: 0 }, minLength: 1 },
      optional: true,
      doc: 'All strengths h_1 … h_T one by one, instead of `first` and `last`.',
    },
  },
} as const satisfies ComponentSchema;

export const haarNoiseSchema = {
  slot: 'forward',
  name: 'haar',
  doc: 'All noise at once: one step that replaces every state by one drawn uniformly. With it a model is trained directly, without diffusion.',
  options: {},
} as const satisfies ComponentSchema;

export const depolarizeSchema = {
  slot: 'forward',
  name: 'depolarize',
  doc: 'ρ → (1 − p_s)ρ + p_s I/D, once for every qubit at each step, as in MSQuDDPM.',
  source: 'Kwun et al. (MSQuDDPM), PRA 111 (2025) 032610',
  options: {
    schedule: {
      type: { kind: 'string', oneOf: ['linear', 'cosine', 'squaredCosine'] },
      default: 'cosine',
      doc: 'How p_s grows.',
    },
    first: { type: { kind: 'real', min: 0, max: 1 }, default: 1e-4, doc: 'p_1 of `linear`.' },
    last: { type: { kind: 'real', min: 0, max: 1 }, default: 0.2, doc: 'p_T of `linear`.' },
  },
} as const satisfies ComponentSchema;

const kernel = {
  type: { kind: 'string', oneOf: ['fidelity', 'superfidelity'] },
  optional: true,
  doc: 'What two states are compared by. Default: fidelity of pure states, superfidelity of mixed ones.',
} as const;

export const mmdSchema = {
  slot: 'objective',
  name: 'mmd',
  doc: 'Squared maximum mean discrepancy between what the model makes and data at that noise: sees their mean states.',
  source: 'Gretton et al., JMLR 13 (2012) 723; Zhang et al. (QuDDPM), PRL 132 (2024) 100602',
  options: {
    kernel,
    estimator: {
      type: { kind: 'string', oneOf: ['biased', 'unbiased'] },
      default: 'unbiased',
      doc: 'Whether a state is also paired with itself, as published for QuDDPM; the gradient for pure states differs by a factor only.',
    },
  },
} as const satisfies ComponentSchema;

export const wassersteinSchema = {
  slot: 'objective',
  name: 'wasserstein',
  doc: '1-Wasserstein distance between what the model makes and data at that noise, with the cost 1 − fidelity. It sees more than their mean states.',
  source: 'Jonker and Volgenant, Computing 38 (1987) 325; Peyré and Cuturi, arXiv:1803.00567',
  options: {
    kernel,
    regularisation: {
      type: { kind: 'real', min: 0, max: 10 },
      default: 0,
      doc: 'ε of Sinkhorn’s iterations; 0 solves exactly.',
    },
  },
} as const satisfies ComponentSchema;

const paired = (name: string, doc: string, source?: string) =>
  ({ slot: 'objective', name, doc, ...(source === undefined ? {} : { source }), options: {} }) as const;

export const fidelitySchema = paired(
  'fidelity',
  'Mean infidelity 1 − F between a state made from noised data and the same data with one step of noise less.',
) satisfies ComponentSchema;

export const superfidelitySchema = paired(
  'superfidelity',
  'As `fidelity`, with tr ρσ + √((1 − tr ρ²)(1 − tr σ²)): equal to it for one qubit and for pure states, and with a gradient for all.',
  'Miszczak et al., Quantum Inf. Comput. 9 (2009) 103',
) satisfies ComponentSchema;

export const stateSchemas: readonly ComponentSchema[] = [
  stateSchema,
  scrambleStatesSchema,
  haarNoiseSchema,
  depolarizeSchema,
  mmdSchema,
  wassersteinSchema,
  fidelitySchema,
  superfidelitySchema,
];
