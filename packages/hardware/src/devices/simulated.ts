import type { ResolvedOptions } from '@kraus/core';
import { DEVICE_VERSION, type Device, type DeviceGate } from './device.js';
import type { simulatedSchema } from './schema.js';

/** A device by its error rates: all qubits alike, every pair coupled both ways by `cz`. Times in seconds. */
export interface ErrorRates {
  readonly qubits: number;
  readonly t1: number;
  readonly t2: number;
  /** Average error of `sx` and `x`. */
  readonly oneQubitError: number;
  /** Average error of `cz`. */
  readonly twoQubitError: number;
  /** Probability to read the wrong value. */
  readonly readoutError: number;
  readonly oneQubitTime: number;
  readonly twoQubitTime: number;
  readonly readoutTime: number;
}

/** A device that nobody has built: for studies of one kind of error at a time. */
export function simulatedDevice(name: string, rates: ErrorRates): Device {
  const { qubits, t1, readoutError, oneQubitError, twoQubitError, oneQubitTime, twoQubitTime, readoutTime } = rates;
  const every = Array.from({ length: qubits }, (_, qubit) => qubit);
  const one = (gate: string, error: number, time: number): DeviceGate[] =>
    every.map((qubit) => ({ name: gate, qubits: [qubit], error, time, usable: true }));
  const pairs = every.flatMap((a) => every.filter((b) => b !== a).map((b) => [a, b]));
  return {
    version: DEVICE_VERSION,
    name,
    family: 'simulated',
    calibrated: 'by error rates',
    basis: ['cz', 'id', 'rz', 'sx', 'x'],
    repetitionDelay: 250e-6,
    qubits: every.map(() => ({
      t1,
      t2: Math.min(rates.t2, 2 * t1),
      p1given0: readoutError,
      p0given1: readoutError,
      readoutTime,
    })),
    gates: [
      ...one('rz', 0, 0),
      ...one('sx', oneQubitError, oneQubitTime),
      ...one('x', oneQubitError, oneQubitTime),
      ...one('reset', 0, readoutTime),
      ...pairs.map((pair) => ({ name: 'cz', qubits: pair, error: twoQubitError, time: twoQubitTime, usable: true })),
    ],
    repairs:
      rates.t2 > 2 * t1
        ? [{ where: 'every qubit', what: `t2 = ${rates.t2} s is above 2 t1 = ${2 * t1} s: cut to 2 t1` }]
        : [],
  };
}

/** The device of resolved options of {@link simulatedSchema}. */
export function simulatedOf(name: string, options: ResolvedOptions<(typeof simulatedSchema)['options']>): Device {
  const { shots: _shots, seed: _seed, t1 = Number.POSITIVE_INFINITY, oneQubit, twoQubit, readout, ...rest } = options;
  const errors = { oneQubitError: oneQubit, twoQubitError: twoQubit, readoutError: readout };
  return simulatedDevice(name, { ...rest, t1, t2: rest.t2 ?? 2 * t1, ...errors });
}
