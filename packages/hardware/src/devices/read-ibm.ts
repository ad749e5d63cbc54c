import { KrausError } from '@kraus/core';
import { DEVICE_VERSION, type Device, type DeviceGate, type DeviceQubit, type Repair } from './device.js';
import { field, isRecord, listOf, numberIn, type Reported, reportedValues, stringIn } from './ibm-fields.js';

/** Seconds between shots where a device does not say. */
const REPETITION_DELAY = 250e-6;
/** An average gate error from here on says that the gate did not calibrate. */
const FAULTY = 1;

/**
 * A device from IBM's `configuration` and `properties` documents (`GET /backends/{name}/configuration`, `…/properties`).
 * What cannot stand as reported is repaired, and each repair is listed: T2 above 2 T1 is cut to 2 T1, missing times mean no
 * relaxation, missing readout pairs are taken from `readout_error`, a gate with an error of 1 is not usable.
 *
 * @throws KrausError `hardware/bad-calibration` where a document is not of that form
 */
export function readIbmDevice(configuration: unknown, properties: unknown): Device {
  if (!isRecord(configuration) || !isRecord(properties)) {
    throw new KrausError(
      'hardware/bad-calibration',
      "Calibration data: expected two JSON objects, IBM's configuration and properties of a backend.",
    );
  }
  const name = stringIn(configuration, 'backend_name') ?? stringIn(properties, 'backend_name') ?? 'unnamed';
  const repairs: Repair[] = [];
  const rows = listOf(properties, 'qubits', name);
  const count = numberIn(configuration, 'n_qubits') ?? rows.length;
  if (rows.length !== count) {
    throw new KrausError(
      'hardware/bad-calibration',
      `${name}: the configuration has ${count} qubits, the properties have ${rows.length}; take both from the same device.`,
    );
  }
  const qubits = rows.map((row, qubit) => readQubit(reportedValues(row), qubit, repairs));
  const gates = listOf(properties, 'gates', name).map((row, k) => readGate(row, k, count, repairs));
  const processor = field(configuration, 'processor_type');
  const family = isRecord(processor) ? `${processor.family ?? 'unknown'} r${processor.revision ?? '?'}` : 'unknown';
  const delay = numberIn(configuration, 'default_rep_delay');
  return {
    version: DEVICE_VERSION,
    name,
    family,
    calibrated: stringIn(properties, 'last_update_date') ?? 'unknown',
    basis: listOf(configuration, 'basis_gates', name).filter((gate): gate is string => typeof gate === 'string'),
    repetitionDelay: delay === undefined ? REPETITION_DELAY : delay * 1e-6,
    qubits,
    gates,
    repairs,
  };
}

function readQubit(reported: ReadonlyMap<string, Reported>, qubit: number, repairs: Repair[]): DeviceQubit {
  const where = `qubit ${qubit}`;
  const time = (name: string): number => {
    const value = reported.get(name);
    if (value !== undefined && value.value > 0 && Number.isFinite(value.value)) return value.si;
    repairs.push({
      where,
      what: `${name} ${value === undefined ? 'is not reported' : `= ${value.value}`}: no relaxation by it`,
    });
    return Number.POSITIVE_INFINITY;
  };
  const t1 = time('T1');
  const reportedT2 = time('T2');
  const t2 = Math.min(reportedT2, 2 * t1);
  if (t2 < reportedT2 && reportedT2 !== Number.POSITIVE_INFINITY) {
    repairs.push({ where, what: `T2 = ${micro(reportedT2)} is above 2 T1 = ${micro(2 * t1)}: cut to 2 T1` });
  }
  const error = probability(reported.get('readout_error'));
  const pair = (name: string): number => {
    const value = probability(reported.get(name));
    if (value !== undefined) return value;
    repairs.push({
      where,
      what: `${name} is not reported: ${error === undefined ? '0' : `readout_error = ${error}`} is used`,
    });
    return error ?? 0;
  };
  const length = reported.get('readout_length');
  if (length === undefined) repairs.push({ where, what: 'readout_length is not reported: 0 is used' });
  return {
    t1,
    t2,
    p1given0: pair('prob_meas1_prep0'),
    p0given1: pair('prob_meas0_prep1'),
    readoutTime: length === undefined ? 0 : length.si,
  };
}

function readGate(row: unknown, index: number, qubitCount: number, repairs: Repair[]): DeviceGate {
  const name = isRecord(row) ? stringIn(row, 'gate') : undefined;
  const qubits = isRecord(row) ? field(row, 'qubits') : undefined;
  const inRange = (qubit: unknown): qubit is number =>
    Number.isInteger(qubit) && (qubit as number) >= 0 && (qubit as number) < qubitCount;
  if (!isRecord(row) || name === undefined || !Array.isArray(qubits) || !qubits.every(inRange)) {
    throw new KrausError(
      'hardware/bad-calibration',
      `Calibration data: gate row ${index} has no gate name or no qubits of the device.`,
    );
  }
  const where = `${name} ${qubits.join(', ')}`;
  const reported = reportedValues(field(row, 'parameters'));
  const length = reported.get('gate_length');
  if (length === undefined) repairs.push({ where, what: 'gate_length is not reported: 0 is used' });
  const error = reported.get('gate_error')?.value;
  const known = error !== undefined && Number.isFinite(error) && error >= 0;
  if (error !== undefined && !known)
    repairs.push({ where, what: `gate_error = ${error} is not an error: none is used` });
  const usable = !known || error < FAULTY;
  if (!usable) repairs.push({ where, what: `gate_error = ${error}: did not calibrate, not used` });
  return {
    name,
    qubits,
    error: known ? error : undefined,
    time: length === undefined ? 0 : length.si,
    usable,
  };
}

function probability(reported: Reported | undefined): number | undefined {
  return reported !== undefined && reported.value >= 0 && reported.value <= 1 ? reported.value : undefined;
}

function micro(seconds: number): string {
  return `${Number((seconds * 1e6).toPrecision(6))} us`;
}
