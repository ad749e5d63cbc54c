// W1: a batched parameterized circuit, forward and full gradient. 64 amplitude-encoded inputs, 6 layers of RX RY RZ on every
// qubit and a ring of CZ or CX; loss = sum of w[b][q] <Z_q>_b; gradient of all 18 n angles (or of 64 x 18 n, where every sample
// has angles of its own) and of all 64 x 2^n amplitudes.
//   node bench/w1.mjs [--qubits 4,8,10,12] [--precision float32,float64] [--threads 1,2] [--forms "CZ,CX,CZ samples,CX samples"]
//                     [--rounds 7] [--twin] [--cpu] [--json FILE]
//                     --cpu: processor time, its least of the rounds, for contenders of one thread on a busy machine
//                     [--peer "NAME=COMMAND" …]     run other programs in the same rounds
//                     [--python PYTHON]             … the peers of bench/peers with this Python (or that of KRAUS_PYTHON): PyTorch and JAX
//   node bench/w1.mjs --serve [--threads N]         be such a program
// Run `pnpm build` first. Prints a Markdown table; --json writes every figure. Contenders take turns, one measurement at a
// time; a figure is the median of the rounds and the spread is the range of the middle half. A request of the line protocol is
// {"n":8,"prec":"F32","grad":1,"inner":20,"variant":"CX samples"}, the answer {"ms":…,"loss":…,"angle":…}: `loss` and the
// gradient by angle 1 are compared with ours.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circuit, input, parameter, pauliZ } from '../packages/core/dist/index.js';
import { compileCircuit } from '../packages/sim/dist/index.js';
import { cpuTimeOf, lineProgram, quantile, table, timeOf } from './line-program.mjs';
import { peak } from './machine.mjs';

const LAYERS = 6;
const BATCH = 64;
/** How many times faster than the fastest peer it is meant to be. */
const GOALS = { 4: 6, 8: 6, 10: 5, 12: 4 };
const { values: options } = parseArgs({
  options: {
    qubits: { type: 'string', default: '4,8,10,12' },
    precision: { type: 'string', default: 'float32,float64' },
    threads: { type: 'string', default: '1,2' },
    forms: { type: 'string', default: 'CZ,CX,CZ samples,CX samples' },
    rounds: { type: 'string', default: '7' },
    twin: { type: 'boolean', default: false },
    cpu: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    json: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    python: { type: 'string', default: process.env.KRAUS_PYTHON },
  },
});

/** The circuit; every angle a parameter, or an input of its own a sample. */
function program(qubits, ring, perSample) {
  const builder = circuit(qubits).startFrom('amplitudes');
  let next = 0;
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [perSample ? input(next++) : parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate(ring, [q, (q + 1) % qubits]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

/** Angles, amplitudes and weights by formula, so that every program builds the same numbers. */
function data(qubits, precision, perSample) {
  const Real = precision === 'float32' ? Float32Array : Float64Array;
  const size = 2 ** qubits;
  const count = LAYERS * qubits * 3;
  const theta = Real.from({ length: count }, (_, j) => 2 * Math.sin(1.3 * j + 0.1));
  const initial = new Real(2 * BATCH * size);
  for (let b = 0; b < BATCH; b++) {
    let norm = 0;
    for (let k = 0; k < size; k++) {
      const [re, im] = [Math.sin(0.7 * k + 1.1 * b + 0.3), Math.cos(1.3 * k - 0.5 * b)];
      initial[2 * (b * size + k)] = re;
      initial[2 * (b * size + k) + 1] = im;
      norm += re * re + im * im;
    }
    for (let k = 0; k < 2 * size; k++) initial[2 * b * size + k] /= Math.sqrt(norm);
  }
  const weights = Real.from({ length: BATCH * qubits }, (_, i) =>
    Math.cos(0.9 * (i % qubits) + 0.37 * Math.floor(i / qubits)),
  );
  const inputs = new Real(perSample ? BATCH * count : 0);
  if (perSample) for (let b = 0; b < BATCH; b++) inputs.set(theta, b * count);
  return { batch: { batch: BATCH, initial, ...(perSample ? { inputs } : { parameters: theta }) }, weights };
}

function contender(qubits, precision, threads, form, kernels = 'wasm') {
  const [ring, perSample] = [form.slice(0, 2), form.endsWith('samples')];
  const executable = compileCircuit(program(qubits, ring, perSample), { precision, threads, kernels });
  const { batch, weights } = data(qubits, precision, perSample);
  const wanted = { initial: true, inputs: perSample };
  const step = () => executable.gradient(batch, weights, wanted);
  const { values, parameters, inputs } = step();
  const count = LAYERS * qubits * 3;
  return {
    name: kernels === 'js' ? 'Kraus, TypeScript' : `Kraus, ${threads} thread${threads > 1 ? 's' : ''}`,
    ours: true,
    step,
    forward: () => executable.run(batch),
    loss: values.reduce((sum, value, i) => sum + value * weights[i], 0),
    angle: perSample
      ? Array.from({ length: BATCH }, (_, b) => inputs[b * count + 1]).reduce((sum, x) => sum + x, 0)
      : parameters[1],
    dispose: () => executable.dispose(),
  };
}

/** Multiplications and additions of a step on one amplitude: shears 4, moments 8 and shears back 4 a qubit; diagonals, density. */
const flops = (qubits) => BATCH * 2 ** qubits * LAYERS * (16 * qubits + 20);

async function serve(threads) {
  const made = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const { n, prec, grad = 1, inner = 1, variant = 'CZ' } = JSON.parse(line);
    const key = `${n} ${prec} ${variant}`;
    if (!made.has(key)) {
      const one = contender(n, prec === 'F64' ? 'float64' : 'float32', threads, variant);
      for (let i = 0; i < 10; i++) one.step();
      made.set(key, one);
    }
    const one = made.get(key);
    const ms = timeOf(grad ? one.step : one.forward, inner);
    console.log(JSON.stringify({ ms, loss: one.loss, angle: one.angle }));
  }
}

/** One group of contenders in rounds: the same problem for all. */
async function compareOne(qubits, precision, form, peers) {
  const threads = options.threads.split(',').map(Number);
  const ours = threads.map((count) => contender(qubits, precision, count, form));
  if (options.twin && precision === 'float64') ours.push(contender(qubits, precision, 1, form, 'js'));
  for (const one of ours) {
    for (let i = 0; i < 20; i++) one.step();
    one.inner = Math.max(1, Math.round(30 / timeOf(one.step, 3)));
  }
  const measured = ours.map((one) => ({ ...one, steps: [], forwards: [] }));
  for (const { name, ask } of peers) {
    const request = { n: qubits, prec: precision === 'float32' ? 'F32' : 'F64', grad: 1, inner: 1, variant: form };
    const first = await ask(request);
    if (first.error !== undefined) {
      console.error(`${name}: ${first.error}`);
      continue;
    }
    const far = Math.max(Math.abs(first.loss - ours[0].loss), Math.abs(first.angle - ours[0].angle));
    if (!(far < (precision === 'float32' ? 1e-3 : 1e-9))) throw new Error(`${name}, ${form}: results differ by ${far}`);
    const { ms } = await ask(request);
    measured.push({ name, ask, request, inner: Math.max(1, Math.round(30 / ms)), steps: [], forwards: [] });
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const one of measured) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (one.ours) {
        const time = options.cpu ? cpuTimeOf : timeOf;
        one.steps.push(time(one.step, one.inner));
        one.forwards.push(time(one.forward, one.inner));
      } else {
        const field = options.cpu ? 'cpu' : 'ms';
        one.steps.push((await one.ask({ ...one.request, inner: one.inner }))[field]);
        one.forwards.push((await one.ask({ ...one.request, inner: one.inner, grad: 0 }))[field]);
      }
    }
  }
  for (const one of ours) one.dispose();
  const middle = options.cpu ? 0 : 0.5;
  const figures = measured.map((one) => ({ ...one, stepMs: quantile(one.steps, middle) }));
  const fastestPeer = Math.min(...figures.filter((one) => !one.ours).map((one) => one.stepMs));
  return figures.map((one) => ({
    name: one.name,
    qubits,
    precision,
    form,
    stepMs: one.stepMs,
    spreadMs: quantile(one.steps, 0.75) - quantile(one.steps, 0.25),
    forwardMs: quantile(one.forwards, middle),
    nsPerGateAmplitude: (one.stepMs * 1e6) / (4 * qubits * LAYERS * BATCH * 2 ** qubits),
    samplesPerSecond: (BATCH * 1000) / one.stepMs,
    ...(one.ours ? { gigaflops: flops(qubits) / one.stepMs / 1e6 } : {}),
    ...(one.ours && fastestPeer < Number.POSITIVE_INFINITY
      ? { timesFasterThanPeers: fastestPeer / one.stepMs, goal: GOALS[qubits] }
      : {}),
  }));
}

async function compare() {
  const peers = [...options.peer];
  if (options.python !== undefined) {
    const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), 'peers');
    const [torch, jax] = ['w1_torch.py', 'w1_jax.py'].map((file) => `${options.python} ${path.join(folder, file)}`);
    peers.push(`PyTorch, 1 thread=${torch} 1`);
    if (!options.cpu) peers.push(`PyTorch, 2 threads=${torch} 2`, `JAX, all cores=${jax}`);
    if (process.platform === 'linux') peers.push(`JAX, 1 core=taskset -c 0 ${jax}`);
  }
  const programs = peers.map(lineProgram);
  const peaks = { float32: peak('float32'), float64: peak('float64') };
  const rows = [];
  for (const qubits of options.qubits.split(',').map(Number)) {
    for (const precision of options.precision.split(',')) {
      for (const form of options.forms.split(',')) {
        console.error(`${qubits} qubits, ${precision}, ${form}`);
        rows.push(...(await compareOne(qubits, precision, form, programs)));
      }
    }
  }
  for (const { end } of programs) end();
  if (options.json !== undefined) {
    const machine = { node: process.version, platform: `${process.platform} ${process.arch}`, peakGigaflops: peaks };
    writeFileSync(options.json, `${JSON.stringify({ bench: 'w1', machine, rows }, null, 1)}\n`);
  }
  const head = ['qubits', 'precision', 'form', 'contender', 'step ms', 'spread', 'forward ms', 'ns a gate-amplitude'];
  const lines = rows.map((row) => [
    row.qubits,
    row.precision,
    row.form,
    row.name,
    ...[row.stepMs, row.spreadMs, row.forwardMs, row.nsPerGateAmplitude].map((x) => x.toPrecision(3)),
    row.gigaflops === undefined ? '' : `${Math.round((100 * row.gigaflops) / peaks[row.precision])} %`,
    row.timesFasterThanPeers === undefined ? '' : row.timesFasterThanPeers.toFixed(1),
    row.goal === undefined ? '' : row.goal,
  ]);
  console.log(table([...head, 'of one core’s peak', 'times faster than the peers', 'goal'], lines));
}

if (options.serve) await serve(Number(options.threads.split(',')[0]));
else await compare();
process.exit(0);
