import type { ComponentSchema } from '@kraus/core';

export const gaussianSchema = {
  slot: 'forward',
  name: 'gaussian',
  doc: 'Gaussian noise in steps: x_t = √(1 − β_t) x_{t−1} + √β_t ε, with β_t by a schedule.',
  source:
    'Ho, Jain and Abbeel, arXiv:2006.11239; Nichol and Dhariwal, arXiv:2102.09672; Jabri et al., arXiv:2212.11972',
  options: {
    schedule: {
      type: { kind: 'string', oneOf: ['cosine', 'linear', 'sigmoid', 'table'] },
      default: 'cosine',
      doc: 'How β_t grows: `cosine`, `linear`, `sigmoid`, or a `table` of `betas`.',
    },
    first: {
      type: { kind: 'real', above: 0, max: 0.999 },
      optional: true,
      doc: 'β_1 of `linear`. Default: 0.1/T, which is 1e-4 for a thousand steps.',
    },
    last: {
      type: { kind: 'real', above: 0, max: 0.999 },
      optional: true,
      doc: 'β_T of `linear`. Default: 20/T, at most 0.999, which is 0.02 for a thousand steps.',
    },
    offset: { type: { kind: 'real', min: 0, max: 1 }, default: 0.008, doc: 's of `cosine`.' },
    start: { type: { kind: 'real', min: -20, max: 20 }, default: -3, doc: 'Where `sigmoid` begins.' },
    end: { type: { kind: 'real', min: -20, max: 20 }, default: 3, doc: 'Where `sigmoid` ends.' },
    temperature: { type: { kind: 'real', above: 0, max: 100 }, default: 1, doc: 'τ of `sigmoid`.' },
    betas: {
      type: { kind: 'list', of: { kind: 'real', above: 0, max: 0.999 }, minLength: 1 },
      optional: true,
      doc: 'β_1 … β_T of `table`, one a step: a schedule of your own.',
    },
  },
} as const satisfies ComponentSchema;

export const gaussianDiffusionSchemas: readonly ComponentSchema[] = [gaussianSchema];
