// W1: a batched parameterized circuit, forward and full gradient. 64 amplitude-encoded inputs, 6 layers of RX RY RZ on every
// qubit and a ring of CZ or CX; loss = sum of w[b][q] <Z_q>_b; gradient of all 18 n angles and of all 64 x 2^n amplitudes.
//   node bench/w1.mjs [--qubits 4,8,10,12] [--precision float32,float64] [--threads 1,2] [--rounds 7] [--twin] [--json FILE]
//                     [--peer "NAME=COMMAND" …]     run other programs in the same rounds
//   node bench/w1.mjs --serve [--threads N]         be such a program: one JSON request a line, one JSON answer a line
// Run `pnpm build` first. Prints a Markdown table; --json writes every figure. Contenders take turns, one measurement at a
// time; a figure is the median of the rounds and the spread is the range of the middle half. A request of the line protocol is
// {"n":8,"prec":"F32","grad":1,"inner":20}, the answer {"ms":…}.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { circuit, input, parameter, pauliZ } from '../packages/core/dist/index.js';
import { compileCircuit } from '../packages/sim/dist/index.js';

const LAYERS = 6;
const BATCH = 64;
const { values: options } = parseArgs({
  options: {
    qubits: { type: 'string', default: '4,8,10,12' },
    precision: { type: 'string', default: 'float32,float64' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '7' },
    twin: { type: 'boolean', default: false },
    serve: { type: 'boolean', default: false },
    json: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
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

function contender(qubits, precision, threads, ring = 'CZ', perSample = false, kernels = 'wasm') {
  const executable = compileCircuit(program(qubits, ring, perSample), { precision, threads, kernels });
  const { batch, weights } = data(qubits, precision, perSample);
  const wanted = { initial: true, inputs: perSample };
  return {
    name: `${kernels === 'js' ? 'TypeScript' : 'WebAssembly'} ${ring}${perSample ? ', angles a sample' : ''}`,
    precision,
    threads,
    step: () => executable.gradient(batch, weights, wanted),
    forward: () => executable.run(batch),
  };
}

const timeOf = (call, times) => {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / times;
};
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];

/** Another program of the line protocol. */
function peer(text) {
  const [name, command] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const child = spawn('sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) waiting.shift()?.(JSON.parse(line));
  });
  child.on('exit', () => {
    for (const answer of waiting.splice(0)) answer({ error: 'the program ended' });
  });
  const ask = (request) =>
    new Promise((answer) => {
      waiting.push(answer);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  return { name, ask, end: () => child.kill() };
}

async function serve(threads) {
  const made = new Map();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const { n, prec, grad = 1, inner = 1, variant = 'CZ' } = JSON.parse(line);
    const key = `${n} ${prec} ${variant}`;
    if (!made.has(key)) {
      const [ring, lanes] = variant.split(' ');
      const one = contender(n, prec === 'F64' ? 'float64' : 'float32', threads, ring, lanes === 'samples');
      for (let i = 0; i < 10; i++) one.step();
      made.set(key, one);
    }
    const one = made.get(key);
    console.log(JSON.stringify({ ms: timeOf(grad ? one.step : one.forward, inner) }));
  }
}

async function compare() {
  const peers = options.peer.map(peer);
  const rows = [];
  for (const qubits of options.qubits.split(',').map(Number)) {
    for (const precision of options.precision.split(',')) {
      const group = [];
      for (const threads of options.threads.split(',').map(Number)) {
        for (const [ring, perSample] of [
          ['CZ', false],
          ['CX', false],
          ['CZ', true],
        ]) {
          group.push(contender(qubits, precision, threads, ring, perSample));
        }
      }
      if (options.twin && precision === 'float64') group.push(contender(qubits, precision, 1, 'CZ', false, 'js'));
      const measured = group.map((one) => ({ ...one, steps: [], forwards: [] }));
      for (const one of measured) {
        for (let i = 0; i < 10; i++) one.step();
        one.inner = Math.max(1, Math.round(30 / timeOf(one.step, 1)));
      }
      for (const { name, ask } of peers) {
        const request = { n: qubits, prec: precision === 'float32' ? 'F32' : 'F64', grad: 1, inner: 1 };
        const first = await ask(request);
        if (first.error !== undefined) continue;
        const { ms } = await ask(request);
        measured.push({
          name,
          precision,
          threads: '',
          ask,
          request,
          inner: Math.max(1, Math.round(30 / ms)),
          steps: [],
          forwards: [],
        });
      }
      for (let round = 0; round < Number(options.rounds); round++) {
        for (const one of measured) {
          await new Promise((resolve) => setTimeout(resolve, 50));
          if (one.ask === undefined) {
            one.steps.push(timeOf(one.step, one.inner));
            one.forwards.push(timeOf(one.forward, one.inner));
          } else {
            one.steps.push((await one.ask({ ...one.request, inner: one.inner })).ms);
            one.forwards.push((await one.ask({ ...one.request, inner: one.inner, grad: 0 })).ms);
          }
        }
      }
      const ours = measured.find((one) => one.ask === undefined);
      for (const one of measured) {
        const step = quantile(one.steps, 0.5);
        rows.push({
          name: one.name,
          qubits,
          precision,
          threads: one.threads,
          stepMs: step,
          spreadMs: quantile(one.steps, 0.75) - quantile(one.steps, 0.25),
          forwardMs: quantile(one.forwards, 0.5),
          nsPerGateAmplitude: (step * 1e6) / (4 * qubits * LAYERS * BATCH * 2 ** qubits),
          samplesPerSecond: (BATCH * 1000) / step,
          timesOurs: step / quantile(ours.steps, 0.5),
        });
      }
    }
  }
  for (const { end } of peers) end();
  if (options.json !== undefined) {
    const machine = { node: process.version, platform: `${process.platform} ${process.arch}` };
    writeFileSync(options.json, `${JSON.stringify({ bench: 'w1', machine, rows }, null, 1)}\n`);
  }
  console.log(
    '| contender | qubits | precision | threads | step ms | spread | forward ms | ns a gate-amplitude | times the first |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const row of rows) {
    const figures = [row.stepMs, row.spreadMs, row.forwardMs, row.nsPerGateAmplitude].map((x) => x.toPrecision(3));
    console.log(
      `| ${row.name} | ${row.qubits} | ${row.precision} | ${row.threads} | ${figures.join(' | ')} | ${row.timesOurs.toFixed(2)} |`,
    );
  }
}

if (options.serve) await serve(Number(options.threads.split(',')[0]));
else await compare();
process.exit(0);
