import type { Device, DeviceGate } from '../devices/index.js';
import { gateNoise } from './gate-noise.js';

/** A gate whose modelled error is not the reported one, and why. */
export interface ErrorException {
  readonly gate: DeviceGate;
  readonly reported: number;
  readonly modelled: number;
  /** `relaxation`: T1 and T2 alone are worse. `limit`: no such channel has it (none at all has an average error above d/(d + 1)). */
  readonly reason: 'relaxation' | 'limit';
}

/** How the noise model of a device compares with what the device reports. */
export interface CalibrationReport {
  /** Gates that report an error. */
  readonly gates: number;
  /** Largest |modelled − reported| over all gates but the exceptions. */
  readonly largestDifference: number;
  readonly exceptions: readonly ErrorException[];
}

/** Modelled against reported average gate error, for every gate that reports one. */
export function calibrationReport(device: Device): CalibrationReport {
  const exceptions: ErrorException[] = [];
  let largestDifference = 0;
  const reporting = device.gates.filter(({ error }) => error !== undefined);
  for (const gate of reporting) {
    const reported = gate.error as number;
    const { averageError: modelled, relaxationFidelity, depolarizing } = gateNoise(device, gate);
    const d = 2 ** gate.qubits.length;
    if (reported > d / (d + 1) || depolarizing === (d * d) / (d * d - 1))
      exceptions.push({ gate, reported, modelled, reason: 'limit' });
    else if (1 - relaxationFidelity > reported) exceptions.push({ gate, reported, modelled, reason: 'relaxation' });
    else largestDifference = Math.max(largestDifference, Math.abs(modelled - reported));
  }
  return { gates: reporting.length, largestDifference, exceptions };
}
