import type { Device } from '../devices/index.js';
import { gateTable } from '../devices/index.js';
import type { IsaCircuit } from '../isa/index.js';
import { gateNoise } from '../noise/index.js';

/**
 * The share of shots in which nothing goes wrong, as the device's calibration has it: the product of the process fidelities of gates and
 * waiting times, and of the chances to read a measurement right. Errors that cancel, or do not show in what is read, count as errors.
 */
export function faultlessShare({ operations }: IsaCircuit, device: Device): number {
  const table = gateTable(device);
  let share = 1;
  for (const operation of operations) {
    switch (operation.kind) {
      case 'gate': {
        const gate = table(operation.name, operation.qubits);
        if (gate !== undefined && operation.name !== 'rz') share *= gateNoise(device, gate).processFidelity;
        break;
      }
      case 'delay':
        share *= gateNoise(device, { qubits: [operation.qubit], error: 0, time: operation.time }).processFidelity;
        break;
      case 'measure': {
        const { p1given0 = 0, p0given1 = 0 } = device.qubits[operation.qubit] ?? {};
        share *= 1 - (p1given0 + p0given1) / 2;
        break;
      }
    }
  }
  return share;
}
