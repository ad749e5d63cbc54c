import type { Angle, InitialValue } from '@kraus/core';

/** A sum of multiples of trainable parameters and inputs, known only when a circuit runs. */
export interface SymbolValue {
  readonly kind: 'symbol';
  readonly form: Angle;
  /** Power of time, as of numbers. */
  readonly unit: number;
}

/** An array of trainable parameters or inputs, row-major: the last index runs fastest. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly source: 'parameter' | 'input';
  /** Index of the first entry in θ or x. */
  readonly start: number;
  readonly shape: readonly number[];
  readonly unit: number;
}

/** Classical digits of a circuit, the first the least significant. */
export interface BitsValue {
  readonly kind: 'bits';
  readonly positions: readonly number[];
}

/** A condition on classical digits, known only when a circuit runs. */
export interface ConditionValue {
  readonly kind: 'condition';
  readonly bits: readonly number[];
  /** @param digits values of `bits`, in their order */
  readonly holds: (digits: readonly number[], radices: readonly number[]) => boolean;
}

/** One Pauli string with its complex coefficient: the letters of the qubits on which it is not the identity. */
export interface PauliString {
  readonly re: number;
  readonly im: number;
  readonly letters: ReadonlyMap<number, 'X' | 'Y' | 'Z'>;
}

/** An operator on the qubits of a circuit as a sum of Pauli strings: it needs no matrix of the whole system. */
export interface PauliSumValue {
  readonly kind: 'pauli-sum';
  readonly qubits: number;
  readonly strings: readonly PauliString[];
  readonly unit: number;
}

/** A state that is given to the circuit with every sample. */
export interface StateInputValue {
  readonly kind: 'state-input';
  readonly name: string;
  readonly density: boolean;
}

export interface DistributionValue {
  readonly kind: 'distribution';
  readonly initial: InitialValue;
}

/** Entry `index` of an array: a smaller array, or a single parameter. */
export function entryOf(array: ArrayValue, index: number): ArrayValue | SymbolValue {
  const [, ...shape] = array.shape;
  const size = shape.reduce((product, n) => product * n, 1);
  const start = array.start + index * size;
  if (shape.length > 0) return { ...array, start, shape };
  const term = { source: array.source, index: start, scale: 1 };
  return { kind: 'symbol', form: { terms: [term], offset: 0 }, unit: array.unit };
}
