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

const x0Schema: ComponentSchema = {
  slot: 'predict',
  name: 'x0',
  doc: 'The network predicts the clean image: a distribution over levels for each pixel.',
  options: {},
};

const timeSchema: ComponentSchema = {
  slot: 'condition',
  name: 'time',
  doc: 'The network knows the step t.',
  options: {},
};

export const levelImageSchemas: readonly ComponentSchema[] = [vlbSchema, x0Schema, timeSchema];
