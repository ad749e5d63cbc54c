import type { CircuitProgram } from '@kraus/core';
import type { CircuitExecutable, EngineOptions } from '../executable/index.js';

export type EngineName = 'state-vector' | 'density-matrix' | 'trajectories';

/** What is going to be asked of an engine. */
export interface EngineRequest {
  /** Samples a call, ≥ 1. */
  readonly batch: number;
  /** Whether vector–Jacobian products are wanted. */
  readonly gradient: boolean;
}

/** Why an engine does not run a circuit. */
export interface Refusal {
  /** Of the error, such as `sim/unsupported` or `sim/too-many-qubits`. */
  readonly code: string;
  /** A clause such as `operation 3 measures wire 0`. */
  readonly reason: string;
}

/** What a call costs, before it is made. */
export interface Estimate {
  /** Working memory in bytes, without the arrays handed in and out. */
  readonly bytes: number;
  /** Seconds on one thread of a machine of 2024, right within a factor of about three; of one shot where outcomes are drawn. */
  readonly seconds: number;
}

/** A circuit looked at by an engine that does not refuse it. */
export interface PreparedCircuit {
  /** The cost of calls. */
  readonly estimate: (request: EngineRequest) => Estimate;
  readonly compile: () => CircuitExecutable;
}

/** One way of running circuits: what it can do, what that costs, and how it is started. */
export interface Engine {
  readonly name: EngineName;
  /** One sentence. */
  readonly documentation: string;
  /** Why it cannot run this circuit; undefined if it can. */
  readonly refusal: (program: CircuitProgram, request: EngineRequest) => Refusal | undefined;
  /** Whether its results for this circuit are exact, not estimated by sampling. */
  readonly exact: (program: CircuitProgram) => boolean;
  /** Looks at a circuit; only at those that it does not refuse. */
  readonly prepare: (program: CircuitProgram, options: EngineOptions) => PreparedCircuit;
}
