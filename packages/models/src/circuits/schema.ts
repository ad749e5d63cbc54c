import type { ComponentSchema, TaskSchema } from '@kraus/core';

export const runSchema = {
  task: 'run',
  doc: 'Runs a circuit. Without `shots` its exact probabilities are computed.',
  options: {
    shots: {
      type: { kind: 'int', min: 1 },
      optional: true,
      doc: 'How often the circuit is run and its outcome counted.',
    },
    seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed of everything drawn.' },
  },
  components: [],
} as const satisfies TaskSchema;

export const circuitSchema = {
  slot: 'reverse',
  name: 'circuit',
  doc: 'A circuit of the script as the reverse model, also written as its call: `reverse Denoiser(layers: 6) { parameters: perStep }`. Arguments that depend on the time `t` or a schedule give every step a circuit of its own.',
  source:
    'Zhang et al., arXiv:2310.05866 (per-step circuits, measured ancillas); Pérez-Salinas et al., Quantum 4, 226 (data re-uploading)',
  options: {
    circuit: { type: { kind: 'circuit' }, doc: 'The circuit, called with its parameters.' },
    parameters: {
      type: { kind: 'string', oneOf: ['perStep', 'shared'] },
      default: 'perStep',
      doc: 'Whether every step trains parameters of its own, or all steps share them; then the circuit should have the time as an input.',
    },
    collapse: {
      type: { kind: 'string', oneOf: ['exact', 'enumerated', 'sampled'] },
      default: 'exact',
      doc: 'How training treats measurements: as the channel they are when nobody looks at the outcome (`exact`), all outcomes weighted by their probabilities (`enumerated`), or one drawn outcome (`sampled`).',
    },
    ancillas: {
      type: { kind: 'string', oneOf: ['zero', 'haar'] },
      default: 'zero',
      doc: 'Of models of states: what the ancillas, the first wires, start in at every step: |0>, or the first of them in a Haar-random state.',
    },
    score: {
      type: { kind: 'bool' },
      default: true,
      doc: 'With `collapse: sampled`: whether gradients have the score-function term, which makes them unbiased. Without it they ignore how the parameters change the probabilities of outcomes.',
    },
  },
} as const satisfies ComponentSchema;
