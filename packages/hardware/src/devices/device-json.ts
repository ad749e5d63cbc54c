import { KrausError } from '@kraus/core';
import { DEVICE_VERSION, type Device, type DeviceGate } from './device.js';
import { isRecord } from './ibm-fields.js';

const KIND = 'kraus-device';

/** JSON has no infinity. */
const finite = (seconds: number): number | null => (Number.isFinite(seconds) ? seconds : null);
const seconds = (written: unknown): number => (written === null ? Number.POSITIVE_INFINITY : number(written));

/**
 * A device as JSON of our own, version {@link DEVICE_VERSION}: a line a qubit `[T1, T2, p(1|0), p(0|1), readout]` and a line a gate
 * `[qubits, error or null, length]`, times in seconds (`null`: infinite), errors of 1 where a gate did not calibrate.
 *
 * @param digits significant digits that are kept; all unless given
 */
export function deviceToJson(device: Device, digits?: number): string {
  const short = (value: number | null): number | null =>
    value === null || digits === undefined ? value : Number(value.toPrecision(digits));
  const { name, family, calibrated, basis, repetitionDelay, repairs } = device;
  const head = { kind: KIND, version: device.version, name, family, calibrated, basis, repetitionDelay };
  const qubits = device.qubits.map(({ t1, t2, p1given0, p0given1, readoutTime }) =>
    JSON.stringify([finite(t1), finite(t2), p1given0, p0given1, finite(readoutTime)].map(short)),
  );
  const byName = new Map<string, DeviceGate[]>();
  for (const gate of device.gates) byName.set(gate.name, [...(byName.get(gate.name) ?? []), gate]);
  const gates = [...byName].map(([gate, list]) => {
    const rows = list.map(({ qubits, error, time }) =>
      JSON.stringify([qubits, short(error ?? null), short(finite(time))]),
    );
    return `${JSON.stringify(gate)}:[\n${rows.join(',\n')}]`;
  });
  const start = JSON.stringify(head).slice(0, -1);
  return `${start},\n"qubits":[\n${qubits.join(',\n')}],\n"gates":{${gates.join(',\n')}},\n"repairs":${JSON.stringify(repairs)}}\n`;
}

/** @throws KrausError `hardware/bad-device-file` for text that {@link deviceToJson} did not write, or of another version */
export function deviceFromJson(text: string): Device {
  const data = parsed(text);
  if (!isRecord(data) || data.kind !== KIND) throw bad('it is not a device file of Kraus');
  if (data.version !== DEVICE_VERSION) {
    throw bad(`it has version ${JSON.stringify(data.version)}, this Kraus reads version ${DEVICE_VERSION}`);
  }
  const qubits = list(data.qubits, 'qubits').map((row) => {
    const [t1, t2, p1given0, p0given1, readout] = list(row, 'a qubit');
    const relaxation = seconds(t1);
    return {
      t1: relaxation,
      // Rounded figures may be above by a digit.
      t2: Math.min(seconds(t2), 2 * relaxation),
      p1given0: number(p1given0),
      p0given1: number(p0given1),
      readoutTime: seconds(readout),
    };
  });
  if (!isRecord(data.gates)) throw bad('gates are missing');
  const gates = Object.entries(data.gates).flatMap(([name, rows]) =>
    list(rows, name).map((row): DeviceGate => {
      const [on, error, time] = list(row, name);
      const known = error === null ? undefined : number(error);
      const usable = known === undefined || known < 1;
      return { name, qubits: list(on, name).map(number), error: known, time: seconds(time), usable };
    }),
  );
  return {
    version: DEVICE_VERSION,
    name: String(data.name),
    family: String(data.family),
    calibrated: String(data.calibrated),
    basis: list(data.basis, 'basis').map(String),
    repetitionDelay: number(data.repetitionDelay),
    qubits,
    gates,
    repairs: list(data.repairs, 'repairs').map((repair) => {
      if (!isRecord(repair)) throw bad('a repair is not an object');
      return { where: String(repair.where), what: String(repair.what) };
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad('it is not JSON', cause);
  }
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw bad(`${JSON.stringify(value)} stands where a number was expected`);
  return value;
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(`${what}: a list was expected`);
  return value;
}

function bad(reason: string, cause?: unknown): KrausError {
  return new KrausError('hardware/bad-device-file', `Device file: ${reason}.`, { cause });
}
