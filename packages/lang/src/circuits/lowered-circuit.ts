import type { Span, TrainableCircuit } from '@kraus/core';

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

/** A loop of the circuit's own body as it was run: its operations stand side by side, pass after pass. */
export interface CircuitLoop {
  /** Index of its first operation. */
  readonly first: number;
  /** For every pass that has operations the index behind its last one, increasing. */
  readonly ends: readonly number[];
  readonly span?: Span | undefined;
}

/** A circuit as plain data, with the names and places that the program itself has no use for. */
export interface LoweredCircuit extends TrainableCircuit {
  readonly name: string;
  readonly wires: readonly CircuitRegister[];
  readonly bits: readonly CircuitRegister[];
  readonly results: readonly CircuitResult[];
  /** Where each operation of the program stands in the circuit's own body, by index. */
  readonly spans: readonly (Span | undefined)[];
  /** What each operation of the program is called where it is written, by index; empty where that is no name. */
  readonly names: readonly string[];
  /** The loops, an outer one before those inside it; an inner one once for every pass of the outer. */
  readonly loops: readonly CircuitLoop[];
}
