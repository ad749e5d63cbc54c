// Start-up: compileCircuit and the first call, in fresh processes. 64 samples, 6 layers, as in bench/w1.mjs.
//   node bench/start-up.mjs [--qubits 4,8] [--precision float32,float64] [--kernels wasm,js] [--rounds 7]
// Run `pnpm build` first. The goal is below 15 ms.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circuit, parameter, pauliZ } from '../packages/core/dist/index.js';
import { compileCircuit } from '../packages/sim/dist/index.js';
import { quantile, table } from './line-program.mjs';

const { values: options } = parseArgs({
  options: {
    qubits: { type: 'string', default: '4,8' },
    precision: { type: 'string', default: 'float32,float64' },
    kernels: { type: 'string', default: 'wasm' },
    rounds: { type: 'string', default: '7' },
    once: { type: 'boolean', default: false },
  },
});

function once(qubits, precision, kernels) {
  const builder = circuit(qubits);
  let next = 0;
  for (let layer = 0; layer < 6; layer++) {
    for (let q = 0; q < qubits; q++) {
      for (const gate of ['RX', 'RY', 'RZ']) builder.gate(gate, [q], [parameter(next++)]);
    }
    for (let q = 0; q < qubits; q++) builder.gate('CZ', [q, (q + 1) % qubits]);
  }
  const program = builder.expectation(...Array.from({ length: qubits }, (_, q) => pauliZ(q))).build();
  const parameters = Float64Array.from({ length: next }, (_, j) => 2 * Math.sin(1.3 * j + 0.1));
  const start = performance.now();
  const executable = compileCircuit(program, { precision, kernels });
  const compiled = performance.now();
  executable.gradient({ batch: 64, parameters }, new Float64Array(64 * qubits).fill(1));
  return { compileMs: compiled - start, firstMs: performance.now() - compiled };
}

const list = (name) => options[name].split(',');
if (options.once) {
  console.log(JSON.stringify(once(Number(options.qubits), options.precision, options.kernels)));
} else {
  const rows = [];
  for (const qubits of list('qubits')) {
    for (const precision of list('precision')) {
      for (const kernels of list('kernels')) {
        const words = ['--once', '--qubits', qubits, '--precision', precision, '--kernels', kernels];
        const runs = Array.from({ length: Number(options.rounds) }, () =>
          JSON.parse(
            spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...words], { encoding: 'utf8' }).stdout,
          ),
        );
        const [compile, first] = ['compileMs', 'firstMs'].map((name) =>
          quantile(
            runs.map((run) => run[name]),
            0.5,
          ),
        );
        rows.push([qubits, precision, kernels, ...[compile, first, compile + first].map((ms) => ms.toFixed(1))]);
      }
    }
  }
  console.log(table(['qubits', 'precision', 'kernels', 'compile ms', 'first call ms', 'together'], rows));
}
process.exit(0);
