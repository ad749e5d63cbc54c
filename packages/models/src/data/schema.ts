import type { ComponentSchema, OptionSchema } from '@kraus/core';

const classes = {
  type: { kind: 'list', of: { kind: 'int', min: 0, max: 255 }, minLength: 1 },
  optional: true,
  doc: 'The labels to keep, e.g. `[0, 1, 2]`. Default: all.',
} as const satisfies OptionSchema;

const size = {
  type: { kind: 'int', min: 4, max: 256 },
  optional: true,
  doc: 'Height and width in pixels; other images are cut to their centred square and resized by area averaging. Default: as in the file.',
} as const satisfies OptionSchema;

const colour = {
  type: { kind: 'string', oneOf: ['grey', 'rgb'] },
  optional: true,
  doc: 'Grey (Rec. 601 luma of colour images) or three channels. Default: as in the file.',
} as const satisfies OptionSchema;

const limit = {
  type: { kind: 'int', min: 1 },
  optional: true,
  doc: 'At most this many training images, drawn with `seed`; a smaller limit draws a subset of a larger one. The validation set shrinks in proportion. Default: all.',
} as const satisfies OptionSchema;

const validation = {
  type: { kind: 'real', min: 0, max: 0.9 },
  default: 0.1,
  doc: 'Share of the training images held out for validation, where the source has no validation set of its own.',
} as const satisfies OptionSchema;

const test = {
  type: { kind: 'real', min: 0, max: 0.9 },
  default: 0.1,
  doc: 'Share of the images held out for the test, where the source has no test set of its own.',
} as const satisfies OptionSchema;

const seed = {
  type: { kind: 'int', min: 0 },
  default: 0,
  doc: 'Seed of the draw of held-out and limited images.',
} as const satisfies OptionSchema;

const selection = { classes, size, colour, limit, validation, test, seed } as const;

const subset = {
  type: { kind: 'string' },
  optional: true,
  doc: 'Reads `<subset>-images-idx3-ubyte.gz` and `<subset>-labels-idx1-ubyte.gz` beside the published files instead of them, e.g. `"train-first3615"`. Test images are then held out of it.',
} as const satisfies OptionSchema;

export const glyphsSchema = {
  slot: 'dataset',
  name: 'glyphs',
  doc: 'Ten digit shapes drawn on the spot, with varying position, slant, size, stroke width and bend. Needs no file. White on black, balanced classes.',
  options: {
    classes: {
      type: { kind: 'list', of: { kind: 'int', min: 0, max: 9 }, minLength: 1 },
      default: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      doc: 'Which digits to draw.',
    },
    size: { type: { kind: 'int', min: 8, max: 32 }, default: 16, doc: 'Height and width in pixels.' },
    limit: { type: { kind: 'int', min: 1, max: 1_000_000 }, default: 4000, doc: 'Number of training images.' },
    validation: {
      type: { kind: 'real', min: 0, max: 0.9 },
      default: 0.1,
      doc: 'Validation images as a share of training and validation together; drawn from a stream of their own.',
    },
    test: {
      type: { kind: 'int', min: 1, max: 1_000_000 },
      default: 1000,
      doc: 'Number of test images, from a stream of their own.',
    },
    colour: { ...colour, doc: 'Grey or three equal channels. Default: grey.' },
    seed: { ...seed, doc: 'Seed of the drawing.' },
  },
} as const satisfies ComponentSchema;

export const mnistSchema = {
  slot: 'dataset',
  name: 'mnist',
  doc: 'MNIST handwritten digits: 60,000 training and 10,000 test images, 28 × 28, grey, ten classes.',
  source: 'LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86 (1998) 2278',
  options: { ...selection, subset },
} as const satisfies ComponentSchema;

export const fashionSchema = {
  slot: 'dataset',
  name: 'fashion',
  doc: 'Fashion-MNIST articles of clothing: 60,000 training and 10,000 test images, 28 × 28, grey, ten classes.',
  source: 'Xiao, Rasul, Vollgraf, arXiv:1708.07747',
  options: { ...selection, subset },
} as const satisfies ComponentSchema;

export const medmnistSchema = {
  slot: 'dataset',
  name: 'medmnist',
  doc: 'A MedMNIST v2 set of medical images, 28 × 28, with its own training, validation and test split. Not for clinical use.',
  source: 'Yang et al., Scientific Data 10 (2023) 41',
  options: {
    name: {
      type: {
        kind: 'string',
        oneOf: [
          'blood',
          'breast',
          'derma',
          'oct',
          'organa',
          'organc',
          'organs',
          'path',
          'pneumonia',
          'retina',
          'tissue',
        ],
      },
      doc: 'Which of the sets: `blood`, `breast`, `derma`, …',
    },
    ...selection,
  },
} as const satisfies ComponentSchema;

const path = {
  type: { kind: 'string' },
  doc: 'The file; a relative path starts at the script, then in the data folders.',
} as const satisfies OptionSchema;

export const idxSchema = {
  slot: 'dataset',
  name: 'idx',
  doc: 'Images and labels in IDX files (the MNIST format), plain or gzipped.',
  options: {
    images: {
      type: { kind: 'string' },
      doc: 'File of the images, `[count, height, width]` or `[count, height, width, 3]`.',
    },
    labels: {
      type: { kind: 'string' },
      optional: true,
      doc: 'File of the labels. Default: all images are of class 0.',
    },
    testImages: {
      type: { kind: 'string' },
      optional: true,
      doc: 'File of the test images. Default: held out of `images`.',
    },
    testLabels: { type: { kind: 'string' }, optional: true, doc: 'File of the test labels.' },
    ...selection,
  },
} as const satisfies ComponentSchema;

export const npzSchema = {
  slot: 'dataset',
  name: 'npz',
  doc: 'Images in a NumPy `.npz` archive (`train_images`, `train_labels`, `val_…`, `test_…`, or `images`, `labels`) or one `.npy` array.',
  options: {
    path,
    labels: {
      type: { kind: 'string' },
      optional: true,
      doc: 'For a `.npy` array of images: the `.npy` file of the labels.',
    },
    ...selection,
  },
} as const satisfies ComponentSchema;

export const csvSchema = {
  slot: 'dataset',
  name: 'csv',
  doc: 'Images in a CSV file, one a line: the pixels row by row, and a label.',
  options: {
    path,
    label: {
      type: { kind: 'string' },
      default: 'first',
      doc: 'The column of the label: `first`, `last`, `none`, or its name in the header line.',
    },
    width: {
      type: { kind: 'int', min: 1, max: 4096 },
      optional: true,
      doc: 'Width of the images. Default: they are square.',
    },
    channels: { type: { kind: 'int', min: 1, max: 3 }, default: 1, doc: 'Values a pixel: 1 or 3.' },
    ...selection,
  },
} as const satisfies ComponentSchema;

export const imagesSchema = {
  slot: 'dataset',
  name: 'images',
  doc: 'A folder of PNG images: one class a sub-folder, or all in one. Sub-folders `train`, `validation` (or `val`) and `test` at the top make the splits.',
  options: {
    path: {
      type: { kind: 'string' },
      doc: 'The folder; a relative path starts at the script, then in the data folders.',
    },
    ...selection,
  },
} as const satisfies ComponentSchema;

/** The dataset sources. */
export const dataSchemas: readonly ComponentSchema[] = [
  glyphsSchema,
  mnistSchema,
  fashionSchema,
  medmnistSchema,
  idxSchema,
  npzSchema,
  csvSchema,
  imagesSchema,
];
