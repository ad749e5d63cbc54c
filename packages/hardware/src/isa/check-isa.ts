import { KrausError } from '@kraus/core';
import { couplingGraph, type Device } from '../devices/index.js';
import { type IsaCircuit, isEntangler, usedQubits } from './isa-circuit.js';

/**
 * Checks that a device can run a circuit as it is: native gates that calibrated, on coupled pairs in a direction they have.
 * @throws KrausError `hardware/not-native`, with IBM's own wording of what is wrong
 */
export function checkIsa(circuit: IsaCircuit, device: Device): void {
  const { entangler } = couplingGraph(device);
  const usable = new Set(
    device.gates.filter((gate) => gate.usable).map(({ name, qubits }) => `${name} ${qubits.join(',')}`),
  );
  for (const operation of circuit.operations) {
    if (operation.kind !== 'gate') continue;
    const { name, qubits } = operation;
    const known =
      usable.has(`${name} ${qubits.join(',')}`) ||
      (name === 'cz' && usable.has(`cz ${[...qubits].reverse().join(',')}`));
    if (known && (!isEntangler(operation) || name === entangler)) continue;
    throw new KrausError(
      'hardware/not-native',
      `The instruction ${name} on qubits (${qubits.join(', ')}${qubits.length === 1 ? ',' : ''}) is not supported by the target system ${device.name}.`,
    );
  }
  const beyond = usedQubits(circuit).find((qubit) => qubit >= device.qubits.length);
  if (beyond !== undefined) {
    throw new KrausError(
      'hardware/not-native',
      `${device.name} has ${device.qubits.length} qubits, no qubit ${beyond}.`,
    );
  }
}
