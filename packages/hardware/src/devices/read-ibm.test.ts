import { describe, expect, it } from 'vitest';
import { snapshot, snapshotNames } from '../testing/index.js';
import { deviceFromJson, deviceToJson, embeddedDevice, embeddedDeviceNames, readIbmDevice } from './index.js';

const value = (name: string, of: number, unit = '') => ({ name, value: of, unit });
const row = (...values: readonly unknown[]) => values;
const configuration = {
  backend_name: 'test',
  n_qubits: 2,
  basis_gates: ['cz', 'rz', 'sx', 'x'],
  default_rep_delay: 100,
};
const cz = (...parameters: readonly unknown[]) => ({ gate: 'cz', qubits: [0, 1], parameters });

describe('calibration data of IBM', () => {
  it('is repaired where it cannot stand, and says so', () => {
    const device = readIbmDevice(configuration, {
      last_update_date: '2026-01-02',
      qubits: [
        row(
          value('T1', 100, 'us'),
          value('T2', 0.3, 'ms'),
          value('readout_error', 0.02),
          value('readout_length', 1560, 'ns'),
        ),
        row(
          value('T2', 80, 'us'),
          value('prob_meas0_prep1', 0.03),
          value('prob_meas1_prep0', 0.01),
          value('readout_error', 0.02),
        ),
      ],
      gates: [cz(value('gate_error', 1), value('gate_length', 68, 'ns')), cz(value('gate_error', -1))],
    });
    expect(device.qubits).toEqual([
      { t1: 1e-4, t2: 2e-4, p1given0: 0.02, p0given1: 0.02, readoutTime: 1560e-9 },
      { t1: Number.POSITIVE_INFINITY, t2: 80e-6, p1given0: 0.01, p0given1: 0.03, readoutTime: 0 },
    ]);
    expect(device.gates.map(({ error, usable }) => [error, usable])).toEqual([
      [1, false],
      [undefined, true],
    ]);
    expect(device.repairs.map(({ where, what }) => `${where}: ${what}`)).toEqual([
      'qubit 0: T2 = 300 us is above 2 T1 = 200 us: cut to 2 T1',
      'qubit 0: prob_meas1_prep0 is not reported: readout_error = 0.02 is used',
      'qubit 0: prob_meas0_prep1 is not reported: readout_error = 0.02 is used',
      'qubit 1: T1 is not reported: no relaxation by it',
      'qubit 1: readout_length is not reported: 0 is used',
      'cz 0, 1: gate_error = 1: did not calibrate, not used',
      'cz 0, 1: gate_length is not reported: 0 is used',
      'cz 0, 1: gate_error = -1 is not an error: none is used',
    ]);
  });

  it('is refused where it is something else', () => {
    expect(() => readIbmDevice(configuration, { qubits: [row()], gates: [] })).toThrow(
      /has 2 qubits, the properties have 1/,
    );
    expect(() => readIbmDevice(null, {})).toThrow(/two JSON objects/);
    expect(() => readIbmDevice(configuration, { qubits: [row(value('T1', 3, 'h')), row()], gates: [] })).toThrow(
      /unit 'h'/,
    );
    expect(() =>
      readIbmDevice(configuration, { qubits: [row(), row()], gates: [{ gate: 'cz', qubits: [0, 2] }] }),
    ).toThrow(/row 0/);
  });

  it.skipIf(snapshotNames.length === 0)(
    'round-trips through our own format, and the embedded tables are these figures',
    () => {
      for (const name of snapshotNames) {
        const device = snapshot(name);
        expect(deviceFromJson(deviceToJson(device))).toEqual(device);
        const embedded = embeddedDeviceNames.find((each) => each.endsWith(name));
        if (embedded === undefined) continue;
        const table = embeddedDevice(embedded);
        expect(table.calibrated).toBe(device.calibrated);
        const largest = Math.max(...table.qubits.map(({ t1 }, k) => Math.abs(t1 / (device.qubits[k]?.t1 ?? 0) - 1)));
        expect(largest).toBeLessThan(1e-5);
      }
    },
  );

  it('refuses device files of another form or version', () => {
    expect(() => deviceFromJson('{')).toThrow(/not JSON/);
    expect(() => deviceFromJson('{"kind":"kraus-device","version":2}')).toThrow(
      /version 2, this Kraus reads version 1/,
    );
    expect(() => embeddedDevice('ibm_fess')).toThrow(/ibm_fez/);
  });
});
