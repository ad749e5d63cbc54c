// CQGDM without a script: points on a line dissolve in Gaussian noise, a quantum circuit of four qubits learns the way back.
// `node packages/models/examples/cqgdm.mjs [steps] [folder]`; the model and its sources are those of `examples/cqgdm.kraus`.
import { addAngles, circuit, input, parameter, pauli, scaleAngle } from '@kraus/core';
import { evaluate, formatEvaluation, startEngine, train } from '@kraus/models';

const [steps = '3000', runDir = 'runs/cqgdm-program'] = process.argv.slice(2);
const layers = 6;

// Inputs 0 and 1 are the point, input 2 is the time t/T; every qubit has three angles a layer.
const build = circuit(4);
for (let l = 0; l < layers; l++) {
  const theta = (qubit, k) => parameter(12 * l + 3 * qubit + k);
  build.gate('RX', [0], [addAngles(scaleAngle(input(0), 0.7), theta(0, 0))]);
  build.gate('RX', [1], [addAngles(scaleAngle(input(1), 0.7), theta(1, 0))]);
  build.gate('RX', [2], [addAngles(scaleAngle(input(2), Math.PI), theta(2, 0))]);
  build.gate('RX', [3], [theta(3, 0)]);
  for (let q = 0; q < 4; q++) build.gate('RZ', [q], [theta(q, 1)]).gate('RY', [q], [theta(q, 2)]);
  for (let q = 0; q < 4; q++) build.gate('CZ', [q, (q + 1) % 4]);
}
const program = build.expectation(pauli('IIIX'), pauli('IIXI')).build();

const denoiser = {
  kind: 'circuit',
  name: 'Denoiser',
  circuits: [
    {
      program,
      parameters: [
        {
          name: 'theta',
          type: 'angle',
          shape: [layers, 4, 3],
          start: 0,
          length: 12 * layers,
          initial: { kind: 'normal', mean: 0, deviation: 0.5 },
        },
      ],
      inputs: [
        { name: 'x', type: 'real', shape: [2], start: 0, length: 2 },
        { name: 't', type: 'real', shape: [], start: 2, length: 1 },
      ],
    },
  ],
};

const model = {
  version: 1,
  name: 'LineByCircuit',
  parameters: {},
  data: { name: 'Line', source: { component: 'line', options: { limit: 1000, test: 1000 } } },
  encode: { component: 'points', options: {} },
  forward: [
    {
      kind: 'component',
      steps: 40,
      process: { component: 'gaussian', options: { schedule: 'linear', first: 1e-4, last: 0.2 } },
    },
  ],
  reverse: { component: 'circuit', options: { circuit: denoiser, parameters: 'perStep' } },
  predict: 'x0',
  objective: [{ component: 'kl', options: {} }],
  condition: ['time'],
};
const options = {
  steps: Number(steps),
  batch: 250,
  optimizer: { component: 'adam', options: { lr: 0.02 } },
  ema: 0.99,
};

await startEngine();
await train({
  model,
  task: { task: 'train', model: model.name, options, components: [] },
  script: { path: import.meta.filename ?? 'cqgdm.mjs', text: '', hash: 'program' },
  runDir,
  onEvent: (event) => {
    if (event.kind === 'validation') console.error(`step ${event.step}: ${event.loss.toFixed(3)} nats`);
  },
});
console.log(formatEvaluation(await evaluate({ runDir, untrained: false })));
