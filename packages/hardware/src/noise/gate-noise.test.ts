import {
  averageGateFidelity,
  type CircuitOperation,
  type ComplexMatrix,
  channelResiduals,
  identityChannel,
  multiply,
  noiseChannel,
  superoperator,
  tensorChannels,
} from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedDevice, embeddedDeviceNames, simulatedDevice } from '../devices/index.js';
import { ibmFile, snapshot, snapshotNames } from '../testing/index.js';
import { calibrationReport } from './calibration-report.js';
import { gateNoise, noiseOperations } from './gate-noise.js';

interface GoldenRow {
  readonly gate: string;
  readonly qubits: readonly number[];
  readonly relax_avg_fidelity: number;
  readonly depolarizing_lambda: number | null;
  readonly combined_avg_gate_error: number;
  readonly combined_process_fidelity: number;
  readonly T1_T2_ns_truncated: readonly (readonly [number, number])[];
}

interface GoldenDevice {
  readonly gates: readonly GoldenRow[];
  readonly readout: readonly { readonly qubit: number; readonly p1_given_0: number; readonly p0_given_1: number }[];
}

/** The superoperator of noise operations by core's channels: nothing of the closed forms under test. */
function superoperatorOf(operations: readonly CircuitOperation[], qubits: number): ComplexMatrix {
  const parts = operations.map((operation) => {
    if (operation.kind === 'channel') return superoperator(operation.channel);
    if (operation.kind !== 'noise') throw new Error(operation.kind);
    const channel = noiseChannel(operation.channel, ...operation.values.map(({ offset }) => offset));
    if (operation.targets.length === qubits) return superoperator(channel);
    const idle = identityChannel([2]);
    return superoperator(operation.targets[0] === 0 ? tensorChannels(channel, idle) : tensorChannels(idle, channel));
  });
  return parts.reduce((all, next) => multiply(next, all), superoperator(identityChannel(new Array(qubits).fill(2))));
}

describe('noise of gates', () => {
  it.skipIf(snapshotNames.length === 0)("reproduces Aer's figures for 394 gate rows", () => {
    let rows = 0;
    for (const [name, { gates, readout }] of Object.entries(
      ibmFile('golden/noise_from_properties.json') as Record<string, GoldenDevice>,
    )) {
      const device = snapshot(name);
      for (const row of gates) {
        rows++;
        const gate = device.gates.find((each) => each.name === row.gate && each.qubits.join() === row.qubits.join());
        if (gate === undefined) throw new Error(`${name} ${row.gate} ${row.qubits.join()}`);
        const noise = gateNoise(device, gate);
        expect(noise.relaxationFidelity).toBeCloseTo(row.relax_avg_fidelity, 12);
        expect(noise.depolarizing).toBeCloseTo(row.depolarizing_lambda ?? 0, 12);
        expect(noise.averageError).toBeCloseTo(row.combined_avg_gate_error, 12);
        expect(noise.processFidelity).toBeCloseTo(row.combined_process_fidelity, 12);
        expect(noise.relaxation.map(({ t1, t2 }) => [t1, t2])).toHaveLength(row.T1_T2_ns_truncated.length);
        for (const [k, [t1, t2]] of row.T1_T2_ns_truncated.entries()) {
          expect((noise.relaxation[k]?.t1 ?? 0) / (t1 * 1e-9)).toBeCloseTo(1, 12);
          expect((noise.relaxation[k]?.t2 ?? 0) / (t2 * 1e-9)).toBeCloseTo(1, 12);
        }
      }
      for (const { qubit, p1_given_0, p0_given_1 } of readout) {
        expect(device.qubits[qubit]).toMatchObject({ p1given0: p1_given_0, p0given1: p0_given_1 });
      }
    }
    expect(rows).toBe(394);
  });

  it.skipIf(snapshotNames.length === 0)('models the reported error of every gate of 8 devices, or says why not', () => {
    expect(snapshotNames).toHaveLength(8);
    for (const name of snapshotNames) {
      const device = snapshot(name);
      const { gates, largestDifference, exceptions } = calibrationReport(device);
      expect(gates).toBe(device.gates.filter(({ error }) => error !== undefined).length);
      expect(largestDifference).toBeLessThan(1e-9);
      const above = exceptions.filter(({ reason, reported }) => reason === 'limit' && reported === 1);
      expect(above.length).toBe(device.gates.filter(({ usable }) => !usable).length);
      for (const { reported, modelled, reason } of exceptions) {
        if (reason === 'relaxation') expect(modelled).toBeGreaterThan(reported);
        else expect(modelled).toBeLessThan(reported);
      }
    }
  });

  it('is the channel that it says it is: errors of all gates of an embedded device, from Kraus operators', () => {
    expect(embeddedDeviceNames).toHaveLength(4);
    const device = embeddedDevice('ibmq_manila');
    for (const gate of device.gates) {
      const noise = gateNoise(device, gate);
      const wires = gate.qubits.map((_, k) => k);
      const map = superoperatorOf(noiseOperations(noise, wires), wires.length);
      expect(1 - averageGateFidelity(map)).toBeCloseTo(noise.averageError, 12);
    }
  });

  it('has any average error up to d/(d + 1), always as a channel', () => {
    fc.assert(
      fc.property(
        fc.record({
          t1: fc.double({ min: 1e-6, max: 1e-3, noNaN: true }),
          ratio: fc.double({ min: 0.01, max: 2, noNaN: true }),
          error: fc.double({ min: 0, max: 1, noNaN: true }),
          time: fc.double({ min: 0, max: 1e-6, noNaN: true }),
          qubits: fc.constantFrom([0], [0, 1]),
        }),
        ({ t1, ratio, error, time, qubits }) => {
          const rates = { qubits: 2, t1, t2: ratio * t1, readoutError: 0, readoutTime: 0 };
          const errors = { oneQubitError: 0, twoQubitError: 0, oneQubitTime: 0, twoQubitTime: 0 };
          const device = simulatedDevice('any', { ...rates, ...errors });
          const noise = gateNoise(device, { qubits, error, time });
          const map = superoperatorOf(noiseOperations(noise, qubits), qubits.length);
          const d = 2 ** qubits.length;
          const wanted = Math.min(Math.max(error, 1 - noise.relaxationFidelity), d / (d + 1));
          const strongest = noise.depolarizing === (d * d) / (d * d - 1);
          const { tracePreserving, completelyPositive } = channelResiduals(map);
          const modelled = 1 - averageGateFidelity(map);
          if (strongest) expect(modelled).toBeLessThan(wanted + 1e-9);
          else expect(Math.abs(modelled - wanted)).toBeLessThan(1e-9);
          expect(Math.max(tracePreserving, completelyPositive)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });
});
