// How long the transpiler takes: circuits of 4 qubits, layers of U on every qubit and CX on random pairs, processor time.
//
//   node bench/transpile.mjs [depth] [circuits]
import { circuit, stream } from '../packages/core/dist/index.js';
import { embeddedDevice, embeddedDeviceNames, transpile } from '../packages/hardware/dist/index.js';

const [depth = 100, count = 15] = process.argv.slice(2).map(Number);
const COLD = 5;

function randomCircuit(random) {
  const builder = circuit(4);
  for (let layer = 0; layer < depth; layer++) {
    const order = random.permutation(4);
    if (layer % 2 === 1) builder.gate('CX', [order[0], order[1]]).gate('CX', [order[2], order[3]]);
    else
      for (let q = 0; q < 4; q++)
        builder.gate(
          'U',
          [q],
          [0, 1, 2].map(() => 6 * random.uniform() - 3),
        );
  }
  return builder.state().build();
}

console.log(
  `depth ${depth}, ${count} circuits, milliseconds of processor time; the first ${COLD} are left out of the median`,
);
for (const name of embeddedDeviceNames) {
  const device = embeddedDevice(name);
  const runs = Array.from({ length: count }, (_, k) => {
    const program = randomCircuit(stream(k, 'deep'));
    const before = process.cpuUsage();
    const { entanglers, swaps } = transpile(program, device);
    const { user, system } = process.cpuUsage(before);
    return { time: (user + system) / 1000, entanglers, swaps };
  });
  const warm = runs
    .slice(COLD)
    .map(({ time }) => time)
    .sort((a, b) => a - b);
  const mean = (of) => (runs.reduce((sum, run) => sum + of(run), 0) / count).toFixed(0);
  const [least, median, most] = [warm[0], warm[Math.floor(warm.length / 2)], warm.at(-1)].map((t) => t.toFixed(0));
  console.log(
    `${name.padEnd(16)} median ${median.padStart(4)} (${least} to ${most}), first ${runs[0].time.toFixed(0)}; ${mean((r) => r.entanglers)} entanglers, ${mean((r) => r.swaps)} swaps`,
  );
}
