import type { ComponentSchema } from '@kraus/core';

export const mseSchema = {
  slot: 'objective',
  name: 'mse',
  doc: 'Mean squared error of what is predicted.',
  source: 'Ho, Jain and Abbeel, arXiv:2006.11239, eq. 14',
  options: {},
} as const satisfies ComponentSchema;

export const p2Schema = {
  slot: 'objective',
  name: 'p2',
  doc: 'Mean squared error of the noise, step t weighted by 1/(k + SNR_t)^γ with SNR_t = ᾱ_t/(1 − ᾱ_t): steps that only polish count less.',
  source: 'Choi et al., arXiv:2204.00227, eq. 8',
  options: {
    gamma: { type: { kind: 'real', min: 0, max: 4 }, default: 1, doc: 'γ; 0 is the plain mean squared error.' },
    k: { type: { kind: 'real', above: 0, max: 100 }, default: 1, doc: 'k.' },
  },
} as const satisfies ComponentSchema;

export const l1Schema = {
  slot: 'objective',
  name: 'l1',
  doc: 'Sum of absolute differences.',
  options: { weight: { type: { kind: 'real', min: 0, max: 1000 }, default: 1, doc: 'Weight among the terms.' } },
} as const satisfies ComponentSchema;

export const klSchema = {
  slot: 'objective',
  name: 'kl',
  doc: 'Kullback–Leibler divergence of what should be from what is predicted, in nats.',
  options: { weight: { type: { kind: 'real', min: 0, max: 1000 }, default: 1, doc: 'Weight among the terms.' } },
} as const satisfies ComponentSchema;

const predict = (name: string, doc: string): ComponentSchema => ({ slot: 'predict', name, doc, options: {} });

/** What a reverse model may predict, be conditioned on and be trained by, where several kinds of model share it. */
export const objectiveSchemas: readonly ComponentSchema[] = [
  mseSchema,
  p2Schema,
  l1Schema,
  klSchema,
  predict(
    'x0',
    'The reverse model predicts the clean datum: of images of levels a distribution over levels for each pixel, of quantum states a state, which then goes through t − 1 steps of noise.',
  ),
  predict('noise', 'The reverse model predicts the noise ε within x_t.'),
  predict('previous', 'The reverse model predicts the datum one step before.'),
  { slot: 'condition', name: 'time', doc: 'The reverse model knows the step t.', options: {} },
  {
    slot: 'condition',
    name: 'class',
    doc: "The reverse model knows the datum's class; sampling can then ask for one, with guidance.",
    source: 'Ho and Salimans, arXiv:2207.12598',
    options: {},
  },
];
