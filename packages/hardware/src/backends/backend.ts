import type { CircuitProgram } from '@kraus/core';

/** A circuit to be run at given values, with its shots. */
export interface CircuitRequest {
  readonly name: string;
  readonly program: CircuitProgram;
  readonly parameters?: ArrayLike<number>;
  readonly inputs?: ArrayLike<number>;
  readonly shots: number;
}

/** What became of a circuit. */
export interface CircuitCounts {
  readonly name: string;
  /** SHA-256 of the circuit and its values. */
  readonly hash: string;
  readonly shots: number;
  /** Of all classical bits, the last one first; of all wires in a circuit that measures nothing. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Counts and where they come from. */
export interface BackendCounts {
  /** e.g. `noise model of ibm_fez`. */
  readonly backend: string;
  readonly calibrated: string;
  /** One sentence on how exact they are. */
  readonly accuracy: string;
  readonly seed: number;
  readonly circuits: readonly CircuitCounts[];
}

export interface BackendOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of what goes on, a sentence at a time. */
  readonly onStatus?: ((text: string) => void) | undefined;
  /** Where jobs are paid for: a receipt to take up in the place of a new job, if it is of the same circuits and has not failed. */
  readonly takeUp?: string | undefined;
  /** Where jobs are paid for: told the name of the receipt before anything is sent. */
  readonly onReceipt?: ((receipt: string) => Promise<void>) | undefined;
}

/** Something that runs circuits and gives counts: an ideal or noisy simulation, a recording, a device. */
export interface Backend {
  readonly name: string;
  readonly run: (circuits: readonly CircuitRequest[], options?: BackendOptions) => Promise<BackendCounts>;
}
