import { KrausError, suggestion } from '@kraus/core';
import type { Device } from './device.js';
import { deviceFromJson } from './device-json.js';
import { FEZ } from './tables/fez.js';
import { MANILA } from './tables/manila.js';
import { NIGHTHAWK } from './tables/nighthawk.js';
import { SHERBROOKE } from './tables/sherbrooke.js';

/** One of each generation; figures rounded to six digits. */
const TABLES: Readonly<Record<string, string>> = {
  ibm_fez: FEZ,
  ibmq_manila: MANILA,
  fake_nighthawk: NIGHTHAWK,
  ibm_sherbrooke: SHERBROOKE,
};

const read = new Map<string, Device>();

/** Names of the devices whose calibration comes with Kraus. */
export const embeddedDeviceNames: readonly string[] = Object.keys(TABLES);

/**
 * A device whose calibration comes with Kraus: figures of one day, see `calibrated`.
 * @throws KrausError `hardware/unknown-device`
 */
export function embeddedDevice(name: string): Device {
  const known = read.get(name);
  if (known !== undefined) return known;
  const table = TABLES[name];
  if (table === undefined) {
    throw new KrausError(
      'hardware/unknown-device',
      `There is no calibration table of '${name}'.${suggestion(name, embeddedDeviceNames)} Or give a device file.`,
    );
  }
  const device = deviceFromJson(table);
  read.set(name, device);
  return device;
}
