// Trajectories: noisy circuits on qubits and qudits, means of shots and their gradients; and whether the 95 % intervals hold.
//   node bench/trajectories.mjs [--precision float32,float64] [--threads 1,2] [--rounds 5] [--twin] [--json FILE]
//   node bench/trajectories.mjs --coverage [--problems 1000] [--shots 1000] [--json FILE]
// Run `pnpm build` first. Prints a Markdown table. A figure is the median of the rounds, the spread the range of the middle
// half; contenders take turns. "ns" is nanoseconds per amplitude, operation and shot, forward.
import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ComplexMatrix, circuit, expm, parameter, pauliZ, stream } from '../packages/core/dist/index.js';
import { compileCollapse, compileTrajectoriesCircuit } from '../packages/sim/dist/index.js';

const { values: options } = parseArgs({
  options: {
    precision: { type: 'string', default: 'float32,float64' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '5' },
    twin: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
    problems: { type: 'string', default: '1000' },
    shots: { type: 'string', default: '1000' },
    json: { type: 'string' },
  },
});

/** A random unitary, exp of an anti-Hermitian matrix. */
function unitary(size, random) {
  const matrix = new ComplexMatrix(size, size);
  for (let i = 0; i < size; i++) {
    matrix.set(i, i, [0, random.normal()]);
    for (let j = 0; j < i; j++) {
      const [re, im] = [random.normal(), random.normal()];
      matrix.set(i, j, [re, im]);
      matrix.set(j, i, [-re, im]);
    }
  }
  return expm(matrix);
}

/** Layers of RX RY RZ on every qubit, a ring of CZ, and noise on every qubit. */
function noisyQubits(qubits, layers, noise) {
  const builder = circuit(qubits);
  let next = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
    for (let q = 0; q < qubits; q++) builder.noise(noise, [q], [0.02]);
  }
  return builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
}

function noisyQudits(dims, layers) {
  const random = stream(1, 'qudits');
  const builder = circuit(dims);
  for (let layer = 0; layer < layers; layer++) {
    for (const [wire, d] of dims.entries()) builder.matrix(unitary(d, random), [wire]);
    for (let wire = 0; wire + 1 < dims.length; wire++) {
      builder.matrix(unitary(dims[wire] * dims[wire + 1], random), [wire, wire + 1]);
    }
    for (const [wire, d] of dims.entries()) builder.noise('QuditDepolarizing', [wire], [0.02, d]);
  }
  return builder.probabilities([0]).build();
}

const PROBLEMS = [
  { name: '6 qubits, depolarizing', program: noisyQubits(6, 6, 'Depolarizing'), shots: 4096 },
  { name: '10 qubits, depolarizing', program: noisyQubits(10, 6, 'Depolarizing'), shots: 512 },
  { name: '10 qubits, amplitude damping', program: noisyQubits(10, 6, 'AmplitudeDamping'), shots: 512 },
  { name: '14 qubits, amplitude damping', program: noisyQubits(14, 6, 'AmplitudeDamping'), shots: 32 },
  { name: 'qudits 3 × 5 × 8', program: noisyQudits([3, 5, 8], 6), shots: 2048 },
];

function contenders() {
  const list = [];
  for (const problem of PROBLEMS) {
    for (const precision of options.precision.split(',')) {
      for (const threads of options.threads.split(',').map(Number))
        list.push({ ...problem, precision, threads, kernels: 'wasm' });
    }
    if (options.twin)
      list.push({ ...problem, shots: problem.shots / 16, precision: 'float64', threads: 1, kernels: 'js' });
  }
  return list.map(({ program, kernels, precision, threads, ...rest }) => {
    const executable = compileTrajectoriesCircuit(program, { kernels, precision, threads });
    const parameters = Float64Array.from({ length: program.parameters }, (_, k) => Math.sin(k));
    const batch = { batch: 1, parameters, draws: { seed: 1, shots: rest.shots } };
    const cotangents = new Float64Array(executable.columns).fill(1);
    const work = program.dims.reduce((product, d) => product * d, 1) * program.operations.length * rest.shots;
    return {
      ...rest,
      precision,
      threads,
      kernels,
      work,
      forward: () => executable.run(batch),
      gradient: () => executable.gradient(batch, cotangents),
      times: { forward: [], gradient: [] },
    };
  });
}

function quantile(sorted, q) {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

function speed() {
  const list = contenders();
  for (const { forward, gradient } of list) {
    forward();
    gradient();
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const contender of list) {
      for (const what of ['forward', 'gradient']) {
        const start = performance.now();
        contender[what]();
        contender.times[what].push(performance.now() - start);
      }
    }
  }
  const rows = list.map(({ name, kernels, precision, threads, shots, work, times }) => {
    const figures = Object.fromEntries(
      Object.entries(times).map(([what, all]) => {
        const sorted = all.toSorted((a, b) => a - b);
        return [what, { ms: quantile(sorted, 0.5), spread: [quantile(sorted, 0.25), quantile(sorted, 0.75)] }];
      }),
    );
    return { name, kernels, precision, threads, shots, ...figures, nanoseconds: (figures.forward.ms * 1e6) / work };
  });
  console.log('| circuit | kernels | precision | threads | shots | forward, ms | gradient, ms | ratio | ns |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const { name, kernels, precision, threads, shots, forward, gradient, nanoseconds } of rows) {
    const shown = ({ ms, spread: [low, high] }) => `${ms.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
    console.log(
      `| ${name} | ${kernels} | ${precision} | ${threads} | ${shots} | ${shown(forward)} | ${shown(gradient)} | ${(gradient.ms / forward.ms).toFixed(1)} | ${nanoseconds.toFixed(2)} |`,
    );
  }
  return rows;
}

/** In how many of so many random problems the true value lies within mean ± 1.96 standard errors. */
function coverage() {
  const problems = Number(options.problems);
  const shots = Number(options.shots);
  let inside = 0;
  for (let index = 0; index < problems; index++) {
    const random = stream(2026, 'coverage', index);
    const dims = [[2, 2], [3], [2, 3], [2, 2, 2], [5]][index % 5];
    const builder = circuit(dims);
    for (let k = 0; k < 4; k++) {
      for (const [wire, d] of dims.entries()) builder.matrix(unitary(d, random), [wire]);
      const wire = random.integer(dims.length);
      const p = 0.1 + 0.4 * random.uniform();
      if (k % 2 === 0) builder.measure(wire, 0);
      else if (dims[wire] === 2) builder.noise(['AmplitudeDamping', 'Depolarizing'][random.integer(2)], [wire], [p]);
      else builder.noise('QuditDepolarizing', [wire], [p, dims[wire]]);
      if (dims.length > 1) builder.matrix(unitary(dims[0] * dims[1], random), [0, 1]);
    }
    const program = builder.probabilities([0]).build();
    const exact = compileCollapse(program, { mode: 'exact' });
    const sampled = compileTrajectoriesCircuit(program);
    const truth = exact.run({ batch: 1 }).values[0];
    const { values, errors } = sampled.run({ batch: 1, draws: { seed: 1, step: index, shots } });
    if (Math.abs(values[0] - truth) <= 1.959963984540054 * errors[0]) inside++;
    exact.dispose();
    sampled.dispose();
  }
  const share = inside / problems;
  console.log(
    `${inside} of ${problems} problems (${(100 * share).toFixed(1)} %), ${shots} shots each; expected 93–97 %`,
  );
  if (share < 0.93 || share > 0.97) process.exitCode = 1;
  return { problems, shots, inside, share };
}

const result = options.coverage ? coverage() : speed();
if (options.json) writeFileSync(options.json, `${JSON.stringify({ node: process.version, result }, null, 2)}\n`);
