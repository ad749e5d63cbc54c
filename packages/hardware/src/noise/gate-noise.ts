import { type CircuitOperation, ComplexMatrix, channelFromKraus, pauliString, scale } from '@kraus/core';
import type { Device, DeviceGate } from '../devices/index.js';

/** Relaxation of one qubit over a time, seconds. */
export interface Relaxation {
  readonly t1: number;
  readonly t2: number;
  readonly time: number;
}

/** Noise that follows an ideal gate: depolarizing on all its qubits together, then relaxation of each. */
export interface GateNoise {
  /** λ of ρ → (1 − λ) ρ + λ I/d; 0 for none. Up to d²/(d² − 1). */
  readonly depolarizing: number;
  /** One a qubit; empty for a gate that takes no time. */
  readonly relaxation: readonly Relaxation[];
  /** Average gate fidelity of the relaxation alone. */
  readonly relaxationFidelity: number;
  /** Process (entanglement) fidelity of both together. */
  readonly processFidelity: number;
  /** Average gate error of both together: what a device would report of this model. */
  readonly averageError: number;
}

/** Kinds of gates that are done in software: no time, no error. */
const NO_NOISE: GateNoise = {
  depolarizing: 0,
  relaxation: [],
  relaxationFidelity: 1,
  processFidelity: 1,
  averageError: 0,
};

/**
 * The noise of a gate from its calibration: thermal relaxation over its duration at T = 0, and as much depolarizing as brings the
 * average gate error to the reported one. With n qubits, d = 2ⁿ, process fidelity of relaxation F = Π (1 + 2e^{−t/T2} + e^{−t/T1})/4
 * and F_avg = (dF + 1)/(d + 1): λ = d (e − (1 − F_avg)) / (d F_avg − 1). Where relaxation alone is worse than reported, λ = 0 and
 * the modelled error is above the reported one. Average errors stay below d/(d + 1), the most that physics allows.
 * Source: Qiskit Aer, `NoiseModel.from_backend_properties`.
 */
export function gateNoise(device: Device, gate: Pick<DeviceGate, 'qubits' | 'error' | 'time'>): GateNoise {
  const { qubits, error = 0, time } = gate;
  const d = 2 ** qubits.length;
  if (time === 0 && error === 0) return NO_NOISE;
  const relaxation = time === 0 ? [] : qubits.map((qubit) => relaxationOf(device, qubit, time));
  const relaxed = relaxation.reduce((product, each) => product * relaxationProcessFidelity(each), 1);
  const averageOf = (process: number): number => (d * process + 1) / (d + 1);
  const relaxationFidelity = averageOf(relaxed);
  const missing = Math.min(error, d / (d + 1)) - (1 - relaxationFidelity);
  const most = (d * d) / (d * d - 1);
  const depolarizing =
    missing > 0 && d * relaxationFidelity > 1 ? Math.min((d * missing) / (d * relaxationFidelity - 1), most) : 0;
  const processFidelity = (1 - depolarizing) * relaxed + depolarizing / (d * d);
  return {
    depolarizing,
    relaxation,
    relaxationFidelity,
    processFidelity,
    averageError: 1 - averageOf(processFidelity),
  };
}

/** Relaxation of a qubit of the device over a time, seconds. */
export function relaxationOf(device: Device, qubit: number, time: number): Relaxation {
  const { t1 = Number.POSITIVE_INFINITY, t2 = Number.POSITIVE_INFINITY } = device.qubits[qubit] ?? {};
  return { t1, t2, time };
}

function relaxationProcessFidelity({ t1, t2, time }: Relaxation): number {
  return (1 + 2 * Math.exp(-time / t2) + Math.exp(-time / t1)) / 4;
}

/** The noise as operations on `wires`, one a qubit of the gate. */
export function noiseOperations(noise: GateNoise, wires: readonly number[]): CircuitOperation[] {
  return [
    ...depolarizingOn(noise.depolarizing, wires),
    ...noise.relaxation.flatMap((each, k) => relaxationOn(each, wires[k] as number)),
  ];
}

/** Relaxation as an operation; none where it does nothing. */
export function relaxationOn({ t1, t2, time }: Relaxation, wire: number): CircuitOperation[] {
  if (time === 0 || (t1 === Number.POSITIVE_INFINITY && t2 === Number.POSITIVE_INFINITY)) return [];
  return [{ kind: 'noise', channel: 'ThermalRelaxation', values: [t1, t2, time, 0].map(constant), targets: [wire] }];
}

function depolarizingOn(lambda: number, wires: readonly number[]): CircuitOperation[] {
  if (lambda === 0) return [];
  const channel = ['Depolarizing', 'TwoQubitDepolarizing'][wires.length - 1];
  if (channel !== undefined && lambda <= 1) {
    return [{ kind: 'noise', channel, values: [constant(lambda)], targets: wires }];
  }
  return [{ kind: 'channel', channel: strongDepolarizing(lambda, wires.length), targets: wires }];
}

/** λ from 1 to d²/(d² − 1), which is still a channel: the identity is rarer than any other Pauli error. */
function strongDepolarizing(lambda: number, qubits: number) {
  const d = 2 ** qubits;
  const kept = Math.max(0, 1 - lambda + lambda / (d * d));
  const errors = Array.from({ length: d * d - 1 }, (_, k) => scale(pauliString(qubits, k + 1), Math.sqrt(lambda) / d));
  const operators = kept > 0 ? [scale(ComplexMatrix.identity(d), Math.sqrt(kept)), ...errors] : errors;
  return channelFromKraus(
    Array.from({ length: qubits }, () => 2),
    operators,
  );
}

function constant(offset: number) {
  return { terms: [], offset };
}
