// One large state: the circuit of W1 from |0…0>, forward and full gradient, and a circuit of one gate on every qubit.
//   node bench/large-state.mjs [--qubits 16,20] [--precision float32,float64] [--threads 1,2] [--layers 6] [--rounds 7] [--json FILE]
//                              [--npm FOLDER]   run quantum-circuit and jsqubits of its node_modules too, each once
//                              [--npm-layers 1] layers of the circuit for them and for ours beside them
// Run `pnpm build` first. `memory` is the least time that the machine's bandwidth, by a triad over arrays of the state's size
// and counted for the threads used, allows for what the passes read and write; `arithmetic` the least time at the peak of
// multiply and add. A state of many layers takes few passes, so that arithmetic is what limits it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import { LargeStateExecutable } from '../packages/sim/dist/large-state/index.js';
import { analysePureCircuit, planLargeState } from '../packages/sim/dist/plan/index.js';
import { quantile, table, timeOf } from './line-program.mjs';
import { bandwidth, peak } from './machine.mjs';

const CHUNK_QUBITS = { float32: 15, float64: 14 };
const { values: options } = parseArgs({
  options: {
    qubits: { type: 'string', default: '16,20' },
    precision: { type: 'string', default: 'float32,float64' },
    threads: { type: 'string', default: '1,2' },
    layers: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
    npm: { type: 'string' },
    'npm-layers': { type: 'string', default: '1' },
  },
});

const angleOf = (j) => 2 * Math.sin(1.3 * j + 0.1);

function layered(qubits, layers, ring = true) {
  const builder = circuit(qubits);
  let next = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ring ? ['RX', 'RY', 'RZ'] : ['RX']) builder.gate(gate, [q], [parameter(next++)]);
    }
    if (ring) for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

/** The executable of a circuit, its plan, and one state's angles. */
function make(program, precision, threads) {
  const plan = planLargeState(analysePureCircuit(program), CHUNK_QUBITS[precision]);
  const executable = new LargeStateExecutable(plan, precision, threads);
  const parameters = Float64Array.from({ length: program.parameters }, (_, j) => angleOf(j));
  return { plan, executable, batch: { batch: 1, parameters } };
}

const median = (call, rounds) => {
  call();
  return quantile(
    Array.from({ length: rounds }, () => timeOf(call, 1)),
    0.5,
  );
};

/** Bytes that a forward run reads and writes: the start, every pass there and back, the outputs. */
const bytesMoved = (plan, real) => (2 * plan.passes.length + 2) * 2 * real * 2 ** plan.qubits;

/** Shears 4 a run, diagonals 6 a block, start and Z's by a Walsh transform of the chunk's probabilities. */
function flopsOf(plan) {
  const blocks = plan.passes.flatMap((pass) => pass.blocks);
  const runs = blocks.reduce((count, block) => count + block.runs.length, 0);
  return 2 ** plan.qubits * (4 * runs + 6 * blocks.length + 3 + plan.chunkQubits);
}

function measure(name, program, precision, threads, machine) {
  const { plan, executable, batch } = make(program, precision, threads);
  const rounds = Number(options.rounds);
  const weights = new Float64Array(plan.columns).fill(1);
  const forwardMs = median(() => executable.run(batch), rounds);
  const stepMs = median(() => executable.gradient(batch, weights), Math.min(3, rounds));
  executable.dispose();
  const real = precision === 'float32' ? 4 : 8;
  const state = 2 * real * 2 ** plan.qubits;
  const memoryMs = bytesMoved(plan, real) / (machine.bandwidth[state] * threads) / 1e6;
  const arithmeticMs = flopsOf(plan) / (machine.peak[precision] * threads) / 1e6;
  return {
    name,
    qubits: plan.qubits,
    precision,
    threads,
    passes: plan.passes.length,
    forwardMs,
    stepMs,
    memoryMs,
    arithmeticMs,
  };
}

/** One run in an npm simulator, and the largest difference of the first probabilities from ours. */
async function npmSimulators(folder, qubits, layers) {
  const load = createRequire(path.resolve(folder, 'x.js'));
  const gates = [];
  let next = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) for (const kind of ['rx', 'ry', 'rz']) gates.push([kind, q, angleOf(next++)]);
    for (let q = 0; q < qubits; q++) gates.push(['cz', q, (q + 1) % qubits]);
  }
  const simulators = {
    'quantum-circuit': () => {
      const QuantumCircuit = load('quantum-circuit');
      const made = new QuantumCircuit(qubits);
      for (const [kind, q, value] of gates) {
        if (kind === 'cz') made.appendGate('cz', [q, value]);
        else made.appendGate(kind, q, { params: { [kind === 'rz' ? 'phi' : 'theta']: String(value) } });
      }
      return () => {
        made.run();
        return (k) => (made.state[k] === undefined ? 0 : made.state[k].re ** 2 + made.state[k].im ** 2);
      };
    },
    jsqubits: () => {
      const { jsqubits } = load('jsqubits');
      const call = { rx: 'rotateX', ry: 'rotateY', rz: 'rotateZ', cz: 'controlledZ' };
      return () => {
        let state = jsqubits(`|${'0'.repeat(qubits)}>`);
        for (const [kind, q, value] of gates) state = state[call[kind]](q, value);
        return (k) => state.amplitude(k).real ** 2 + state.amplitude(k).imaginary ** 2;
      };
    },
  };
  const first = Array.from({ length: 4 }, (_, q) => q);
  const program = { ...layered(qubits, layers), outputs: [{ kind: 'state' }] };
  const { executable, batch } = make(program, 'float64', 1);
  const { values } = executable.run(batch);
  executable.dispose();
  const timed = make(layered(qubits, layers), 'float64', 1);
  const oursMs = median(() => timed.executable.run(timed.batch), 5);
  timed.executable.dispose();
  const rows = [];
  for (const [name, prepare] of Object.entries(simulators)) {
    try {
      const run = prepare();
      let probability;
      const ms = timeOf(() => {
        probability = run();
      }, 1);
      const far = Math.max(...first.map((k) => Math.abs(probability(k) - values[2 * k] ** 2 - values[2 * k + 1] ** 2)));
      if (!(far < 1e-6)) throw new Error(`its probabilities differ by ${far}`);
      rows.push({ name, qubits, layers, ms, oursMs, timesFaster: ms / oursMs });
    } catch (error) {
      console.error(`${name}, ${qubits} qubits: ${error.message}`);
    }
  }
  return rows;
}

const counts = options.qubits.split(',').map(Number);
const precisions = options.precision.split(',');
const sizes = counts.flatMap((n) => precisions.map((p) => 2 * (p === 'float32' ? 4 : 8) * 2 ** n));
const machine = {
  peak: Object.fromEntries(precisions.map((precision) => [precision, peak(precision)])),
  bandwidth: Object.fromEntries(sizes.map((size) => [size, bandwidth(size)])),
};
const rows = [];
for (const qubits of counts) {
  for (const precision of precisions) {
    for (const threads of options.threads.split(',').map(Number)) {
      const layers = Number(options.layers);
      rows.push(measure(`${layers} layers`, layered(qubits, layers), precision, threads, machine));
      rows.push(measure('one gate a qubit', layered(qubits, 1, false), precision, threads, machine));
    }
  }
}
const peers = [];
if (options.npm !== undefined) {
  for (const qubits of counts) peers.push(...(await npmSimulators(options.npm, qubits, Number(options['npm-layers']))));
}
if (options.json !== undefined) {
  const about = { node: process.version, platform: `${process.platform} ${process.arch}`, ...machine };
  writeFileSync(options.json, `${JSON.stringify({ bench: 'large state', machine: about, rows, peers }, null, 1)}\n`);
}
const figure = (x) => x.toPrecision(3);
console.log(
  table(
    [
      'qubits',
      'circuit',
      'precision',
      'threads',
      'passes',
      'forward ms',
      'step ms',
      'memory ms',
      'arithmetic ms',
      'over the larger',
    ],
    rows.map((row) => [
      row.qubits,
      row.name,
      row.precision,
      row.threads,
      row.passes,
      ...[row.forwardMs, row.stepMs, row.memoryMs, row.arithmeticMs].map(figure),
      (row.forwardMs / Math.max(row.memoryMs, row.arithmeticMs)).toFixed(2),
    ]),
  ),
);
if (peers.length > 0) {
  console.log('');
  console.log(
    table(
      ['simulator', 'qubits', 'layers', 'ms', 'ours ms (float64, one thread)', 'times faster'],
      peers.map((row) => [
        row.name,
        row.qubits,
        row.layers,
        figure(row.ms),
        figure(row.oursMs),
        row.timesFaster.toFixed(0),
      ]),
    ),
  );
}
process.exit(0);
