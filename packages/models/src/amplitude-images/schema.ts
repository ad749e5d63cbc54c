import type { ComponentSchema } from '@kraus/core';
import { gaussianSchema } from '../gaussian-diffusion/schema.js';

export const amplitudeSchema = {
  slot: 'encode',
  name: 'amplitude',
  doc: 'A grey image of 2ⁿ pixels is a distribution over the 2ⁿ outcomes of n qubits, and enters a circuit as amplitudes. Brightness is lost; samples get that of the mean training image.',
  source: 'arXiv:2506.10571',
  options: {
    embedding: {
      type: { kind: 'string', oneOf: ['root', 'linear'] },
      default: 'root',
      doc: 'Amplitudes are the roots of the values, so that measuring gives the values back, or the values themselves, so that measuring gives their squares.',
    },
    aux: {
      type: { kind: 'int', min: 0, max: 2 },
      default: 0,
      doc: 'Auxiliary qubits of the reverse circuits, in |0⟩ at each step; the most significant.',
    },
    readout: {
      type: { kind: 'string', oneOf: ['marginal', 'postselect'] },
      default: 'marginal',
      doc: 'Auxiliary qubits are ignored when measured, or only runs that find them in |0⟩ are kept.',
    },
    brightness: {
      type: { kind: 'string', oneOf: ['peak', 'mean'] },
      default: 'peak',
      doc: 'What all samples share with the mean training image: the largest pixel, or the sum of the pixels.',
    },
  },
} as const satisfies ComponentSchema;

export const scrambleSchema = {
  slot: 'forward',
  name: 'scramble',
  doc: 'Each step: Gaussian noise on the distribution, embedding as amplitudes, a fixed unitary, measurement of all qubits. Of values v = 2ⁿ p the noise makes max(0, √(1 − β_t) v + √β_t σ ε), normalised.',
  source: 'arXiv:2506.10571; noise and unitaries as reconstructed here (the text was not readable)',
  options: {
    scrambler: {
      type: { kind: 'string', oneOf: ['haar', 'brickwall', 'none'] },
      default: 'haar',
      doc: 'The unitary of a step: Haar random, a brick wall of Haar random two-qubit gates, or none.',
    },
    depth: { type: { kind: 'int', min: 1, max: 64 }, default: 4, doc: 'Layers of the brick wall.' },
    noise: { type: { kind: 'real', min: 0, max: 100 }, default: 1, doc: 'σ; 0 switches the noise off.' },
    order: {
      type: { kind: 'string', oneOf: ['noiseFirst', 'scrambleFirst'] },
      default: 'noiseFirst',
      doc: 'Whether the noise comes before the unitary or after its measurement.',
    },
    shots: {
      type: { kind: 'list', of: { kind: 'int', min: 1, max: 1_000_000 }, minLength: 1 },
      optional: true,
      doc: 'Measurements of an image at step 1, 2, …, one number a step, falling: finitely many outcomes are noise too, and the only one that reverse steps add anew. Samples then start from so many outcomes as the last step has and are measured in the same way. Default: exact probabilities.',
    },
    ...gaussianSchema.options,
    schedule: { ...gaussianSchema.options.schedule, default: 'linear', doc: 'How β_t grows.' },
    seed: {
      type: { kind: 'int', min: 0 },
      default: 0,
      doc: 'Seed of the unitaries, which are the same for all images.',
    },
  },
} as const satisfies ComponentSchema;

export const collapseCircuitsSchema = {
  slot: 'reverse',
  name: 'collapseCircuits',
  doc: 'A circuit for each step, with angles of its own, measured in the computational basis: layers of RY, RZ, RY on every qubit and a ring of CX, every other one undone by the next, so that angles near zero change nothing. They grow towards the image.',
  source: 'arXiv:2506.10571; layers as in Schuld et al., arXiv:1804.00633',
  options: {
    first: {
      type: { kind: 'int', min: 1, max: 256 },
      default: 4,
      doc: 'Layers of the first circuit of sampling, step T.',
    },
    last: {
      type: { kind: 'int', min: 1, max: 256 },
      default: 12,
      doc: 'Layers of the last circuit of sampling, step 1; between them the depth changes evenly.',
    },
    inputs: {
      type: { kind: 'string', oneOf: ['forward', 'own'] },
      default: 'forward',
      doc: 'With `curriculum: joint`: what a step learns from, images of the forward process, or what the steps before it give, as in sampling.',
    },
  },
} as const satisfies ComponentSchema;

export const collapseSchema = {
  slot: 'sampler',
  name: 'collapse',
  doc: 'From the fitted prior through the circuits of all steps, with a measurement after each.',
  source: 'arXiv:2506.10571',
  options: {
    shots: {
      type: { kind: 'int', min: 1, max: 100_000_000 },
      optional: true,
      doc: 'Measurements of an image at every step where the forward process names none, and of the sample. Default: exact probabilities.',
    },
  },
} as const satisfies ComponentSchema;

export const amplitudeImageSchemas: readonly ComponentSchema[] = [
  amplitudeSchema,
  scrambleSchema,
  collapseCircuitsSchema,
  collapseSchema,
];
