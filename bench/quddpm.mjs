// Training throughput of QuDDPM's cluster of two qubits: T = 20 steps of scrambling, one ancilla, 6 layers, 100 states of 1000 a training step,
// discrepancy with the fidelity, sampled collapse without score function, Adam at 5e-4; stepwise on own states, as published.
//   node bench/quddpm.mjs [--steps 100] [--precision float32,float64] [--threads 1,2] [--rounds 5] [--compile] [--json FILE] [--python PYTHON]
//                         --steps: training steps a step of the diffusion, a round
//                         --python, or KRAUS_PYTHON: the same in PyTorch beside it, bench/peers/quddpm_torch.py; --threads and
//                         --precision are the peer's
//                         --compile: lets the peer try torch.compile too, which takes minutes
// Run `pnpm build` first. Ours is `train` as scripts run it, from the first training step to the last, with its logs, checkpoints and noise;
// the peer is the bare loop at one step of the diffusion. Before, both compute one loss and gradient with the same outcomes, which must agree.
// A training step is the median of all steps on the clock, which other work on the machine moves little; the whole is the processor's time of all
// threads, divided by the steps: of ours with noise, pictures and checkpoints, which 2001 steps a step of the diffusion dilute. Medians of the rounds.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circuit, parameter } from '../packages/core/dist/index.js';
import { discrepancyLoss, startEngine, train } from '../packages/models/dist/index.js';
import { compileCollapse } from '../packages/sim/dist/index.js';
import { lineProgram, quantile, table } from './line-program.mjs';

const [QUBITS, ANCILLAS, LAYERS, STEPS, COUNT, POOL] = [2, 1, 6, 20, 100, 1000];
const WIRES = QUBITS + ANCILLAS;
const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '100' },
    precision: { type: 'string', default: 'float32,float64' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '5' },
    compile: { type: 'boolean', default: false },
    json: { type: 'string' },
    python: { type: 'string', default: process.env.KRAUS_PYTHON },
  },
});

/** One reverse step; the ancilla is wire 0. */
function layers() {
  const builder = circuit(WIRES);
  let theta = 0;
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < WIRES; q++) builder.gate('RX', [q], [parameter(theta++)]).gate('RY', [q], [parameter(theta++)]);
    for (const first of [0, 1]) for (let q = first; q + 1 < WIRES; q += 2) builder.gate('CZ', [q, q + 1]);
  }
  return { builder, theta };
}

/** Kets by formula, as in the peer. */
function kets(count, shift) {
  const d = 2 ** QUBITS;
  const data = new Float64Array(2 * count * d);
  for (let n = 0; n < count; n++) {
    const at = 2 * d * n;
    for (let k = 0; k < d; k++) {
      data[at + 2 * k] = Math.sin(0.7 * k + 1.1 * n + 0.3 + shift);
      data[at + 2 * k + 1] = Math.cos(1.3 * k - 0.5 * n + shift);
    }
    const norm = Math.hypot(...data.subarray(at, at + 2 * d));
    for (let k = 0; k < 2 * d; k++) data[at + k] /= norm;
  }
  return { kind: 'pure', dimension: d, count, data };
}

/** Loss and gradient by angle 1 with outcomes 0, 1, 0, 1, …. */
function checked() {
  const { builder, theta } = layers();
  const program = builder.startFrom('amplitudes').reset(0).state().build();
  const executable = compileCollapse(program, { mode: 'sampled', gradient: true, precision: 'float64' });
  const d = 2 ** QUBITS;
  const initial = new Float64Array(4 * COUNT * d);
  const states = kets(COUNT, 0).data;
  for (let k = 0; k < COUNT * d; k++) initial.set(states.subarray(2 * k, 2 * k + 2), 4 * k);
  const batch = {
    batch: COUNT,
    initial,
    parameters: Float64Array.from({ length: theta }, (_, j) => Math.sin(1.3 * j + 0.1)),
  };
  const outcomes = Int32Array.from({ length: COUNT }, (_, n) => n % 2);
  const { values } = executable.run(batch, outcomes);
  const data = new Float64Array(2 * COUNT * d);
  for (let k = 0; k < COUNT * d; k++) data.set([values[4 * k], values[4 * k + 1]], 2 * k);
  const generated = { kind: 'pure', dimension: d, count: COUNT, data };
  const { value, gradient } = discrepancyLoss(generated, kets(COUNT, 2), { estimator: 'biased' });
  const cotangents = new Float64Array(values.length);
  for (let k = 0; k < COUNT * d; k++) cotangents.set(gradient.subarray(2 * k, 2 * k + 2), 4 * k);
  const none = new Float64Array(COUNT);
  const { parameters } = executable.gradient(batch, { values: cotangents, logProbabilities: none }, { outcomes });
  executable.dispose();
  return { loss: value, angle: parameters[1] };
}

/** The task as a script would give it. */
function request(runDir, steps, onEvent) {
  const { builder, theta } = layers();
  const initial = { kind: 'normal', mean: 0, deviation: 1 };
  const parameters = [{ name: 'theta', type: 'angle', shape: [theta], start: 0, length: theta, initial }];
  const part = {
    kind: 'circuit',
    name: 'Denoiser',
    circuits: [{ program: builder.state().build(), parameters, inputs: [] }],
  };
  const cluster = { component: 'cluster', options: { qubits: QUBITS, scale: 0.06, limit: POOL, test: 100 } };
  const model = {
    version: 1,
    name: 'Cluster',
    parameters: {},
    data: { name: 'Near00', source: cluster },
    encode: { component: 'state', options: {} },
    forward: [
      { kind: 'component', process: { component: 'scrambleStates', options: { first: 0.5, last: 4 } }, steps: STEPS },
    ],
    reverse: {
      component: 'circuit',
      options: { circuit: part, parameters: 'perStep', collapse: 'sampled', score: false },
    },
    predict: 'previous',
    objective: [{ component: 'mmd', options: { estimator: 'biased' } }],
    condition: [],
  };
  const optimizer = { component: 'adam', options: { lr: 5e-4, decay: 'constant', warmup: 0 } };
  const given = { steps, batch: COUNT, curriculum: 'stepwise', optimizer, clip: 0, log: 100, pictures: steps };
  const task = { task: 'train', model: 'Cluster', options: given, components: [] };
  return { model, task, script: { path: 'bench/quddpm.mjs', text: '', hash: '' }, runDir, onEvent };
}

/** Milliseconds a training step, on the clock and of the processor, and what the log says of memory. */
async function ours(steps) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kraus-quddpm-'));
  try {
    const times = [];
    const take = ({ kind }) => {
      if (kind === 'step') times.push(performance.now());
    };
    const before = process.cpuUsage();
    const runDir = path.join(folder, 'run');
    await train(request(runDir, steps * STEPS, take));
    const lines = readFileSync(path.join(runDir, 'metrics.jsonl'), 'utf8').trim().split('\n').map(JSON.parse);
    const memory = lines
      .filter(({ kind }) => kind === 'step')
      .map(({ tensors, bytes }) => `${tensors} tensors, ${bytes} bytes`);
    const { user, system } = process.cpuUsage(before);
    const one = times.slice(1).map((time, k) => time - times[k]);
    return { ms: quantile(one, 0.5), cpu: (user + system) / 1000 / times.length, memory: [...new Set(memory)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function peersOf() {
  if (options.python === undefined) return [];
  const file = path.join(path.dirname(fileURLToPath(import.meta.url)), 'peers/quddpm_torch.py');
  return options.threads.split(',').flatMap((threads) => {
    const name = `PyTorch, ${threads} thread${threads === '1' ? '' : 's'}`;
    const program = lineProgram(`${name}=${options.python} ${file} ${threads}`);
    return options.precision.split(',').map((precision) => ({ ...program, name: `${name}, ${precision}`, precision }));
  });
}

const engine = await startEngine();
const reference = checked();
const problem = { n: QUBITS, ancillas: ANCILLAS, layers: LAYERS, count: COUNT, pool: POOL, compile: options.compile };
const contenders = [{ name: `Kraus, train (${engine.backend})`, rounds: [], run: () => ours(Number(options.steps)) }];
const peers = peersOf();
for (const { name, precision, ask } of peers) {
  const prec = precision === 'float32' ? 'F32' : 'F64';
  const first = await ask({ ...problem, prec });
  if (first.error !== undefined) throw new Error(`${name}: ${first.error}`);
  const far = Math.max(Math.abs(first.loss - reference.loss), Math.abs(first.angle - reference.angle));
  if (!(far < (prec === 'F32' ? 1e-5 : 1e-12))) throw new Error(`${name}: loss or gradient differ by ${far}`);
  contenders.push({ name: `${name}, ${first.form}`, rounds: [], run: () => ask({ ...problem, prec, inner: 200 }) });
}
await ours(5);
for (let round = 0; round < Number(options.rounds); round++) {
  for (const contender of contenders) contender.rounds.push(await contender.run());
}
for (const { end } of peers) end();
const rows = contenders.map(({ name, rounds }) => ({
  name,
  ms: quantile(
    rounds.map(({ ms }) => ms),
    0.5,
  ),
  spreadMs:
    quantile(
      rounds.map(({ ms }) => ms),
      0.75,
    ) -
    quantile(
      rounds.map(({ ms }) => ms),
      0.25,
    ),
  cpu: quantile(
    rounds.map(({ cpu }) => cpu),
    0.5,
  ),
}));
const best = (field) => Math.min(...rows.slice(1).map((row) => row[field])) / rows[0][field];
if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify({ bench: 'quddpm', node: process.version, rows }, null, 1)}\n`);
}
console.log(
  table(
    ['contender', 'ms a training step', 'spread', 'ms of the processor, whole'],
    rows.map((row) => [row.name, ...[row.ms, row.spreadMs, row.cpu].map((x) => x.toPrecision(3))]),
  ),
);
if (peers.length > 0)
  console.log(
    `times faster than the fastest peer: ${best('ms').toFixed(1)}, by the whole ${best('cpu').toFixed(1)} (goal 5)`,
  );
console.log(`memory over a training: ${[...new Set(contenders[0].rounds.flatMap(({ memory }) => memory))].join('; ')}`);
process.exit(0);
