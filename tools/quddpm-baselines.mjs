// QuDDPM's cluster of two qubits by the two models that it is compared with (PRL 132, 100602), at budgets of your choice:
//   QDT   one circuit of 120 layers and one ancilla trained from Haar states straight to the data (published: 40,000 steps of training)
//   QGAN  the same circuit against a critic of 16 layers (published: 5 rounds of 2001 steps of the critic and 6001 of the generator)
//   node tools/quddpm-baselines.mjs [--model qdt|qgan] [--steps 2000] [--rounds 5] [--critic 100] [--generator 300] [--seeds 0,1] [--lr 0.0005]
// Run `pnpm build` first. For each seed it prints a line of JSON: budget, mean fidelity with |00> of 1000 states, discrepancy and Wasserstein
// distance to test states with their floors.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import {
  evaluate,
  evaluateStates,
  loadStates,
  startEngine,
  train,
  trainAdversarial,
} from '../packages/models/dist/index.js';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string', default: 'qdt' },
    steps: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    critic: { type: 'string', default: '100' },
    generator: { type: 'string', default: '300' },
    seeds: { type: 'string', default: '0,1' },
    lr: { type: 'string', default: '0.0005' },
  },
});
const METRICS = ['fidelity', 'mmd', 'wasserstein'].map((component) => ({ component, options: {} }));
const data = { name: 'Near00', source: { component: 'cluster', options: { qubits: 2, scale: 0.06 } } };
const lr = Number(options.lr);

/** Layers of RX, RY and bricks of CZ; wire 0 is the ancilla. */
function part(name, layers, finish) {
  const builder = circuit(3);
  let theta = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < 3; q++) builder.gate('RX', [q], [parameter(theta++)]).gate('RY', [q], [parameter(theta++)]);
    builder.gate('CZ', [0, 1]).gate('CZ', [1, 2]);
  }
  const initial = { kind: 'normal', mean: 0, deviation: 1 };
  const parameters = [{ name: 'theta', type: 'angle', shape: [theta], start: 0, length: theta, initial }];
  return { kind: 'circuit', name, circuits: [{ program: finish(builder).build(), parameters, inputs: [] }] };
}

const generator = part('Generator', 120, (builder) => builder.state());

async function qdt(seed) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kraus-qdt-'));
  const model = {
    version: 1,
    name: 'QDT',
    parameters: {},
    data,
    encode: { component: 'state', options: {} },
    forward: [{ kind: 'component', process: { component: 'haar', options: {} }, steps: 1 }],
    reverse: { component: 'circuit', options: { circuit: generator, collapse: 'sampled' } },
    predict: 'previous',
    objective: [{ component: 'mmd', options: {} }],
    condition: [],
  };
  const steps = Number(options.steps);
  const optimizer = { component: 'adam', options: { lr, decay: 'constant' } };
  const given = { steps, batch: 100, seed, optimizer, clip: 0, validate: steps, pictures: steps };
  try {
    const runDir = path.join(folder, 'run');
    await train({
      model,
      task: { task: 'train', model: 'QDT', options: given, components: [] },
      script: { path: 'tools/quddpm-baselines.mjs', text: '', hash: '' },
      runDir,
    });
    return await evaluate({ runDir, metrics: METRICS, count: 1000, seed: 1, untrained: false });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function qgan(seed) {
  const states = await loadStates(data);
  const result = await trainAdversarial({
    data: states.train,
    generator,
    critic: part('Critic', 16, (builder) => builder.expectation(pauliZ(0))),
    rounds: Number(options.rounds),
    criticSteps: Number(options.critic),
    generatorSteps: Number(options.generator),
    batch: 100,
    lr,
    seed,
  });
  try {
    return await evaluateStates({ generated: result.generate(1000, 1), data: states, metrics: METRICS, seed: 1 });
  } finally {
    result.dispose();
  }
}

await startEngine();
for (const seed of options.seeds.split(',').map(Number)) {
  const began = performance.now();
  const { metrics } = await (options.model === 'qgan' ? qgan : qdt)(seed);
  const { steps, rounds, critic, generator: made } = options;
  const budget = options.model === 'qgan' ? `${rounds} × (${critic}, ${made})` : `${steps} steps`;
  const seconds = Math.round((performance.now() - began) / 1000);
  const figures = Object.fromEntries(
    metrics.map(({ value, spread, floor }, k) => [
      METRICS[k].component,
      { value, error: spread.standardError, floor: floor.value },
    ]),
  );
  console.log(JSON.stringify({ model: options.model, seed, lr, budget, seconds, ...figures }));
}
process.exit(0);
