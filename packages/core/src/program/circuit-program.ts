import type { ChannelProgram, MatrixData } from './channel-program.js';

/** Version of everything in this file; raised when a reader of the old form would misread the new one. */
export const CIRCUIT_VERSION = 1;

/** scale · θ[index] (shared by the batch) or scale · x[index] (one value a sample). */
export interface AngleTerm {
  readonly source: 'parameter' | 'input';
  readonly index: number;
  readonly scale: number;
}

/** Σ terms + offset, in radians. A constant angle has no terms. */
export interface Angle {
  readonly terms: readonly AngleTerm[];
  readonly offset: number;
}

/**
 * Acts only when the classical digits `bits`, `bits[0]` the least significant, spell `value`. A digit has as many values as
 * the largest system measured into it, see `classicalRadices`: 2 for qubits.
 */
export interface Condition {
  readonly bits: readonly number[];
  readonly value: number;
}

/** A gate of the registry. `power` −1 is the inverse, k a repetition; `controls` are added in front of `targets`. */
export interface GateOperation {
  readonly kind: 'gate';
  readonly gate: string;
  readonly angles: readonly Angle[];
  readonly targets: readonly number[];
  readonly controls: readonly number[];
  readonly power: number;
  readonly condition?: Condition | undefined;
}

/** A unitary matrix on `targets`, the first target the least significant factor of its index. */
export interface MatrixOperation {
  readonly kind: 'matrix';
  readonly matrix: MatrixData;
  readonly targets: readonly number[];
  readonly controls: readonly number[];
  readonly condition?: Condition | undefined;
}

/** A quantum channel on `targets`, whose dimensions it must have. */
export interface ChannelOperation {
  readonly kind: 'channel';
  readonly channel: ChannelProgram;
  readonly targets: readonly number[];
  readonly condition?: Condition | undefined;
}

/**
 * A noise channel of the registry, e.g. `AmplitudeDamping`, on `targets`. Its values are linear forms as angles are, so that
 * noise can be trained or differ from sample to sample; a value outside the channel's domain is refused when it is run.
 */
export interface NoiseOperation {
  readonly kind: 'noise';
  readonly channel: string;
  readonly values: readonly Angle[];
  readonly targets: readonly number[];
  readonly condition?: Condition | undefined;
}

/** Measures one qudit in the computational basis into a classical digit (a bit for a qubit). */
export interface MeasureOperation {
  readonly kind: 'measure';
  readonly target: number;
  readonly bit: number;
}

/** Puts one qudit into |0>. */
export interface ResetOperation {
  readonly kind: 'reset';
  readonly target: number;
  readonly condition?: Condition | undefined;
}

/** Keeps operations on its two sides apart for transpilers and drawings; no effect on the state. */
export interface BarrierOperation {
  readonly kind: 'barrier';
  readonly targets: readonly number[];
}

export type CircuitOperation =
  | GateOperation
  | MatrixOperation
  | ChannelOperation
  | NoiseOperation
  | MeasureOperation
  | ResetOperation
  | BarrierOperation;

/** coefficient · Π letters on their qubits; no letters is the identity. */
export interface PauliTerm {
  readonly coefficient: number;
  readonly paulis: readonly (readonly [qubit: number, letter: 'X' | 'Y' | 'Z'])[];
}

/** A Hermitian operator: a sum of Pauli strings, or a matrix on some targets (the first the least significant factor). */
export type Observable =
  | { readonly kind: 'pauli-sum'; readonly terms: readonly PauliTerm[] }
  | { readonly kind: 'matrix'; readonly matrix: MatrixData; readonly targets: readonly number[] };

/** What a circuit yields, for every sample of a batch. */
export type CircuitOutput =
  | {
      /** One real number an observable: [observables]. */
      readonly kind: 'expectation';
      readonly observables: readonly Observable[];
    }
  | {
      /** Probabilities of the outcomes of `targets`, the first the least significant: [product of their dimensions]. */
      readonly kind: 'probabilities';
      readonly targets: readonly number[];
    }
  | {
      /** The amplitudes, re and im interleaved: [2 · dimension]. Pure-state engines only. */
      readonly kind: 'state';
    }
  | {
      /** The density matrix, row-major, re and im interleaved: [2 · dimension²]. */
      readonly kind: 'density';
    }
  | {
      /** Probabilities of the values of the classical digits `bits`, the first the least significant: [product of their radices]. */
      readonly kind: 'classical';
      readonly bits: readonly number[];
    }
  | {
      /** |<φ|ψ>|² (or <φ|ρ|φ>) with a target state: [1]. The target is a constant (re, im interleaved) or one a sample. */
      readonly kind: 'fidelity';
      readonly target: readonly number[] | 'per-sample';
    };

/** What the circuit starts from. `amplitudes` and `density` are given a sample when it is run. */
export type InitialState = 'zero' | 'amplitudes' | 'density';

/**
 * A circuit as plain, serialisable data: what the language lowers to and every engine reads. Qudit 0 is the least
 * significant factor of the basis index.
 */
export interface CircuitProgram {
  readonly version: typeof CIRCUIT_VERSION;
  readonly kind: 'circuit';
  /** Dimensions; 2 is a qubit. */
  readonly dims: readonly number[];
  /** Number of classical digits; all are 0 at the start. */
  readonly bits: number;
  /** Length of θ, the parameters shared by a batch. */
  readonly parameters: number;
  /** Length of x, the inputs of one sample. */
  readonly inputs: number;
  readonly initial: InitialState;
  readonly operations: readonly CircuitOperation[];
  readonly outputs: readonly CircuitOutput[];
}
