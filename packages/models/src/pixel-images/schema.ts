import type { ComponentSchema, OptionSchema } from '@kraus/core';
import { gaussianSchema } from '../gaussian-diffusion/schema.js';

export const pixelsSchema = {
  slot: 'encode',
  name: 'pixels',
  doc: 'Every pixel is a real number, −1 for background to 1 for full intensity. Samples are rounded to 256 levels.',
  source: 'Ho, Jain and Abbeel, arXiv:2006.11239',
  options: {},
} as const satisfies ComponentSchema;

export const quantumNoiseSchema = {
  slot: 'forward',
  name: 'quantumNoise',
  doc: "Noise from measurement records: a circuit is run `shots` times, the mean of each qubit's ±1 outcomes is standardised (mean 0, variance 1), and the qubits fill the pixels block by block. Pixels of a block stay correlated as the qubits are. x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) · record.",
  source: 'ours; arXiv:2504.00034 names quantum-generated noise and its published code has none',
  options: {
    ...gaussianSchema.options,
    circuit: {
      type: { kind: 'circuit' },
      optional: true,
      doc: 'The circuit; its parameters keep their initial values. Default: layers of RY, RZ at random angles and a ring of CX.',
    },
    qubits: { type: { kind: 'int', min: 1, max: 16 }, default: 8, doc: 'Qubits of the default circuit.' },
    layers: { type: { kind: 'int', min: 1, max: 64 }, default: 3, doc: 'Layers of the default circuit.' },
    shots: {
      type: { kind: 'int', min: 1, max: 10_000 },
      default: 16,
      doc: 'Runs whose outcomes are averaged; many make the record Gaussian.',
    },
    records: {
      type: { kind: 'string', oneOf: ['measured', 'gaussian'] },
      default: 'measured',
      doc: '`gaussian` is the control: normal numbers with the covariance of the records.',
    },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: "Seed of the circuit's angles." },
  },
} as const satisfies ComponentSchema;

const conditioned = {
  class: {
    type: { kind: 'int', min: 0, max: 255 },
    optional: true,
    doc: 'The class to draw, of a model with `condition time, class`. Default: each as often.',
  },
  guidance: {
    type: { kind: 'real', min: 0, max: 20 },
    default: 1,
    doc: 'w of classifier-free guidance, prediction = free + w (conditioned − free): 1 follows the class as trained, more exaggerates it, 0 ignores it.',
  },
} as const satisfies Readonly<Record<string, OptionSchema>>;

export const ancestralSchema = {
  slot: 'sampler',
  name: 'ancestral',
  doc: "Every step of the chain, last to first, with fresh noise of the posterior's variance.",
  source: 'Ho, Jain and Abbeel, arXiv:2006.11239, algorithm 2',
  options: conditioned,
} as const satisfies ComponentSchema;

export const ddimSchema = {
  slot: 'sampler',
  name: 'ddim',
  doc: 'Few steps, spread evenly over the chain; without noise of its own if `eta` is 0.',
  source: 'Song, Meng and Ermon, arXiv:2010.02502, eq. 12',
  options: {
    steps: { type: { kind: 'int', min: 1, max: 10_000 }, default: 50, doc: 'Steps; no more than the chain has.' },
    eta: {
      type: { kind: 'real', min: 0, max: 1 },
      default: 0,
      doc: 'η: share of the noise that ancestral sampling adds.',
    },
    ...conditioned,
  },
} as const satisfies ComponentSchema;

export const pixelImageSchemas: readonly ComponentSchema[] = [
  pixelsSchema,
  quantumNoiseSchema,
  ancestralSchema,
  ddimSchema,
];
