// QuDDPM without a script: two-qubit states near |00> are scrambled, and circuits with a measured ancilla learn the way back step by step.
// `node packages/models/examples/quddpm.mjs [steps] [folder]`; the model and its sources are those of `examples/quddpm-cluster.kraus`.
import { circuit, parameter } from '@kraus/core';
import { evaluate, formatEvaluation, startEngine, train } from '@kraus/models';

const [steps = '40000', runDir = 'runs/quddpm-program'] = process.argv.slice(2);
const [ancillas, qubits, layers] = [1, 2, 6];
const wires = ancillas + qubits;

// Wire 0 is the ancilla: it starts in |0> at every step and is measured and dropped after it.
const build = circuit(wires);
for (let l = 0; l < layers; l++) {
  for (let q = 0; q < wires; q++) {
    build.gate('RX', [q], [parameter(2 * (wires * l + q))]);
    build.gate('RY', [q], [parameter(2 * (wires * l + q) + 1)]);
  }
  for (const first of [0, 1]) for (let q = first; q + 1 < wires; q += 2) build.gate('CZ', [q, q + 1]);
}
const theta = {
  name: 'theta',
  type: 'angle',
  shape: [layers, wires, 2],
  start: 0,
  length: 2 * wires * layers,
  initial: { kind: 'normal', mean: 0, deviation: 1 },
};
const denoiser = {
  kind: 'circuit',
  name: 'QuDDPM',
  circuits: [{ program: build.state().build(), parameters: [theta], inputs: [] }],
};

const model = {
  version: 1,
  name: 'TwoQubits',
  parameters: {},
  data: { name: 'Near00', source: { component: 'cluster', options: { qubits, scale: 0.06, validation: 0 } } },
  encode: { component: 'state', options: {} },
  forward: [
    { kind: 'component', steps: 20, process: { component: 'scrambleStates', options: { first: 0.5, last: 4 } } },
  ],
  reverse: { component: 'circuit', options: { circuit: denoiser, collapse: 'sampled' } },
  predict: 'previous',
  objective: [{ component: 'mmd', options: {} }],
  condition: [],
};
const options = {
  steps: Number(steps),
  batch: 100,
  curriculum: 'stepwise',
  optimizer: { component: 'adam', options: { lr: 5e-3, warmup: 0 } },
  ema: 0,
  clip: 0,
  pictures: Number(steps),
};

await startEngine();
await train({
  model,
  task: { task: 'train', model: model.name, options, components: [] },
  script: { path: import.meta.filename ?? 'quddpm.mjs', text: '', hash: 'program' },
  runDir,
  onEvent: (event) => {
    if (event.kind === 'checkpoint') console.error(`step ${event.step} of ${steps}`);
  },
});
const metrics = ['fidelity', 'mmd'].map((component) => ({ component, options: {} }));
console.log(formatEvaluation(await evaluate({ runDir, metrics, count: 500, untrained: false })));
