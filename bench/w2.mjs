// W2: density matrices with noise. 40 layers of RX RY RZ on every qubit and a ring of CZ, depolarizing 0.01 and amplitude damping
// 0.02 behind every fused rotation and on both qubits of every CZ; one state, <Z> of every qubit; the gradient is that of a
// weighted sum of them by all angles. Both sides are given the density matrix that they start from.
//   node bench/w2.mjs [--qubits 4,6] [--precision float32,float64] [--rounds 9] [--twin] [--json FILE]
// Run `pnpm build` first. With KRAUS_PYTHON, a Python that has jax, JAX with one fused superoperator a qubit takes its turns beside
// ours (bench/peers/w2_jax.py). Both run some calls untimed before every timed stretch: caches are cold after the other's turn, and
// going from forward to gradient sets the memory up anew. Prints a Markdown table; --json writes every figure. A figure is the median of the rounds, the
// spread the range of the middle half.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import { compileDensityMatrixCircuit } from '../packages/sim/dist/density-matrix/index.js';

const LAYERS = 40;
/** Times JAX is slower than our forward pass, at least; forward passes that a gradient takes, at most. */
const GOAL = { jax: 25, gradient: 4 };
/** Milliseconds that are timed at once, about. */
const STRETCH = 60;
const { values: options } = parseArgs({
  options: {
    qubits: { type: 'string', default: '4,6' },
    precision: { type: 'string', default: 'float32,float64' },
    rounds: { type: 'string', default: '9' },
    twin: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

function program(qubits) {
  const builder = circuit(qubits).startFrom('density');
  const noise = (q) => builder.noise('Depolarizing', [q], [0.01]).noise('AmplitudeDamping', [q], [0.02]);
  let next = 0;
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
      noise(q);
    }
    for (let q = 0; q < qubits; q++) {
      builder.gate('CZ', [q, (q + 1) % qubits]);
      noise(q);
      noise((q + 1) % qubits);
    }
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

/** Angles and |a><a| by formula, so that every program builds the same numbers. */
function data(qubits, precision) {
  const Real = precision === 'float32' ? Float32Array : Float64Array;
  const amplitudes = Float64Array.from({ length: 2 * 2 ** qubits }, (_, k) =>
    k % 2 === 0 ? Math.sin(0.35 * k + 0.3) : Math.cos(0.65 * (k - 1)),
  );
  const square = amplitudes.reduce((sum, x) => sum + x * x, 0);
  const size = 2 ** qubits;
  const density = new Real(2 * size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const [a, b, c, d] = [amplitudes[2 * i], amplitudes[2 * i + 1], amplitudes[2 * j], amplitudes[2 * j + 1]];
      density.set([(a * c + b * d) / square, (b * c - a * d) / square], 2 * (i * size + j));
    }
  }
  return {
    batch: 1,
    parameters: Real.from({ length: LAYERS * qubits * 3 }, (_, j) => 2 * Math.sin(1.3 * j + 0.1)),
    initial: density,
  };
}

const timeOf = (call, times) => {
  for (let i = 0; i < Math.max(1, times / 4); i++) call();
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / times;
};
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];

/** JAX as a line server: a request {"n":4,"prec":"float32","inner":20} a line, an answer {"ms":…,"z":[…]} a line. */
function jax() {
  const python = process.env.KRAUS_PYTHON;
  if (python === undefined) return undefined;
  const script = new URL('./peers/w2_jax.py', import.meta.url).pathname;
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  child.on('exit', () => {
    for (const answer of waiting.splice(0)) answer({ error: 'the program ended' });
  });
  const ask = (request) =>
    new Promise((answer) => {
      waiting.push(answer);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  return { ask, end: () => child.kill() };
}

function contender(qubits, precision, kernels) {
  const executable = compileDensityMatrixCircuit(program(qubits), { precision, kernels });
  const batch = data(qubits, precision);
  const weights = Float64Array.from({ length: qubits }, (_, q) => Math.cos(0.9 * q));
  return {
    name: kernels === 'js' ? 'TypeScript' : 'WebAssembly',
    values: () => executable.run(batch).values,
    forward: () => executable.run(batch),
    gradient: () => executable.gradient(batch, weights),
  };
}

const peer = jax();
const rows = [];
for (const qubits of options.qubits.split(',').map(Number)) {
  for (const precision of options.precision.split(',')) {
    const kinds = options.twin && precision === 'float64' ? ['wasm', 'js'] : ['wasm'];
    const ours = kinds.map((kernels) => ({ ...contender(qubits, precision, kernels), forwards: [], gradients: [] }));
    const [first] = ours;
    for (const one of ours) {
      for (let i = 0; i < 30; i++) one.gradient();
      for (let i = 0; i < 100; i++) one.forward();
      one.inner = Math.max(1, Math.round(STRETCH / timeOf(one.forward, 20)));
    }
    const request = { n: qubits, prec: precision, inner: 20 };
    const theirs = [];
    let difference;
    const answer = await peer?.ask(request);
    if (answer?.z !== undefined) {
      difference = Math.max(...answer.z.map((z, q) => Math.abs(z - first.values()[q])));
      const allowed = precision === 'float32' ? 1e-4 : 1e-10;
      if (!(difference < allowed)) throw new Error(`JAX and we differ by ${difference}`);
    }
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const one of ours) {
        one.forwards.push(timeOf(one.forward, one.inner));
        one.gradients.push(timeOf(one.gradient, Math.max(1, Math.round(one.inner / 4))));
      }
      if (answer?.z !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        theirs.push((await peer.ask(request)).ms);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    for (const { name, forwards, gradients } of ours) {
      const forward = quantile(forwards, 0.5);
      rows.push({
        name,
        qubits,
        precision,
        forwardMs: forward,
        spreadMs: quantile(forwards, 0.75) - quantile(forwards, 0.25),
        gradientMs: quantile(gradients, 0.5),
        gradientRatio: quantile(gradients, 0.5) / forward,
        ...(theirs.length > 0
          ? { jaxMs: quantile(theirs, 0.5), jaxRatio: quantile(theirs, 0.5) / forward, difference }
          : {}),
      });
    }
  }
}
peer?.end();
if (options.json !== undefined) {
  const machine = { node: process.version, platform: `${process.platform} ${process.arch}` };
  writeFileSync(options.json, `${JSON.stringify({ bench: 'w2', machine, goal: GOAL, rows }, null, 1)}\n`);
}
console.log(
  '| contender | qubits | precision | forward ms | spread | gradient ms | ratio (goal ≤ 4) | JAX ms | ratio (goal ≥ 25) |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const row of rows) {
  const text = (x, digits = 3) => (x === undefined ? '' : x.toPrecision(digits));
  const figures = [row.forwardMs, row.spreadMs, row.gradientMs, row.gradientRatio, row.jaxMs, row.jaxRatio];
  console.log(`| ${row.name} | ${row.qubits} | ${row.precision} | ${figures.map((x) => text(x)).join(' | ')} |`);
}
process.exit(0);
