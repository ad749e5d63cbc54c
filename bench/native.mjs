// The state-vector kernels in WebAssembly beside the same C source compiled natively for 128-bit vectors, where clang is found.
//   node bench/native.mjs [--clang clang] [--qubits 4,8,10,12] [--precision float32,float64] [--rounds 9]
// Run `pnpm build` first. W1 (CZ ring, one thread); times are processor times of the kernels alone, in turns,
// the least of the rounds: what else runs on the machine disturbs them little. `fma` may fuse
// multiplications and additions, which the WebAssembly build must not.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import { compileStateVectorCircuit } from '../packages/sim/dist/statevector/index.js';
import { stateVectorKernels } from '../packages/sim/dist/statevector/kernel-module.js';
import { table, timeOf } from './line-program.mjs';

const { values: options } = parseArgs({
  options: {
    clang: { type: 'string', default: 'clang' },
    qubits: { type: 'string', default: '4,8,10,12' },
    precision: { type: 'string', default: 'float32,float64' },
    rounds: { type: 'string', default: '9' },
  },
});
const BATCH = 64;
const here = path.dirname(fileURLToPath(import.meta.url));
if (spawnSync(options.clang, ['--version']).status !== 0) {
  console.log(`no C compiler: ${options.clang} does not run (--clang names another one)`);
  process.exit(0);
}
const folder = mkdtempSync(path.join(tmpdir(), 'kraus-native-'));

/** The program for one precision. Structures keep their 32-bit addresses, so that the memory image can be used as it is. */
function build(precision, fma) {
  const sources = path.join(here, '../packages/sim/kernels');
  for (const file of readdirSync(sources)) {
    const text = readFileSync(path.join(sources, file), 'utf8');
    const narrow =
      file === 'plan.h' ? text.replace(/^( {2}(?:const )?[A-Za-z]+ )\*(\w+;)/gm, '$1*__ptr32 __uptr $2') : text;
    writeFileSync(path.join(folder, file), narrow);
  }
  const program = path.join(folder, `${precision}-${fma}`);
  const words = [
    ...['-std=c2x', '-O3', '-march=native', '-mprefer-vector-width=128', '-fms-extensions', '-w'],
    ...[`-ffp-contract=${fma ? 'fast' : 'off'}`, ...(precision === 'float64' ? ['-DDOUBLE'] : [])],
    ...['-o', program, path.join(folder, 'statevector.c'), path.join(here, 'native/native.c'), '-lm'],
  ];
  const { status, stderr } = spawnSync(options.clang, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return program;
}

/** The circuit of W1, run once, and every kernel call of a step. */
function problem(qubits, precision) {
  const builder = circuit(qubits).startFrom('amplitudes');
  let next = 0;
  for (let layer = 0; layer < 6; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
  }
  const program = builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
  const executable = compileStateVectorCircuit(program, { precision, threads: 1 });
  const batch = {
    batch: BATCH,
    initial: Float64Array.from({ length: BATCH * 2 * 2 ** qubits }, (_, k) => Math.sin(0.7 * k) / 2 ** (qubits / 2)),
    parameters: Float64Array.from({ length: next }, (_, j) => 2 * Math.sin(1.3 * j + 0.1)),
  };
  const runtime = stateVectorKernels(precision, 1);
  const run = runtime.run.bind(runtime);
  const calls = [];
  runtime.run = (...words) => {
    if (words[0] !== 'statevector_finite') calls.push(words); // the native program does not look at its input
    run(...words);
  };
  executable.gradient(batch, new Float64Array(BATCH * qubits).fill(1), { initial: true });
  runtime.run = run;
  return { executable, calls, run, heap: runtime.heap };
}

const rows = [];
for (const precision of options.precision.split(',')) {
  const programs = [build(precision, false), build(precision, true)];
  for (const qubits of options.qubits.split(',')) {
    const { executable, calls, run, heap } = problem(Number(qubits), precision);
    const image = path.join(folder, 'image');
    writeFileSync(image, new Uint8Array(heap.buffer));
    const step = () => {
      for (const words of calls) run(...words);
    };
    timeOf(step, 50);
    const inner = Math.max(1, Math.round(20 / timeOf(step, 5)));
    const plan = calls[0][2][0]; // every kernel has the plan's address as its only argument
    const about = [image, heap.size, plan, inner, 2, ...calls.flatMap((call) => call.slice(0, 2))];
    const times = [[], [], []];
    for (let round = 0; round < Number(options.rounds); round++) {
      const before = process.cpuUsage();
      timeOf(step, inner);
      const { user, system } = process.cpuUsage(before);
      times[0].push((user + system) / 1000 / inner);
      for (const [i, program] of programs.entries()) {
        const { stdout, status } = spawnSync(program, about.map(String), { encoding: 'utf8' });
        if (status !== 0) throw new Error(`the native program ended with ${status}`);
        times[1 + i].push(Number(stdout.trim().split('\n').at(-1)));
      }
    }
    executable.dispose();
    const [wasm, plain, fma] = times.map((list) => Math.min(...list));
    rows.push([
      qubits,
      precision,
      ...[wasm, plain, fma].map((ms) => ms.toPrecision(3)),
      (wasm / plain).toFixed(2),
      (wasm / fma).toFixed(2),
    ]);
  }
}
rmSync(folder, { recursive: true });
console.log(
  table(
    ['qubits', 'precision', 'WebAssembly ms', 'native ms', 'native fma ms', 'over native', 'over native fma'],
    rows,
  ),
);
process.exit(0);
