// One training step of the hybrid U-Net (28 × 28 × 1, batch 64, 32 channels): the arm se beside the quantum arm of 8 and 16 qubits, in turns.
//   node bench/hybrid-unet.mjs [--rounds 12] [--threads 2]
// Prints one line of JSON an arm: milliseconds, median and fastest. Run `pnpm build` first.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { stream } from '../packages/core/dist/index.js';
import { Adam, startEngine, tf } from '../packages/models/dist/engine/index.js';
import { makeVariables } from '../packages/models/dist/generative-model/index.js';
import { buildImageNetwork } from '../packages/models/dist/networks/index.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, threads: { type: 'string', default: '2' } },
});
const info = await startEngine({ backend: 'wasm', threads: Number(values.threads) });
const batch = 64;
const size = [batch, 28, 28, 1];
const numbers = (name) => tf.tensor(stream(1, name).fillNormal(new Float32Array(batch * 784)), size);
const x = numbers('x');
const y = numbers('y');
const t = Int32Array.from({ length: batch }, (_, b) => 1 + 10 * b);

const arms = [
  ['se', 8],
  ['quantum', 8],
  ['quantum', 16],
].map(([arm, qubits]) => {
  const options = { arm, qubits, layers: 3 };
  const shape = { height: 28, width: 28, channels: 1, steps: 1000, classes: 0 };
  const network = buildImageNetwork({ component: 'hybridUnet', options }, shape);
  const variables = makeVariables(network.initial(stream(1, 'initial')));
  const list = Object.values(variables);
  const adam = new Adam(variables, { lr: 1e-3 });
  const times = [];
  const step = () => {
    const start = performance.now();
    const { value, grads } = tf.variableGrads(
      () => tf.mean(tf.square(tf.sub(network.apply(variables, x, t), y))),
      list,
    );
    adam.apply(list.map((variable) => grads[variable.name]));
    value.dataSync();
    tf.dispose([value, grads]);
    times.push(performance.now() - start);
  };
  return { arm, qubits, step, times };
});
for (let round = 0; round < Number(values.rounds) + 2; round++) for (const { step } of arms) step();
for (const { arm, qubits, times } of arms) {
  const sorted = times.slice(2).sort((a, b) => a - b);
  const ms = { median: Math.round(sorted[sorted.length >> 1]), fastest: Math.round(sorted[0]) };
  console.log(
    JSON.stringify({ benchmark: 'hybrid-unet', threads: info.threads, arm, qubits, layers: 3, batch, ...ms }),
  );
}
process.exit(0);
