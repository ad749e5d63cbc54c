import { type Device, gateTable } from '../devices/index.js';
import { type IsaCircuit, type IsaOperation, isaBits, isaWires } from '../isa/index.js';

/** A circuit with its waiting times, and how long one shot takes, seconds. */
export interface Schedule {
  readonly circuit: IsaCircuit;
  readonly duration: number;
}

/** Waiting shorter than this is rounding. */
const NOTHING = 1e-15;

/** How long operations take on a device, seconds. */
export function durations(device: Device): (operation: IsaOperation) => number {
  const gate = gateTable(device);
  return (operation) => {
    switch (operation.kind) {
      case 'gate':
        return gate(operation.name, operation.qubits)?.time ?? 0;
      case 'measure':
        return device.qubits[operation.qubit]?.readoutTime ?? 0;
      case 'reset':
        return gate('reset', [operation.qubit])?.time ?? 0;
      case 'delay':
        return operation.time;
      case 'barrier':
        return 0;
    }
  };
}

/**
 * Every operation as late as possible, with a delay wherever a qubit that has begun waits. Before its first operation a qubit is
 * in |0> and does not wait.
 */
export function schedule(circuit: IsaCircuit, device: Device): Schedule {
  const timeOf = durations(device);
  const operations = circuit.operations.filter(({ kind }) => kind !== 'delay');
  // Times to the end of the circuit, backwards.
  const free = new Map<number, number>();
  const leaves = operations.map(() => 0);
  const wires = (operation: IsaOperation) => [...isaWires(operation), ...isaBits(operation).map((bit) => -1 - bit)];
  for (let k = operations.length - 1; k >= 0; k--) {
    const operation = operations[k] as IsaOperation;
    const end = Math.max(0, ...wires(operation).map((wire) => free.get(wire) ?? 0));
    leaves[k] = end;
    for (const wire of wires(operation)) free.set(wire, end + timeOf(operation));
  }
  const duration = Math.max(0, ...free.values());
  const since = new Map<number, number>();
  const scheduled = operations.flatMap((operation, k): IsaOperation[] => {
    const end = leaves[k] as number;
    const begin = end + timeOf(operation);
    const waits = isaWires(operation).flatMap((qubit): IsaOperation[] => {
      const time = (since.get(qubit) ?? begin) - begin;
      if (operation.kind !== 'barrier') since.set(qubit, end);
      return time > NOTHING && operation.kind !== 'barrier' ? [{ kind: 'delay', qubit, time }] : [];
    });
    return [...waits, operation];
  });
  return { circuit: { ...circuit, operations: scheduled }, duration };
}
