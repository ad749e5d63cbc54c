import type { AstNode } from 'langium';
import type { System } from '../evaluate/index.js';

/** Where a body of a circuit, gate or channel acts within the circuit. */
export interface Place {
  readonly system: System;
  /** The circuit's wire of each factor of the system. */
  readonly wires: readonly number[];
  readonly kind: 'circuit' | 'gate' | 'channel';
  /** In front of the names of parameters and inputs, e.g. `Layer.`; empty in the circuit itself. */
  readonly prefix: string;
  /** Whether this is the body of the circuit itself. */
  readonly root: boolean;
}

/** The circuit's wires of some factors of the place's system. */
export function wiresAt(place: Place, positions: readonly number[]): number[] {
  return positions.map((position) => place.wires[position] ?? 0);
}

/** Something that can be applied to wires. */
export interface Use {
  readonly name: string;
  readonly node: AstNode;
  readonly dims: readonly number[];
  /** Emits its operations on these wires of the circuit. */
  readonly emit: (wires: readonly number[]) => void;
}
