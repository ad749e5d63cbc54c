import type { ComponentSchema, OptionSchema } from '@kraus/core';

const features = {
  type: { kind: 'string', oneOf: ['lenet', 'pixels', 'inception'] },
  default: 'lenet',
  doc: 'What images are compared by: `lenet` (a digit classifier that ships with Kraus), `pixels`, or `inception` (your own ONNX file).',
} as const satisfies OptionSchema;

const weights = {
  type: { kind: 'string' },
  optional: true,
  doc: 'Path of the ONNX file for `inception`. Default: the environment variable KRAUS_INCEPTION.',
} as const satisfies OptionSchema;

const output = {
  type: { kind: 'string' },
  optional: true,
  doc: 'Output of the ONNX file to use as features. Default: its first.',
} as const satisfies OptionSchema;

const scaling = {
  type: { kind: 'string', oneOf: ['symmetric', 'unit'] },
  default: 'symmetric',
  doc: 'Pixel values that the ONNX file expects: `symmetric` (v − 128) / 128 or `unit` v / 255.',
} as const satisfies OptionSchema;

const against = {
  type: { kind: 'string', oneOf: ['train', 'test'] },
  default: 'train',
  doc: 'The real images that samples are compared with. The floor then draws from the other split.',
} as const satisfies OptionSchema;

const limit = {
  type: { kind: 'int', min: 2 },
  default: 10_000,
  doc: 'At most this many reference images, drawn with the evaluation seed.',
} as const satisfies OptionSchema;

const extractor = { features, weights, output, scaling } as const;

export const fidSchema = {
  slot: 'metric',
  name: 'fid',
  doc: 'Fréchet distance between Gaussians fitted to features of samples and of real images, in float64. Printed with the extractor, the counts and the real-versus-real floor; only numbers of the same extractor, counts and resize rule compare.',
  source: 'arXiv:1706.08500',
  options: {
    ...extractor,
    against,
    limit,
    allowDeficient: {
      type: { kind: 'bool' },
      default: false,
      doc: 'Compute even with no more images than features, where the covariance has not full rank.',
    },
    quantisation: {
      type: { kind: 'bool' },
      default: false,
      doc: "Also give the distance between real images at the model's levels and at 256 levels.",
    },
  },
} as const satisfies ComponentSchema;

export const kidSchema = {
  slot: 'metric',
  name: 'kid',
  doc: 'Kernel distance: unbiased squared maximum mean discrepancy of features with the kernel (x·y/d + 1)³. May be negative near zero. Works with few images.',
  source: 'arXiv:1801.01401',
  options: {
    ...extractor,
    against,
    limit,
    subsets: { type: { kind: 'int', min: 2, max: 1000 }, default: 20, doc: 'Number of random subsets for the spread.' },
    subsetSize: {
      type: { kind: 'int', min: 3 },
      optional: true,
      doc: 'Images in a subset. Default: half of the smaller side, at most 1000.',
    },
  },
} as const satisfies ComponentSchema;

export const classifierSchema = {
  slot: 'metric',
  name: 'classifier',
  doc: 'How `lenet` classifies the samples: the share that it is confident of, and the histogram of digits beside that of real images.',
  options: {
    confidence: {
      type: { kind: 'real', min: 0, max: 1 },
      default: 0.9,
      doc: 'Probability of the most likely digit from which a sample counts as confident.',
    },
    against,
    limit,
  },
} as const satisfies ComponentSchema;

export const memorisationSchema = {
  slot: 'metric',
  name: 'memorisation',
  doc: 'Distance of each sample to its nearest training image, by pixels and by features, beside the same distance of real images that were not trained on. Exact, over the whole training split.',
  options: { ...extractor },
} as const satisfies ComponentSchema;

const neighbours = {
  ...extractor,
  against,
  k: {
    type: { kind: 'int', min: 1, max: 100 },
    default: 3,
    doc: 'The region of a set is made of balls that reach the k-th nearest neighbour.',
  },
} as const;

export const precisionSchema = {
  slot: 'metric',
  name: 'precision',
  doc: 'Share of samples that lie in the region of real images: low when samples look wrong. As many real images as samples are drawn.',
  source: 'arXiv:1904.06991',
  options: neighbours,
} as const satisfies ComponentSchema;

export const recallSchema = {
  slot: 'metric',
  name: 'recall',
  doc: 'Share of real images that lie in the region of the samples: low when kinds of images are missing. As many real images as samples are drawn.',
  source: 'arXiv:1904.06991',
  options: neighbours,
} as const satisfies ComponentSchema;

export const colourSchema = {
  slot: 'metric',
  name: 'colour',
  doc: 'How far the values of the pixels are from those of real images, whatever their places: mean over the colour channels of the 1-Wasserstein distance of the histograms, in steps of 256; with mean and deviation of each channel beside those of real images.',
  options: { against, limit },
} as const satisfies ComponentSchema;

/** The metrics. */
export const metricSchemas: readonly ComponentSchema[] = [
  fidSchema,
  kidSchema,
  precisionSchema,
  recallSchema,
  classifierSchema,
  memorisationSchema,
  colourSchema,
];
