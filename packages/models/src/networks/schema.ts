import type { ComponentSchema } from '@kraus/core';

const layers = { type: { kind: 'int', min: 1, max: 16 }, default: 2, doc: 'Hidden layers.' } as const;

export const unetSchema = {
  slot: 'reverse',
  name: 'unet',
  doc: 'A U-Net over the whole image, with time. Predicts every pixel from all of the noisy image. For `levels` and for `pixels`.',
  source: 'Ronneberger et al., arXiv:1505.04597; Ho et al., arXiv:2006.11239',
  options: {
    channels: {
      type: { kind: 'int', min: 4, max: 512 },
      default: 16,
      doc: 'Channels at full resolution; time per step grows with the square.',
    },
    depth: {
      type: { kind: 'int', min: 0, max: 5 },
      default: 2,
      doc: 'How often the resolution is halved; images are padded to a multiple of 2^depth.',
    },
    growth: {
      type: { kind: 'real', min: 1, max: 4 },
      default: 2,
      doc: 'Factor of the channels at each halving.',
    },
    blocks: {
      type: { kind: 'int', min: 1, max: 8 },
      default: 2,
      doc: 'Blocks at each resolution, down and up; the coarsest has one more.',
    },
    groups: {
      type: { kind: 'int', min: 1, max: 64 },
      default: 8,
      doc: 'Groups of the normalisation; the largest divisor of the channels up to this is taken.',
    },
    patch: {
      type: { kind: 'int', min: 1, max: 8 },
      default: 1,
      doc: 'Squares of this many pixels enter as one: 2 makes a step about four times as fast.',
    },
    bypass: {
      type: { kind: 'real', min: 0, max: 100 },
      default: 0,
      doc: 'Multiple of what enters (of levels: their indicators, as in D3PM) added to what leaves.',
    },
  },
} as const satisfies ComponentSchema;

export const mlpSchema = {
  slot: 'reverse',
  name: 'mlp',
  doc: 'A perceptron with time: over the coordinates of a point, or over all pixels of a small image at once.',
  options: {
    width: { type: { kind: 'int', min: 1, max: 8192 }, default: 256, doc: 'Neurons of a hidden layer.' },
    layers,
  },
} as const satisfies ComponentSchema;

export const pixelwiseSchema = {
  slot: 'reverse',
  name: 'pixelwise',
  doc: 'Negative control: each pixel is predicted from itself alone. Learns the marginals of the pixels and no more.',
  options: {
    width: { type: { kind: 'int', min: 1, max: 1024 }, default: 32, doc: 'Neurons of a hidden layer.' },
    layers,
    position: { type: { kind: 'bool' }, default: true, doc: 'Whether the network knows where its pixel is.' },
  },
} as const satisfies ComponentSchema;

export const hybridUnetSchema = {
  slot: 'reverse',
  name: 'hybridUnet',
  doc: 'A light U-Net with a gate over channels that a circuit computes, for `pixels`. The arms are its controls: no gate, the gate without the circuit, and that with a projection that is not trained.',
  source: 'Chen, Hou, Hu and Cai, arXiv:2504.00034',
  options: {
    arm: {
      type: { kind: 'string', oneOf: ['plain', 'se', 'se_frozen', 'quantum'] },
      default: 'quantum',
      doc: 'What computes the gate: nothing (`plain`), a ReLU between two projections (`se`), the same with the first never trained (`se_frozen`), a circuit between them (`quantum`).',
    },
    bottleneck: {
      type: { kind: 'circuit' },
      optional: true,
      doc: 'The circuit; its inputs are what the channels are projected to. Default: layers of RZ, RY and a chain of CX, ⟨Z⟩ of every qubit.',
    },
    qubits: { type: { kind: 'int', min: 1, max: 20 }, default: 8, doc: 'Qubits of the default circuit.' },
    layers: { type: { kind: 'int', min: 1, max: 64 }, default: 3, doc: 'Layers of the default circuit.' },
    projection: {
      type: { kind: 'string', oneOf: ['linear', 'pooled'] },
      default: 'linear',
      doc: 'How channels become inputs: by a trained matrix, or by means of neighbouring channels, squashed to 0 … π.',
    },
    channels: {
      type: { kind: 'int', min: 4, max: 512 },
      default: 32,
      doc: 'Channels at full resolution; twice and four times as many below.',
    },
  },
} as const satisfies ComponentSchema;

export const qvunetSchema = {
  slot: 'reverse',
  name: 'qvunet',
  doc: 'A U-Net with attention, for `pixels`, whose two innermost blocks pass groups of three channels of 2 × 2 pixels through circuits of 12 qubits. Images of at most 28 × 28 pixels, padded to 16 × 16 or 28 × 28.',
  source: 'De Falco et al., arXiv:2402.16147',
  options: {
    groups: {
      type: { kind: 'int', min: 0, max: 85 },
      default: 1,
      doc: 'Groups of three of the innermost 4 · channels that go through circuits, four circuits a group; 0 is the classical network.',
    },
    ansatz: {
      type: { kind: 'string', oneOf: ['hierarchical', 'full'] },
      default: 'hierarchical',
      doc: 'Circuit: rings of CRZ and CRX within four qubits and links between the fours (28 angles a layer; HQConv), or every four controlled by the next four (24; FQConv).',
    },
    layers: { type: { kind: 'int', min: 1, max: 64 }, default: 3, doc: 'Layers of every circuit.' },
    channels: {
      type: { kind: 'int', min: 4, max: 64 },
      default: 10,
      doc: 'Channels at full resolution; twice, three and four times as many further in.',
    },
  },
} as const satisfies ComponentSchema;

export const networkSchemas: readonly ComponentSchema[] = [
  unetSchema,
  mlpSchema,
  pixelwiseSchema,
  hybridUnetSchema,
  qvunetSchema,
];
