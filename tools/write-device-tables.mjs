// Writes the calibration tables that come with @kraus/hardware from IBM's snapshots (conf_NAME.json, props_NAME.json):
//   node tools/write-device-tables.mjs ../shared/ibm/backends
// Figures are kept to six digits; gates that Kraus does not compile to, and the second direction of cz, are left out.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The file, not the package: its index already needs the tables.
const { readIbmDevice } = await import('../packages/hardware/dist/devices/read-ibm.js');
const { deviceToJson } = await import('../packages/hardware/dist/devices/device-json.js');

const NAMES = ['manila', 'sherbrooke', 'fez', 'nighthawk'];
const KEPT = new Set(['rz', 'sx', 'x', 'reset', 'cx', 'cz', 'ecr']);
const folder = process.argv[2];
if (folder === undefined) throw new Error('Give the folder of the snapshots.');
const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

for (const name of NAMES) {
  const device = readIbmDevice(read(`conf_${name}.json`), read(`props_${name}.json`));
  const gates = device.gates.filter(({ name: gate, qubits: [a, b] }) => KEPT.has(gate) && !(gate === 'cz' && b < a));
  const kept = device.repairs.filter(({ where }) => where.startsWith('qubit') || KEPT.has(where.split(' ')[0]));
  const text = deviceToJson({ ...device, gates, repairs: kept }, 6);
  const source = [
    `// Written by tools/write-device-tables.mjs: calibration of ${device.name}, ${device.calibrated.slice(0, 10)}.`,
    '// Figures published by IBM with qiskit-ibm-runtime (Apache-2.0).',
    `export const ${name.toUpperCase()} = \`${text}\`;`,
    '',
  ].join('\n');
  writeFileSync(fileURLToPath(new URL(`../packages/hardware/src/devices/tables/${name}.ts`, import.meta.url)), source);
}
