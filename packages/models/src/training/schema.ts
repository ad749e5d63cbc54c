import type { ComponentSchema, TaskSchema } from '@kraus/core';

export const adamSchema = {
  slot: 'optimizer',
  name: 'adam',
  doc: 'Adam, with bias correction.',
  source: 'Kingma and Ba, arXiv:1412.6980',
  options: {
    lr: { type: { kind: 'real', above: 0, max: 10 }, default: 2e-3, doc: 'Learning rate after the warm-up.' },
    warmup: {
      type: { kind: 'int', min: 0 },
      optional: true,
      doc: 'Steps over which the learning rate rises. Default: 200, at most a tenth of all.',
    },
    decay: {
      type: { kind: 'string', oneOf: ['cosine', 'constant'] },
      default: 'cosine',
      doc: 'How the learning rate falls after the warm-up: to a twentieth along a cosine, or not at all.',
    },
    beta1: { type: { kind: 'real', min: 0, max: 0.999999 }, default: 0.9, doc: 'Decay of the first moment.' },
    beta2: { type: { kind: 'real', min: 0, max: 0.999999 }, default: 0.999, doc: 'Decay of the second moment.' },
    eps: { type: { kind: 'real', above: 0 }, default: 1e-8, doc: 'Added to the root of the second moment.' },
  },
} as const satisfies ComponentSchema;

/** The chart of a sweep. What can stand in its places depends on the sweep, and is checked there. */
const lineSchema = {
  slot: 'plot',
  name: 'line',
  doc: 'A curve over the runs of a sweep, with the spread over seeds.',
  options: {
    x: {
      type: { kind: 'string' },
      optional: true,
      doc: 'What goes across: a swept parameter or `seed`. Default: the first axis.',
    },
    y: {
      type: { kind: 'string' },
      optional: true,
      doc: 'What goes up: a metric that is evaluated, `"fid(lenet)"` if it is evaluated for several features, `loss` or `step`. Default: the first metric.',
    },
  },
} as const satisfies ComponentSchema;

export const trainingSchemas: readonly ComponentSchema[] = [adamSchema, lineSchema];

const every = (what: string, otherwise: string) =>
  ({
    type: { kind: 'int', min: 1 },
    optional: true,
    doc: `Steps between ${what}. Default: ${otherwise}.`,
  }) as const;

export const trainSchema = {
  task: 'train',
  doc: 'Trains the reverse model. Give `epochs` or `steps`.',
  options: {
    epochs: { type: { kind: 'int', min: 1 }, optional: true, doc: 'Passes over the training data.' },
    steps: { type: { kind: 'int', min: 1 }, optional: true, doc: 'Optimizer steps.' },
    batch: { type: { kind: 'int', min: 1, max: 65536 }, default: 32, doc: 'Training data a step.' },
    optimizer: { type: { kind: 'component', slot: 'optimizer' }, default: 'adam', doc: 'The optimizer.' },
    clip: {
      type: { kind: 'real', min: 0 },
      default: 1,
      doc: 'Gradients longer than this are shortened to it; 0 switches clipping off.',
    },
    ema: {
      type: { kind: 'real', min: 0, max: 0.999999 },
      default: 0.999,
      doc: 'Decay of the moving average of the weights, which sampling uses; 0 switches it off.',
    },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of everything random in training.' },
    curriculum: {
      type: { kind: 'string', oneOf: ['joint', 'stepwise'] },
      default: 'joint',
      doc: 'Whether all steps of the diffusion are trained together, or `stepwise`: one after another from the last, noisiest one down, each with an equal share of the training steps and then frozen (divide and conquer).',
    },
    inputs: {
      type: { kind: 'string', oneOf: ['own', 'forward'] },
      default: 'own',
      doc: 'With `curriculum: stepwise`: what a step is trained on, what the steps trained before it make of noise (`own`, as sampling will), or noised data (`forward`).',
    },
    validate: every('validations', 'a twentieth of all, at least 50'),
    patience: {
      type: { kind: 'int', min: 0 },
      default: 0,
      doc: 'Validations without a better one after which training stops early; 0 never stops early.',
    },
    checkpoint: every('checkpoints (one is also kept at each validation)', 'a twentieth of all, from 50 to 500'),
    keep: { type: { kind: 'int', min: 1 }, default: 2, doc: 'Checkpoints kept besides the best.' },
    pictures: every('sample pictures', 'a fifth of all'),
    sampler: {
      type: { kind: 'component', slot: 'sampler' },
      optional: true,
      doc: "How pictures are drawn on the way. Default: that of the model's family.",
    },
    log: { type: { kind: 'int', min: 1 }, default: 10, doc: 'Steps between lines of metrics.jsonl.' },
  },
  components: [],
} as const satisfies TaskSchema;

export const sampleSchema = {
  task: 'sample',
  doc: 'Draws from the trained model. The same seed gives the same draws, however many there are.',
  options: {
    count: { type: { kind: 'int', min: 1 }, default: 64, doc: 'How many.' },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of the draws.' },
    sampler: {
      type: { kind: 'component', slot: 'sampler' },
      optional: true,
      doc: "How the reverse process is run, e.g. `ddim { steps: 50 }`. Default: that of the model's family.",
    },
    save: { type: { kind: 'string' }, optional: true, doc: 'A PNG file for the picture of what is drawn.' },
  },
  components: [],
} as const satisfies TaskSchema;

export const evaluateSchema = {
  task: 'evaluate',
  doc: 'Draws from the trained model and compares with the data.',
  options: {
    count: { type: { kind: 'int', min: 2 }, default: 1000, doc: 'How many to draw.' },
    seed: { type: { kind: 'int', min: 0 }, default: 1, doc: 'Seed of the draws.' },
    sampler: {
      type: { kind: 'component', slot: 'sampler' },
      optional: true,
      doc: "How the reverse process is run, e.g. `ddim { steps: 50 }`. Default: that of the model's family.",
    },
    untrained: {
      type: { kind: 'bool' },
      default: true,
      doc: 'Whether the metrics are also given for the untrained model, as a measure of scale.',
    },
  },
  components: ['metric'],
} as const satisfies TaskSchema;

export const taskSchemas: readonly TaskSchema[] = [trainSchema, sampleSchema, evaluateSchema];
