import type { ComponentSchema, OptionSchema } from '@kraus/core';

const noise = {
  type: { kind: 'real', min: 0 },
  default: 0,
  doc: 'Standard deviation of normal noise on each coordinate.',
} as const satisfies OptionSchema;

/** How many points are drawn for each split, as for `glyphs`. */
const counts = {
  limit: { type: { kind: 'int', min: 1, max: 10_000_000 }, default: 1000, doc: 'Number of training points.' },
  validation: {
    type: { kind: 'real', min: 0, max: 0.9 },
    default: 0.1,
    doc: 'Validation points as a share of training and validation together; drawn from a stream of their own.',
  },
  test: {
    type: { kind: 'int', min: 1, max: 10_000_000 },
    default: 1000,
    doc: 'Number of test points, from a stream of their own.',
  },
  seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of the draws.' },
} as const satisfies Readonly<Record<string, OptionSchema>>;

const end = { kind: 'list', of: { kind: 'real' }, minLength: 2 } as const;

export const lineSchema = {
  slot: 'dataset',
  name: 'line',
  doc: 'Points uniform on a segment of the plane.',
  options: {
    from: { type: end, default: [-1, -1], doc: 'One end, [x, y].' },
    to: { type: end, default: [1, 1], doc: 'The other end, [x, y].' },
    noise,
    ...counts,
  },
} as const satisfies ComponentSchema;

export const moonsSchema = {
  slot: 'dataset',
  name: 'moons',
  doc: 'Points on two interleaving half circles of radius 1, centred at the origin as a whole.',
  options: { noise: { ...noise, default: 0.05 }, ...counts },
} as const satisfies ComponentSchema;

export const circlesSchema = {
  slot: 'dataset',
  name: 'circles',
  doc: 'Points on two circles about the origin, one of radius 1.',
  options: {
    factor: { type: { kind: 'real', above: 0, max: 1 }, default: 0.5, doc: 'Radius of the inner circle.' },
    noise: { ...noise, default: 0.05 },
    ...counts,
  },
} as const satisfies ComponentSchema;

export const swissRollSchema = {
  slot: 'dataset',
  name: 'swissRoll',
  doc: 'Points on a spiral of one and a half turns in the unit disc.',
  options: { noise: { ...noise, default: 0.02 }, ...counts },
} as const satisfies ComponentSchema;

export const gaussiansSchema = {
  slot: 'dataset',
  name: 'gaussians',
  doc: 'Points of normal distributions of equal weight whose centres lie evenly on a circle.',
  options: {
    modes: { type: { kind: 'int', min: 1, max: 1000 }, default: 8, doc: 'Number of distributions.' },
    radius: { type: { kind: 'real', min: 0 }, default: 1, doc: 'Radius of the circle of centres.' },
    deviation: { type: { kind: 'real', min: 0 }, default: 0.1, doc: 'Standard deviation of each distribution.' },
    ...counts,
  },
} as const satisfies ComponentSchema;

export const pointFileSchema = {
  slot: 'dataset',
  name: 'pointFile',
  doc: 'Points in a file, one a row: comma-, semicolon- or tab-separated numbers (a header line is skipped), or a NumPy `.npy` array `[count, dimension]`.',
  options: {
    path: {
      type: { kind: 'string' },
      doc: 'The file; a relative path starts at the script, then in the data folders.',
    },
    limit: { type: { kind: 'int', min: 1 }, optional: true, doc: 'At most this many training points. Default: all.' },
    validation: { type: { kind: 'real', min: 0, max: 0.9 }, default: 0.1, doc: 'Share held out for validation.' },
    test: { type: { kind: 'real', min: 0, max: 0.9 }, default: 0.1, doc: 'Share held out for the test.' },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of the draw of held-out points.' },
  },
} as const satisfies ComponentSchema;

/** The sources of points. */
export const pointDataSchemas: readonly ComponentSchema[] = [
  lineSchema,
  moonsSchema,
  circlesSchema,
  swissRollSchema,
  gaussiansSchema,
  pointFileSchema,
];
