import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Device, readIbmDevice } from '../devices/index.js';

/** A folder with IBM's calibration snapshots; tests that need them are skipped without it. */
const folder = process.env.KRAUS_IBM ?? '';

/** A JSON file of that folder. */
export function ibmFile(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

/** Names of the snapshots, e.g. `fez`; empty without the folder. */
export const snapshotNames: readonly string[] = existsSync(join(folder, 'backends'))
  ? readdirSync(join(folder, 'backends')).flatMap((file) => /^props_(.*)\.json$/.exec(file)?.[1] ?? [])
  : [];

export function snapshot(name: string): Device {
  return readIbmDevice(ibmFile(`backends/conf_${name}.json`), ibmFile(`backends/props_${name}.json`));
}
