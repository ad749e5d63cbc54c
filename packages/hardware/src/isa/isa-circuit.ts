import type { Condition } from '@kraus/core';

/** A gate that a device has, on physical qubits. `angle` (radians) of `rz` only. */
export interface IsaGate {
  readonly kind: 'gate';
  readonly name: 'rz' | 'sx' | 'x' | 'cz' | 'ecr' | 'cx';
  readonly angle?: number;
  readonly qubits: readonly number[];
  readonly condition?: Condition | undefined;
}

export type IsaOperation =
  | IsaGate
  | { readonly kind: 'measure'; readonly qubit: number; readonly bit: number }
  | { readonly kind: 'reset'; readonly qubit: number; readonly condition?: Condition | undefined }
  /** Nothing for a time, seconds. */
  | { readonly kind: 'delay'; readonly qubit: number; readonly time: number }
  | { readonly kind: 'barrier'; readonly qubits: readonly number[] };

/** A circuit in the instructions of a device. */
export interface IsaCircuit {
  /** The device's name. */
  readonly device: string;
  /** Qubits of the device. */
  readonly qubits: number;
  readonly bits: number;
  readonly operations: readonly IsaOperation[];
  /** The physical qubit that each wire of the original starts on. */
  readonly initialLayout: readonly number[];
  /** The physical qubit that each wire of the original ends on. */
  readonly finalLayout: readonly number[];
}

export function isaWires(operation: IsaOperation): readonly number[] {
  return 'qubits' in operation ? operation.qubits : [operation.qubit];
}

/** Classical bits that an operation reads or writes. */
export function isaBits(operation: IsaOperation): readonly number[] {
  if (operation.kind === 'measure') return [operation.bit];
  return 'condition' in operation && operation.condition !== undefined ? operation.condition.bits : [];
}

/** The physical qubits that a circuit uses, ascending. */
export function usedQubits({ operations, initialLayout }: IsaCircuit): readonly number[] {
  const used = new Set(initialLayout);
  for (const operation of operations)
    if (operation.kind !== 'barrier') for (const q of isaWires(operation)) used.add(q);
  return [...used].sort((a, b) => a - b);
}

export function isEntangler(operation: IsaOperation): operation is IsaGate {
  return operation.kind === 'gate' && operation.qubits.length === 2;
}
