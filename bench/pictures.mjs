// One training step of each picture system, as the examples have them: milliseconds, and that tensors and memory stay as they are.
//   node bench/pictures.mjs [--steps 30] [--threads 2] [--only qsw,hybrid,hybrid-se,qvunet,qsc,ddpm] [--python PYTHON]
//                           --python, or KRAUS_PYTHON: each in PyTorch right after it, bench/peers/pictures_torch.py
// Prints one line of JSON a system; `processor` is the time of all threads, less moved by other work on the machine than the clock, above all with
// `--threads 1`. `hybrid-se` is `hybrid` with a ReLU for its circuit; the heap is that after a garbage collection with `node --expose-gc`.
// Our step draws its noise too, the peer's does not. Run `pnpm build` first.
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Adam, engineMemory, startEngine, tf } from '../packages/models/dist/engine/index.js';
import { makeVariables } from '../packages/models/dist/generative-model/index.js';
import { familyOf } from '../packages/models/dist/training/families.js';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '30' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string', default: 'qsw,hybrid,hybrid-se,qvunet,qsc,ddpm' },
    python: { type: 'string', default: process.env.KRAUS_PYTHON },
  },
});
const info = await startEngine({ backend: 'wasm', threads: Number(values.threads) });
const component = (name, options = {}) => ({ component: name, options });
const forward = (process, steps) => [{ kind: 'component', steps, process }];
const gaussian = forward(component('gaussian'), 100);
const matrix = (n) => Array.from({ length: n * n }, (_, k) => (Math.floor(k / n) === k % n ? 0.86 : 0.02));
const pixels = { encode: component('pixels'), forward: gaussian, predict: 'noise', objective: [component('mse')] };

/** Batch and specification; glyphs of 28 × 28 pixels, QSC of 16 × 16. */
const systems = {
  qsw: [
    32,
    {
      encode: component('levels', { count: 8 }),
      forward: [
        { kind: 'matrices', name: 'Walk', levels: 8, steps: 20, oneStep: matrix(8), stationary: Array(8).fill(1 / 8) },
      ],
      reverse: component('unet', { channels: 16, depth: 2 }),
      predict: 'x0',
      objective: [component('vlb', { ce: 0.01 })],
    },
  ],
  hybrid: [64, { ...pixels, reverse: component('hybridUnet', { qubits: 8, layers: 3 }) }],
  'hybrid-se': [64, { ...pixels, reverse: component('hybridUnet', { qubits: 8, layers: 3, arm: 'se' }) }],
  qvunet: [32, { ...pixels, reverse: component('qvunet', { groups: 1 }) }],
  qsc: [
    32,
    {
      encode: component('amplitude', { aux: 2 }),
      forward: forward(component('scramble', { scrambler: 'none', noise: 0, shots: [64, 32, 16, 8, 6, 4, 2, 1] }), 8),
      reverse: component('collapseCircuits', { first: 16, last: 16 }),
      predict: 'previous',
      objective: [component('kl')],
    },
  ],
  ddpm: [32, { ...pixels, reverse: component('unet', { channels: 16, depth: 2 }) }],
};

const peer = fileURLToPath(new URL('peers/pictures_torch.py', import.meta.url));
const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
for (const name of values.only.split(',')) {
  const [batch, part] = systems[name];
  const size = name === 'qsc' ? 16 : 28;
  const data = { name: 'Glyphs', source: component('glyphs', { classes: [0, 1], size, limit: 500 }) };
  const model = { version: 1, name, parameters: {}, condition: ['time'], data, ...part };
  const opened = await familyOf(model).open(model, {});
  const steps = Number(values.steps);
  const learning = opened.learn({
    seed: 1,
    batch,
    steps: steps + 8,
    curriculum: name === 'qsc' ? 'stepwise' : 'joint',
    inputs: 'forward',
  });
  const variables = makeVariables(opened.model.initial(1));
  const adam = new Adam(variables, { lr: 1e-3 });
  const times = [];
  let before;
  for (let step = 1; step <= steps + 8; step++) {
    const start = performance.now();
    const { gradients } = learning.step(variables, step);
    adam.apply(gradients, { names: learning.active?.(step) });
    tf.dispose(gradients);
    times.push(performance.now() - start);
    if (step === 8) before = { ...engineMemory(), heap: heap(), processor: process.cpuUsage() };
  }
  const { user, system } = process.cpuUsage(before.processor);
  const after = { ...engineMemory(), heap: heap() };
  const sorted = times.slice(8).sort((a, b) => a - b);
  console.log(
    JSON.stringify({
      benchmark: 'pictures',
      system: name,
      threads: info.threads,
      batch,
      steps,
      parameters: Object.values(variables).reduce((sum, variable) => sum + variable.size, 0),
      median: Number(sorted[sorted.length >> 1].toFixed(1)),
      fastest: Number(sorted[0].toFixed(1)),
      processor: Number(((user + system) / 1000 / steps).toFixed(1)),
      tensors: after.tensors - before.tensors,
      bytes: after.bytes - before.bytes,
      heap: after.heap - before.heap,
    }),
  );
  adam.dispose();
  for (const variable of Object.values(variables)) variable.dispose();
  if (values.python) {
    const args = [peer, values.threads, values.steps, name];
    process.stdout.write(execFileSync(values.python, args, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }
}
process.exit(0);
