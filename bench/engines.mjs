// Which engine when: what the engines' estimates of time and memory say, beside what is measured. Four layers of RX RY RZ on every
// qubit and a ring of CZ, Z on every qubit; with noise, Depolarizing on every qubit after each layer.
//   node bench/engines.mjs [--precision float32,float64] [--rounds 5] [--json FILE]
// Run `pnpm build` first. Prints a Markdown table. Times are medians of the rounds on one thread, of one shot for trajectories;
// memory is what the process grew by in a child of its own (resident pages), over what an empty circuit takes.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import { chooseEngine, compileCircuit } from '../packages/sim/dist/index.js';

const LAYERS = 4;
const SHOTS = 16;
const { values: options } = parseArgs({
  options: {
    precision: { type: 'string', default: 'float32,float64' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'string' },
    child: { type: 'string' },
  },
});

/** engine, noise, qubits, batch */
const CASES = [
  ['state-vector', false, 4, 64],
  ['state-vector', false, 8, 64],
  ['state-vector', false, 12, 64],
  ['state-vector', false, 16, 1],
  ['state-vector', false, 20, 1],
  ['density-matrix', true, 4, 1],
  ['density-matrix', true, 4, 64],
  ['density-matrix', true, 6, 1],
  ['density-matrix', true, 8, 1],
  ['density-matrix', true, 10, 1],
  ['trajectories', true, 4, 64],
  ['trajectories', true, 8, 64],
  ['trajectories', true, 12, 16],
  ['trajectories', true, 16, 1],
];

function program(qubits, noise) {
  const builder = circuit(qubits);
  let next = 0;
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
    if (noise) for (let q = 0; q < qubits; q++) builder.noise('Depolarizing', [q], [0.01]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

/** A call of either kind, ready to be made. */
function prepare([engine, noise, qubits, count], precision) {
  const built = program(qubits, noise);
  const executable = compileCircuit(built, { engine, precision });
  const batch = {
    batch: count,
    parameters: Float64Array.from({ length: built.parameters }, (_, k) => Math.sin(k)),
    draws: { seed: 1, shots: engine === 'trajectories' ? SHOTS : 1 },
  };
  const cotangents = new Float64Array(count * executable.columns).fill(1);
  const shots = engine === 'trajectories' ? SHOTS : 1;
  return { built, shots, forward: () => executable.run(batch), gradient: () => executable.gradient(batch, cotangents) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** Milliseconds of a call: the median of the rounds, each of enough calls to take 20 ms. */
function time(call) {
  call();
  let calls = 1;
  for (let start = performance.now(); performance.now() - start < 20; calls++) call();
  const rounds = Array.from({ length: Number(options.rounds) }, () => {
    const start = performance.now();
    for (let k = 0; k < calls; k++) call();
    return (performance.now() - start) / calls;
  });
  return median(rounds);
}

if (options.child !== undefined) {
  const { of, precision, gradient } = JSON.parse(options.child);
  prepare([of[0], of[1], 2, 1], precision).forward();
  const before = process.memoryUsage.rss();
  const call = prepare(of, precision);
  if (gradient) call.gradient();
  else call.forward();
  console.log(process.memoryUsage.rss() - before);
  process.exit(0);
}

function measuredBytes(of, precision, gradient) {
  const text = JSON.stringify({ of, precision, gradient });
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--child', text], {
    encoding: 'utf8',
  });
  return Number(stdout);
}

const rows = [];
const short = (value) => Number(value.toPrecision(3));
console.log('| engine | qubits | batch | precision | call | ms | estimate | MiB | estimate |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const of of CASES) {
  for (const precision of options.precision.split(',')) {
    const [engine, , qubits, batch] = of;
    const prepared = prepare(of, precision);
    for (const call of ['forward', 'gradient']) {
      const gradient = call === 'gradient';
      const { estimate } = chooseEngine(prepared.built, { engine, precision, batch, gradient });
      const row = {
        engine,
        qubits,
        batch,
        precision,
        call,
        milliseconds: time(prepared[call]) / prepared.shots,
        estimatedMilliseconds: estimate.seconds * 1e3,
        mebibytes: measuredBytes(of, precision, gradient) / 2 ** 20,
        estimatedMebibytes: estimate.bytes / 2 ** 20,
      };
      rows.push(row);
      const figures = [row.milliseconds, row.estimatedMilliseconds, row.mebibytes, row.estimatedMebibytes];
      console.log(`| ${engine} | ${qubits} | ${batch} | ${precision} | ${call} | ${figures.map(short).join(' | ')} |`);
    }
  }
}
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ node: process.version, rows }, null, 2)}\n`);
