import { type CircuitOperation, type CircuitProgram, ComplexMatrix, channelFromKraus } from '@kraus/core';
import { type Device, type DeviceQubit, gateTable } from '../devices/index.js';
import { type IsaCircuit, type IsaOperation, isaProgram, isaWires, usedQubits } from '../isa/index.js';
import { gateNoise, noiseOperations, relaxationOf, relaxationOn } from './gate-noise.js';

/**
 * A compiled circuit with the device's noise in it, on the qubits that it uses alone: noise behind every gate and reset, relaxation
 * while a qubit waits, readout errors of each measurement by its own pair p(1|0), p(0|1). The classical bits keep their numbers;
 * what a measurement in the middle misreads does not change the qubit (that takes one more wire and one more bit).
 */
export function noisyProgram(circuit: IsaCircuit, device: Device): CircuitProgram {
  const gate = gateTable(device);
  const last = lastUse(circuit);
  const middle = circuit.operations.some((operation, k) => isMiddle(operation, k, last));
  const spare = usedQubits(circuit).length;
  let index = -1;
  const program = isaProgram(circuit, (operation, written, wire) => {
    index++;
    switch (operation.kind) {
      case 'gate': {
        const calibrated = gate(operation.name, operation.qubits);
        if (calibrated === undefined || operation.name === 'rz') return written;
        return [...written, ...noiseOperations(gateNoise(device, calibrated), operation.qubits.map(wire))];
      }
      case 'reset': {
        const time = gate('reset', [operation.qubit])?.time ?? 0;
        return [...written, ...relaxationOn(relaxationOf(device, operation.qubit, time), wire(operation.qubit))];
      }
      case 'delay':
        return relaxationOn(relaxationOf(device, operation.qubit, operation.time), wire(operation.qubit));
      case 'measure': {
        const { qubit, bit } = operation;
        const target = wire(qubit);
        const flip = misreading(device.qubits[qubit] as DeviceQubit);
        if (flip === undefined) return written;
        if (!isMiddle(operation, index, last)) return [flip(target), ...written];
        // The true value goes into a bit of its own, from there into the spare wire, which is misread instead.
        const condition = { bits: [circuit.bits], value: 1 };
        return [
          { kind: 'measure', target, bit: circuit.bits },
          { kind: 'reset', target: spare },
          { kind: 'gate', gate: 'X', angles: [], targets: [spare], controls: [], power: 1, condition },
          flip(spare),
          { kind: 'measure', target: spare, bit },
        ];
      }
      case 'barrier':
        return written;
    }
  });
  return middle ? { ...program, dims: [...program.dims, 2], bits: circuit.bits + 1 } : program;
}

/** By qubit, the position of the last operation that does something to it. */
function lastUse({ operations }: IsaCircuit): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  operations.forEach((operation, k) => {
    if (operation.kind !== 'barrier' && operation.kind !== 'delay')
      for (const qubit of isaWires(operation)) last.set(qubit, k);
  });
  return last;
}

function isMiddle(operation: IsaOperation, k: number, last: ReadonlyMap<number, number>): boolean {
  return operation.kind === 'measure' && (last.get(operation.qubit) as number) > k;
}

/** Kraus operators √p(i|j) |i><j|, just before a measurement; undefined if nothing is misread. */
function misreading({ p1given0, p0given1 }: DeviceQubit): ((wire: number) => CircuitOperation) | undefined {
  const chances = [
    [0, 0, 1 - p1given0],
    [1, 0, p1given0],
    [0, 1, p0given1],
    [1, 1, 1 - p0given1],
  ] as const;
  if (p1given0 === 0 && p0given1 === 0) return undefined;
  const operators = chances
    .filter(([, , chance]) => chance > 0)
    .map(([to, from, chance]) => {
      const operator = new ComplexMatrix(2, 2);
      operator.set(to, from, Math.sqrt(chance));
      return operator;
    });
  const channel = channelFromKraus([2], operators);
  return (wire) => ({ kind: 'channel', channel, targets: [wire] });
}
