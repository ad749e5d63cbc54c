import type { ComponentSchema } from '@kraus/core';

const shots = {
  type: { kind: 'int', min: 1, max: 10_000_000 },
  default: 4096,
  doc: 'Shots of each circuit, where a forward process runs on the device.',
} as const;
const seed = {
  type: { kind: 'int', min: 0 },
  default: 0,
  doc: 'Seed of the layout, and of what a simulation draws.',
} as const;
const qubits = {
  type: { kind: 'list', of: { kind: 'int', min: 0 } },
  optional: true,
  doc: 'Physical qubits that may be used; the best ones of all unless given.',
} as const;
const error = (doc: string) => ({ type: { kind: 'real', min: 0, max: 0.75 }, default: 0, doc }) as const;
const time = (value: number, doc: string) => ({ type: { kind: 'real', min: 0 }, default: value, doc }) as const;

/** A device of IBM's platform. */
export const ibmSchema = {
  slot: 'device',
  name: 'ibm',
  doc: 'A quantum computer of the IBM Quantum Platform, by its name: `ibm("ibm_fez")`. Key and instance come from the environment; every job has a receipt (`kraus jobs`).',
  source: 'IBM Quantum Platform REST interface',
  options: { name: { type: { kind: 'string' }, doc: "The device's name, `ibm_fez`." }, qubits, shots, seed },
} as const satisfies ComponentSchema;

/** A noise model of calibration data. */
export const snapshotSchema = {
  slot: 'device',
  name: 'snapshot',
  doc: 'The noise model of a device on the day it was calibrated: `snapshot("ibm_fez")`. No account is needed. Tables of ibm_fez, ibm_sherbrooke, fake_nighthawk and ibmq_manila come along; a path names a file of `kraus ibm device --out`.',
  source:
    'Thermal relaxation and depolarizing that match the reported gate errors, as in Qiskit Aer; readout by p(1|0) and p(0|1)',
  options: {
    name: { type: { kind: 'string' }, doc: 'A device whose calibration comes along, or a file.' },
    qubits,
    shots,
    seed,
  },
} as const satisfies ComponentSchema;

/** A device by its error rates. */
export const simulatedSchema = {
  slot: 'device',
  name: 'simulated',
  doc: 'A device by its error rates, all qubits alike and every pair coupled by CZ. Without options it is ideal.',
  options: {
    qubits: { type: { kind: 'int', min: 1, max: 30 }, default: 5, doc: 'How many.' },
    t1: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Relaxation time, seconds; infinite unless given.' },
    t2: { type: { kind: 'real', above: 0 }, optional: true, doc: 'Coherence time, seconds; 2 t1 unless given.' },
    oneQubit: error('Average error of SX and X.'),
    twoQubit: error('Average error of CZ.'),
    readout: error('Probability to read the wrong value.'),
    oneQubitTime: time(32e-9, 'Duration of SX and X, seconds.'),
    twoQubitTime: time(68e-9, 'Duration of CZ, seconds.'),
    readoutTime: time(1.5e-6, 'Duration of a measurement, seconds.'),
    shots,
    seed,
  },
} as const satisfies ComponentSchema;

/** Counts that were taken before. */
export const recordedSchema = {
  slot: 'device',
  name: 'recorded',
  doc: 'Counts taken before, from the file `device-counts.json` of a run: `recorded("runs/WalkDigits-1/device-counts.json")`. Only the circuits in it can be run.',
  options: { name: { type: { kind: 'string' }, doc: 'The file.' }, shots },
} as const satisfies ComponentSchema;

export const deviceSchemas: readonly ComponentSchema[] = [ibmSchema, snapshotSchema, simulatedSchema, recordedSchema];
