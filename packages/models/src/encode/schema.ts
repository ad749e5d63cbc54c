import type { ComponentSchema } from '@kraus/core';

export const levelsSchema = {
  slot: 'encode',
  name: 'levels',
  doc: 'Every pixel becomes one of `count` levels, floor(x·count/256). Metrics quantise their reference images in the same way.',
  source: 'arXiv:2107.03006 (diffusion of discrete pixels)',
  options: {
    count: { type: { kind: 'int', min: 2, max: 256 }, default: 8, doc: 'Number of levels; level 0 is the background.' },
  },
  levels: 'count',
} as const satisfies ComponentSchema;

/** The encodings. */
export const encodeSchemas: readonly ComponentSchema[] = [levelsSchema];
