import type { Catalogue, ComponentSchema, OptionSchema } from '@kraus/core';

const count = (optional = true): OptionSchema => ({ type: { kind: 'int', min: 1 }, optional, doc: 'How many.' });
const features = {
  type: { kind: 'string', oneOf: ['lenet', 'pixels', 'inception'] },
  default: 'lenet',
  doc: 'The extractor.',
} as const;
const images: ComponentSchema['options'] = {
  classes: {
    type: { kind: 'list', of: { kind: 'int', min: 0, max: 255 }, minLength: 1 },
    optional: true,
    doc: 'Labels to keep.',
  },
  size: { type: { kind: 'int', min: 4, max: 256 }, optional: true, doc: 'Height and width.' },
  limit: count(),
  colour: { type: { kind: 'string', oneOf: ['grey', 'rgb'] }, optional: true, doc: 'Grey or three channels.' },
};
const component = (
  slot: ComponentSchema['slot'],
  name: string,
  options: ComponentSchema['options'] = {},
): ComponentSchema => ({
  slot,
  name,
  doc: `${name}.`,
  options,
});

/** A small catalogue with the names of the real one, so that this package is tested without it. */
export const testCatalogue: Catalogue = {
  components: [
    component('dataset', 'mnist', images),
    component('dataset', 'fashion', images),
    component('dataset', 'glyphs', images),
    component('dataset', 'line', { limit: count(), test: count() }),
    component('dataset', 'cluster', {
      qubits: { type: { kind: 'int', min: 1, max: 10 }, default: 1, doc: 'How many.' },
    }),
    component('dataset', 'idx', { ...images, images: { type: { kind: 'string' }, doc: 'The file of images.' } }),
    {
      ...component('encode', 'levels', {
        count: { type: { kind: 'int', min: 2, max: 256 }, default: 8, doc: 'Levels.' },
      }),
      levels: 'count',
    },
    component('encode', 'points'),
    component('encode', 'state'),
    component('forward', 'gaussian', {
      noise: { type: { kind: 'real', min: 0, max: 1 }, default: 0.1, doc: 'Noise a step.' },
      schedule: { type: { kind: 'string' }, default: 'cosine', doc: 'Schedule.' },
      first: { type: { kind: 'real', above: 0, max: 1 }, optional: true, doc: 'First.' },
      last: { type: { kind: 'real', above: 0, max: 1 }, optional: true, doc: 'Last.' },
    }),
    component('reverse', 'unet', {
      channels: { type: { kind: 'int', min: 4, max: 512 }, default: 32, doc: 'Channels.' },
      depth: { type: { kind: 'int', min: 0, max: 5 }, default: 2, doc: 'Halvings.' },
      residual: { type: { kind: 'bool' }, default: true, doc: 'Residual blocks.' },
    }),
    component('reverse', 'mlp', { width: { type: { kind: 'int', min: 1 }, default: 256, doc: 'Neurons.' } }),
    component('reverse', 'pixelwise'),
    component('reverse', 'circuit', {
      circuit: { type: { kind: 'circuit' }, doc: 'The circuit.' },
      parameters: { type: { kind: 'string', oneOf: ['perStep', 'shared'] }, default: 'perStep', doc: 'Whose.' },
      collapse: { type: { kind: 'string', oneOf: ['exact', 'enumerated', 'sampled'] }, default: 'exact', doc: 'How.' },
    }),
    component('reverse', 'hybridUnet', {
      bottleneck: { type: { kind: 'circuit' }, doc: 'The circuit in the middle.' },
      channels: { type: { kind: 'int', min: 4, max: 512 }, default: 32, doc: 'Channels.' },
    }),
    component('predict', 'x0'),
    component('predict', 'previous'),
    component('objective', 'vlb', {
      ce: { type: { kind: 'real', min: 0 }, default: 0.01, doc: 'Weight of the cross-entropy.' },
    }),
    component('objective', 'kl'),
    component('objective', 'fidelity'),
    component('condition', 'time'),
    component('condition', 'class'),
    component('optimizer', 'adam', {
      lr: { type: { kind: 'real', above: 0, max: 10 }, default: 1e-3, doc: 'Learning rate.' },
      warmup: count(),
      decay: {
        type: { kind: 'string', oneOf: ['constant', 'cosine'] },
        default: 'constant',
        doc: 'How the rate falls.',
      },
    }),
    component('metric', 'fid', { features }),
    component('metric', 'kid', { features }),
    component('metric', 'memorisation'),
    component('metric', 'slicedWasserstein'),
    component('metric', 'posteriorKl'),
    component('metric', 'classifier'),
    component('device', 'ibm', {
      name: { type: { kind: 'string' }, doc: 'The backend.' },
      qubits: { type: { kind: 'list', of: { kind: 'int', min: 0 } }, optional: true, doc: 'Physical qubits.' },
    }),
    component('device', 'snapshot', {
      name: { type: { kind: 'string' }, doc: 'The backend.' },
      qubits: { type: { kind: 'list', of: { kind: 'int', min: 0 } }, optional: true, doc: 'Physical qubits.' },
      shots: { type: { kind: 'int', min: 1 }, default: 4096, doc: 'Shots.' },
    }),
    component('device', 'simulated', {
      qubits: { type: { kind: 'int', min: 1, max: 30 }, doc: 'How many.' },
      t1: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Relaxation time, seconds.' },
      t2: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Coherence time, seconds.' },
      twoQubit: { type: { kind: 'real', min: 0, max: 0.75 }, default: 0, doc: 'Error of CZ.' },
      readout: { type: { kind: 'real', min: 0, max: 1 }, default: 0, doc: 'Readout error.' },
    }),
    component('plot', 'line', {
      x: { type: { kind: 'string' }, doc: 'Horizontal axis.' },
      y: { type: { kind: 'string' }, doc: 'Vertical axis.' },
    }),
  ],
  tasks: [
    {
      task: 'train',
      doc: 'Trains.',
      options: {
        epochs: count(),
        steps: count(),
        batch: { type: { kind: 'int', min: 1 }, default: 64, doc: 'Images a step.' },
        optimizer: { type: { kind: 'component', slot: 'optimizer' }, default: 'adam', doc: 'The optimizer.' },
        ema: { type: { kind: 'real', min: 0, max: 0.999999 }, default: 0.999, doc: 'Moving average.' },
        validate: count(),
        clip: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Largest gradient norm.' },
        seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed.' },
      },
      components: [],
    },
    {
      task: 'sample',
      doc: 'Draws.',
      options: {
        count: count(),
        seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed.' },
        save: { type: { kind: 'string' }, optional: true, doc: 'File.' },
      },
      components: [],
    },
    {
      task: 'run',
      doc: 'Runs a circuit.',
      options: {
        shots: { type: { kind: 'int', min: 1, max: 100_000_000 }, default: 1024, doc: 'Repetitions.' },
        seed: { type: { kind: 'int', min: 0 }, default: 0, doc: 'Seed.' },
      },
      components: [],
    },
    { task: 'evaluate', doc: 'Compares.', options: { count: count() }, components: ['metric'] },
  ],
};
