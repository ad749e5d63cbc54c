import type { ComponentSchema } from '@kraus/core';

export const vlbSchema = {
  slot: 'objective',
  name: 'vlb',
  doc: 'The variational bound of discrete diffusion, step by step, plus a share of the cross-entropy of x0.',
  source: 'Austin et al. (D3PM), arXiv:2107.03006, eq. 5',
  options: {
    ce: {
      type: { kind: 'real', min: 0 },
      default: 0.01,
      doc: 'Weight of the cross-entropy of x0; 0 leaves the bound alone.',
    },
  },
} as const satisfies ComponentSchema;

export const levelImageSchemas: readonly ComponentSchema[] = [vlbSchema];
