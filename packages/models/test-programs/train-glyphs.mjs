// Trains a small model on 8 × 8 glyphs and draws from it, on the built package: the program that the resume test kills.
// Usage: node train-glyphs.mjs FOLDER '{"resume":true,"backend":"js","threads":1,"network":{…},"train":{…}}'
// Prints one event a line.
import { cycle, stochasticWalk } from '@kraus/core';
import { sample, startEngine, train } from '@kraus/models';

const [runDir, text = '{}'] = process.argv.slice(2);
const settings = JSON.parse(text);
const model = {
  version: 1,
  name: 'Small',
  parameters: {},
  data: { name: 'Glyphs', source: { component: 'glyphs', options: { size: 8, limit: 64, validation: 0.2 } } },
  encode: { component: 'levels', options: { count: 4 } },
  forward: [
    {
      kind: 'channel',
      name: 'Walk',
      steps: 4,
      mode: 'measured',
      channels: [{ kind: 'evolve', dims: [4], generator: stochasticWalk(cycle(4), 0.4), time: 0.6 }],
    },
  ],
  reverse: settings.network ?? { component: 'mlp', options: { width: 12, layers: 1 } },
  predict: 'x0',
  objective: [{ component: 'vlb', options: { ce: 0.01 } }],
  condition: ['time'],
};
const options = {
  steps: 40,
  batch: 8,
  ema: 0.9,
  validate: 8,
  checkpoint: 5,
  pictures: 12,
  log: 3,
  seed: 5,
  ...settings.train,
};
const print = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
await startEngine({ backend: settings.backend ?? 'auto', ...(settings.threads ? { threads: settings.threads } : {}) });
await train({
  model,
  task: { task: 'train', model: 'Small', options, components: [] },
  script: { path: 'small.kraus', text: '// small\n', hash: '0' },
  runDir,
  resume: settings.resume === true,
  onEvent: print,
});
await sample({ runDir, count: 10, seed: 3, onEvent: print });
