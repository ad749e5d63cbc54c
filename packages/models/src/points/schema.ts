import type { ComponentSchema } from '@kraus/core';

export const pointsSchema = {
  slot: 'encode',
  name: 'points',
  doc: 'A datum is a point of the plane, or of any dimension, taken as it is: coordinates of the order of 1.',
  options: {},
} as const satisfies ComponentSchema;

const predict = (name: string, doc: string): ComponentSchema => ({ slot: 'predict', name, doc, options: {} });

export const slicedWassersteinSchema = {
  slot: 'metric',
  name: 'slicedWasserstein',
  doc: 'Sliced 2-Wasserstein distance of generated points to test points; the floor is that of training points to test points.',
  source: 'Bonneel et al., J. Math. Imaging Vis. 51, 22 (2015)',
  options: {
    directions: { type: { kind: 'int', min: 1, max: 10_000 }, default: 180, doc: 'Directions of the slices.' },
    repeats: { type: { kind: 'int', min: 2, max: 10_000 }, default: 20, doc: 'Half-samples for the spread.' },
  },
} as const satisfies ComponentSchema;

export const posteriorKlSchema = {
  slot: 'metric',
  name: 'posteriorKl',
  doc: 'Mean over test points and steps t ≥ 2 of KL(q(x_{t−1} | x_t, x_0) ‖ p(x_{t−1} | x_t)), nats a point and step.',
  source: 'Ho, Jain and Abbeel, arXiv:2006.11239, eq. 5',
  options: {},
} as const satisfies ComponentSchema;

export const pointSchemas: readonly ComponentSchema[] = [
  pointsSchema,
  predict('mean', "The reverse model predicts the mean of x_{t−1}; the variance is the posterior's."),
  predict(
    'meanVariance',
    'The reverse model predicts the mean of x_{t−1} and, as one number more, where its log-variance lies between those of posterior and forward step (arXiv:2102.09672).',
  ),
  slicedWassersteinSchema,
  posteriorKlSchema,
];
