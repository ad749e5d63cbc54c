import type { ComplexMatrix } from '../linear-algebra/index.js';

/** An angle of a gate: its name in documentation and its meaning. All angles are in radians, any finite number. */
export interface GateParameter {
  readonly name: string;
  readonly documentation: string;
}

/** Σ_k coefficients[k] · angles[k] + offset: an angle of a rotation as a function of the gate's own angles. */
export interface AngleRule {
  readonly coefficients: readonly number[];
  readonly offset: number;
}

/**
 * exp(−i (α/2) Π ⊗ P): P is the product of `paulis[t]` on the gate's qubits t (`I` where it does nothing), Π projects the
 * qubits in `controls` on |1…1⟩. With P = I everywhere it is the phase e^{−iα/2} on Π.
 */
export interface RotationStep {
  readonly paulis: readonly PauliLetter[];
  readonly controls: readonly number[];
  readonly angle: AngleRule;
}

export type PauliLetter = 'I' | 'X' | 'Y' | 'Z';

/**
 * One unitary gate, once: everything else (engines, language, OpenQASM, drawings, reference pages, property tests) reads
 * this record. Qubit 0 of a gate is the least significant bit of its matrix; a gate written "control, target" has the
 * control as its qubit 0.
 */
export interface GateRecord {
  readonly name: string;
  readonly aliases: readonly string[];
  /** One sentence. */
  readonly documentation: string;
  readonly qubits: number;
  readonly parameters: readonly GateParameter[];
  /** The unitary, 2^qubits on a side. `angles` has as many entries as `parameters`. */
  readonly matrix: (angles: readonly number[]) => ComplexMatrix;
  /**
   * The gate as a product of rotations, the first acts first: the derivative rule of every angle follows from it. Empty for
   * gates without parameters, whose matrix says all.
   */
  readonly rotations: readonly RotationStep[];
  /** The gate that undoes this one: with the same angles negated, or with `reversed` angle rules. */
  readonly inverse: GateInverse;
  /** Name in OpenQASM 2 and 3 (`stdgates.inc`), where it has one. */
  readonly qasm2?: string;
  readonly qasm3?: string;
  /** What stands in the boxes of a drawing, one a qubit; `●` is a control, `×` a swap, `⊕` a target of X. */
  readonly symbols: readonly string[];
}

export interface GateInverse {
  readonly gate: string;
  readonly angles: readonly AngleRule[];
}
