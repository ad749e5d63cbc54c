import type { CircuitProgram, Span } from '@kraus/core';
import type { InitialValue } from '../values/index.js';

/** A trainable parameter or an input of a circuit: an array that takes a run of consecutive entries of θ or x, row-major. */
export interface CircuitVariable {
  /** As written; of a circuit used inside another it has that circuit's name in front, e.g. `Layer.theta`, `Layer[1].theta`. */
  readonly name: string;
  /** `angle`, `real`, `prob`, `time` … */
  readonly type: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** Index of the first entry in θ or x. */
  readonly start: number;
  readonly length: number;
  /** How training should initialise it, if the script says. */
  readonly initial?: InitialValue | undefined;
  readonly span?: Span | undefined;
}

/** A named run of wires or classical digits. */
export interface CircuitRegister {
  readonly name: string;
  readonly positions: readonly number[];
}

/** What one entry of `return` asks for; it is output k of the program. */
export interface CircuitResult {
  readonly kind: 'expval' | 'probs' | 'state' | 'counts' | 'fidelity';
  /** As written. */
  readonly text: string;
  readonly span?: Span | undefined;
}

/** A circuit as plain data, with the names and places that the program itself has no use for. */
export interface LoweredCircuit {
  readonly name: string;
  readonly program: CircuitProgram;
  readonly wires: readonly CircuitRegister[];
  readonly bits: readonly CircuitRegister[];
  readonly parameters: readonly CircuitVariable[];
  readonly inputs: readonly CircuitVariable[];
  readonly results: readonly CircuitResult[];
  /** Where each operation of the program stands in the circuit's own body, by index. */
  readonly spans: readonly (Span | undefined)[];
}
