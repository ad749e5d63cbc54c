// W3: a Lindblad equation with many times and many initial states. The quantum stochastic walk (ω = 0.3) on d sites, each joined to
// i + 1 and 3 i + 1 modulo d; transition probabilities P(t)[i][j] at 32 times up to 4 from every basis state.
//   node bench/w3.mjs [--dimensions 8,16,32,64] [--threads 1,2] [--rounds 7] [--json FILE]
// Run `pnpm build` first. Prints a Markdown table with the goals beside; --json writes every figure. Contenders take turns, one
// measurement at a time; a figure is the median of the rounds and the spread is the range of the middle half. Errors are the largest
// difference from a Taylor series over the sparse Liouvillian (another program of ours) at two of the times. If KRAUS_PYTHON names a Python with
// scipy and qutip, these run in the same rounds (bench/w3-peers.py).
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { basisProjectors, evolveBatch, graphFromEdges, stochasticWalk } from '../packages/core/dist/index.js';
import { walkTransitions } from '../packages/sim/dist/index.js';

const OMEGA = 0.3;
const TIMES = Array.from({ length: 32 }, (_, m) => (m + 1) / 8);
const PEERS = ['QuTiP mesolve, 1e-10', 'QuTiP mesolve, 1e-6', 'SciPy expm_multiply', 'SciPy dense expm'];
/** What issue 3 asks for. */
const GOALS = { timesMesolve: 15, error: 1e-13, twin: 6 };

const { values: options } = parseArgs({
  options: {
    dimensions: { type: 'string', default: '8,16,32,64' },
    threads: { type: 'string', default: '1,2' },
    rounds: { type: 'string', default: '7' },
    json: { type: 'string' },
  },
});

function walk(d) {
  const edges = new Map();
  for (let i = 0; i < d; i++) {
    for (const j of [(i + 1) % d, (3 * i + 1) % d]) {
      const pair = [Math.min(i, j), Math.max(i, j)];
      if (i !== j) edges.set(pair.join(), pair);
    }
  }
  return stochasticWalk(graphFromEdges(d, [...edges.values()]), OMEGA);
}

/** The largest difference from core's Taylor series at the first and the last time. */
function errorOf(values, generator, d) {
  let worst = 0;
  for (const m of [0, TIMES.length - 1]) {
    const exact = evolveBatch(generator, TIMES[m], basisProjectors(d));
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        worst = Math.max(worst, Math.abs(values[(m * d + i) * d + j] - exact.re[(i + d * i) * d + j]));
      }
    }
  }
  return worst;
}

const timeOf = (call, times) => {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / times;
};
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];

function python() {
  if (process.env.KRAUS_PYTHON === undefined) return undefined;
  const script = new URL('./w3-peers.py', import.meta.url).pathname;
  const child = spawn(process.env.KRAUS_PYTHON, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
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

function ours(d, generator) {
  const threads = options.threads.split(',').map(Number);
  const settings = ['float64', 'float32'].flatMap((precision) =>
    threads.map((count) => ({ precision, threads: count, kernels: 'wasm' })),
  );
  return [...settings, { precision: 'float64', threads: 1, kernels: 'js' }].map((setting) => {
    const run = () => walkTransitions(generator, TIMES, setting);
    // A generator never seen before: checks, compilation and bounds too.
    const coldMs = timeOf(() => walkTransitions(walk(d), TIMES, setting), 1);
    const values = run();
    const name = setting.kernels === 'js' ? 'TypeScript' : 'WebAssembly';
    return { name, ...setting, run, coldMs, error: errorOf(values, generator, d) };
  });
}

async function contenders(d, peers) {
  const generator = walk(d);
  const group = ours(d, generator);
  for (const one of group) {
    for (let i = 0; i < 5; i++) one.run();
    one.inner = Math.max(1, Math.round(30 / timeOf(one.run, 1)));
    one.measure = () => timeOf(one.run, one.inner);
  }
  for (const method of peers === undefined ? [] : PEERS) {
    const first = await peers.ask({ d, method, values: true });
    if (first.error !== undefined) continue;
    const measure = async () => (await peers.ask({ d, method })).ms;
    group.push({
      name: method,
      precision: 'float64',
      threads: '',
      error: errorOf(first.values, generator, d),
      measure,
    });
  }
  return group;
}

const peers = python();
const rows = [];
for (const d of options.dimensions.split(',').map(Number)) {
  const group = await contenders(d, peers);
  for (const one of group) one.ms = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const one of group) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      one.ms.push(await one.measure());
    }
  }
  const median = (name, precision, threads) => {
    const found = group.find((one) => one.name === name && one.precision === precision && one.threads === threads);
    return found === undefined ? undefined : quantile(found.ms, 0.5);
  };
  const mesolve = median(PEERS[0], 'float64', '');
  const single = median('WebAssembly', 'float64', 1);
  for (const one of group) {
    const ms = quantile(one.ms, 0.5);
    rows.push({
      d,
      name: one.name,
      precision: one.precision,
      threads: one.threads,
      ms,
      spreadMs: quantile(one.ms, 0.75) - quantile(one.ms, 0.25),
      firstCallMs: one.coldMs,
      error: one.error,
      fasterThanMesolve: mesolve === undefined ? undefined : mesolve / ms,
      timesWebAssembly: single === undefined ? undefined : ms / single,
    });
  }
}
peers?.end();

if (options.json !== undefined) {
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length };
  writeFileSync(options.json, `${JSON.stringify({ bench: 'w3', machine, goals: GOALS, rows }, null, 1)}\n`);
}
console.log(
  '| d | contender | precision | threads | ms | spread | first call | error | × faster than mesolve 1e-10 | × WebAssembly |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
const figure = (x) => (x === undefined ? '' : x.toPrecision(3));
for (const row of rows) {
  const figures = [row.ms, row.spreadMs, row.firstCallMs].map(figure);
  const ratios = [row.fasterThanMesolve, row.timesWebAssembly].map(figure);
  console.log(
    `| ${row.d} | ${row.name} | ${row.precision} | ${row.threads} | ${figures.join(' | ')} | ${row.error.toExponential(1)} | ${ratios.join(' | ')} |`,
  );
}
console.log(
  `\nGoals: WebAssembly float64 at least ${GOALS.timesMesolve} × faster than mesolve at 1e-10, error ≤ ${GOALS.error}, TypeScript ≤ ${GOALS.twin} × WebAssembly.`,
);
process.exit(0);
