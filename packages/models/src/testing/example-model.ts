import { type ComponentSpec, cycle, type ModelSpec, stochasticWalk, type TaskSpec } from '@kraus/core';

/** A model of 8 × 8 glyphs with 4 levels, small enough to train within a test. */
export function exampleModel(reverse?: ComponentSpec): ModelSpec {
  return {
    version: 1,
    name: 'Small',
    parameters: {},
    data: {
      name: 'Glyphs',
      source: { component: 'glyphs', options: { size: 8, limit: 96, validation: 0.2 } },
    },
    encode: { component: 'levels', options: { count: 4 } },
    forward: [
      {
        kind: 'channel',
        name: 'Walk',
        steps: 5,
        mode: 'measured',
        channels: [{ kind: 'evolve', dims: [4], generator: stochasticWalk(cycle(4), 0.4), time: 0.6 }],
      },
    ],
    reverse: reverse ?? { component: 'mlp', options: { width: 48, layers: 1 } },
    predict: 'x0',
    objective: [{ component: 'vlb', options: { ce: 0.01 } }],
    condition: ['time'],
  };
}

export function exampleTask(options: TaskSpec['options'] = {}): TaskSpec {
  return { task: 'train', model: 'Small', options: { steps: 12, batch: 8, ...options }, components: [] };
}
