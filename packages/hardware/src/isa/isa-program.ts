import { type Angle, CIRCUIT_VERSION, type CircuitOperation, type CircuitProgram } from '@kraus/core';
import { type IsaCircuit, type IsaOperation, usedQubits } from './isa-circuit.js';

const GATES = { rz: 'RZ', sx: 'SX', x: 'X', cz: 'CZ', ecr: 'ECR', cx: 'CX' } as const;

/** What is put behind (or in place of) an operation on the wires of the program. */
export type Decorate = (
  operation: IsaOperation,
  written: readonly CircuitOperation[],
  wire: (qubit: number) => number,
) => readonly CircuitOperation[];

/**
 * The circuit as a program on the qubits that it uses alone, wire k the k-th of `usedQubits`; delays do nothing. Its output is the
 * distribution of all classical bits, or of all wires if there are none.
 */
export function isaProgram(circuit: IsaCircuit, decorate: Decorate = (_, written) => written): CircuitProgram {
  const used = usedQubits(circuit);
  const wires = new Map(used.map((qubit, wire) => [qubit, wire]));
  const wire = (qubit: number) => wires.get(qubit) as number;
  const operations = circuit.operations.flatMap((operation) => decorate(operation, written(operation, wire), wire));
  const every = (count: number) => Array.from({ length: count }, (_, k) => k);
  return {
    version: CIRCUIT_VERSION,
    kind: 'circuit',
    dims: used.map(() => 2),
    bits: circuit.bits,
    parameters: 0,
    inputs: 0,
    initial: 'zero',
    operations,
    outputs: [
      circuit.bits > 0
        ? { kind: 'classical', bits: every(circuit.bits) }
        : { kind: 'probabilities', targets: circuit.finalLayout.map(wire) },
    ],
  };
}

function written(operation: IsaOperation, wire: (qubit: number) => number): CircuitOperation[] {
  switch (operation.kind) {
    case 'gate': {
      const { name, qubits, condition, angle } = operation;
      const angles: Angle[] = angle === undefined ? [] : [{ terms: [], offset: angle }];
      const when = condition === undefined ? {} : { condition };
      return [{ kind: 'gate', gate: GATES[name], angles, targets: qubits.map(wire), controls: [], power: 1, ...when }];
    }
    case 'measure':
      return [{ kind: 'measure', target: wire(operation.qubit), bit: operation.bit }];
    case 'reset':
      return [{ kind: 'reset', target: wire(operation.qubit), condition: operation.condition }];
    case 'barrier':
    case 'delay':
      return [];
  }
}
