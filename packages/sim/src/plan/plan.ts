import type { Angle } from '@kraus/core';
import type { CircuitShape } from '../executable/index.js';

/** exp(−i a/2 P) with P = X, Y, Z for `axis` 0, 1, 2. */
export interface TurnRotor {
  readonly kind: 'turn';
  readonly axis: 0 | 1 | 2;
  readonly angle: Angle;
}

/** A fixed SU(2) matrix [[α, −β*], [β, α*]] and its rotation of Pauli vectors, U P_j U† = Σ_i rotation[3 i + j] P_i. */
export interface FixedRotor {
  readonly kind: 'fixed';
  readonly alpha: readonly [number, number];
  readonly beta: readonly [number, number];
  readonly rotation: readonly number[];
}

export type Rotor = TurnRotor | FixedRotor;

/** All one-qubit gates on one qubit within a block, the first acts first. */
export interface Run {
  readonly qubit: number;
  readonly rotors: readonly Rotor[];
  /** Only phases: no amplitude moves. */
  readonly diagonal: boolean;
  /** Some angle depends on θ or x. */
  readonly differentiated: boolean;
}

/** exp(−i a/2 f), f(k) = [k & controls = controls] (−1)^{parity of k & mask}. */
export interface PhaseTerm {
  readonly controls: number;
  readonly mask: number;
  readonly angle: Angle;
}

/** A dense matrix on `qubits` (re, im interleaved, row-major) where k & controls = controls. */
export interface DenseGate {
  readonly qubits: readonly number[];
  readonly controls: number;
  readonly matrix: Float64Array;
}

/**
 * One block of a compiled circuit. It acts in this order: dense gates, runs (all commute), the diagonal exp(terms) · phases,
 * and then the permutation.
 */
export interface Block {
  readonly dense: readonly DenseGate[];
  /** By qubit, ascending. */
  readonly runs: readonly Run[];
  readonly terms: readonly PhaseTerm[];
  /** 2^n complex numbers. */
  readonly phases?: Float64Array;
  /** Amplitude k goes to destination[k]. */
  readonly destination?: Int32Array;
  /** The permutation acts only where these bits, of qubits outside the chunk, are all 1. */
  readonly destinationControls: number;
  /** Some angle differs from sample to sample. */
  readonly perSample: boolean;
  readonly differentiated: boolean;
}

/** coefficient · i^quarterTurns X^x Z^z. */
export interface PauliString {
  readonly x: number;
  readonly z: number;
  readonly quarterTurns: number;
  readonly coefficient: number;
}

/** An output and its first column. */
export type PlanOutput =
  | { readonly kind: 'expectation'; readonly column: number; readonly observables: readonly (readonly PauliString[])[] }
  | {
      readonly kind: 'probabilities';
      readonly column: number;
      readonly size: number;
      readonly targets: readonly number[];
    }
  | { readonly kind: 'state'; readonly column: number }
  | { readonly kind: 'fidelity'; readonly column: number; readonly target: Float64Array | 'per-sample' };

/**
 * Gates that one chunk of a large state can undergo before the next one is looked at. Within its blocks bit i is the qubit
 * locals[i], for i below the chunk's number of qubits; above come the qubits outside the chunk, ascending, which only
 * control gates or turn phases. Fixed tables (phases, destination) range over the chunk.
 */
export interface Pass {
  /** Ascending; the lowest are 0, 1, 2 …, so that memory is read in long rows. */
  readonly locals: readonly number[];
  readonly blocks: readonly Block[];
}

/** A circuit of gates on qubits, compiled for one large state at a time. */
export interface LargeStatePlan extends Omit<StateVectorPlan, 'blocks'> {
  /** Qubits of a chunk, at most all. */
  readonly chunkQubits: number;
  readonly passes: readonly Pass[];
}

/** A circuit of gates on qubits, compiled for batched state vectors: data that the WebAssembly kernels and their twin read. */
export interface StateVectorPlan extends CircuitShape {
  readonly qubits: number;
  readonly initial: 'zero' | 'amplitudes';
  readonly blocks: readonly Block[];
  readonly outputs: readonly PlanOutput[];
}
