import type { ComplexMatrix, MatrixData } from '@kraus/core';
import type { EngineOptions, RealArray } from '../../executable/index.js';
import type { RunControl } from '../run.js';

/** What is differentiated: a real loss L of the states at some times. */
export interface LindbladGradientOptions extends EngineOptions, RunControl {
  /** A batch of Hermitian d × d matrices. */
  readonly initial: readonly ComplexMatrix[];
  /** Output times, ascending, ≥ 0. */
  readonly times: readonly number[];
  /** ∂L/∂Re ρ_ij + i ∂L/∂Im ρ_ij of every output state, [time, batch, d, d, 2]. For L = tr(Oρ) it is O. */
  readonly cotangents: ArrayLike<number>;
  /** The terms H_k of H = Σ h_k H_k by whose coefficients L is differentiated; default: the generator's Hamiltonian, as one. */
  readonly hamiltonians?: readonly MatrixData[];
  /** Default 1e-12, in float32 1e-6. */
  readonly tolerance?: number;
}

export interface LindbladGradients {
  /** ρ(t): [time, batch, d, d, 2]. */
  readonly states: RealArray;
  /** ∂L/∂t_m, [time]. */
  readonly times: Float64Array;
  /** ∂L/∂h_k of every term. */
  readonly hamiltonians: Float64Array;
  /** ∂L/∂γ_k of every jump of the generator, γ_k a factor on its dissipator (L_k → √γ_k L_k) at γ_k = 1. */
  readonly jumps: Float64Array;
  /** Hermitian Λ with dL = tr(Λ dρ(0)), [batch, d, d, 2]. */
  readonly initial: RealArray;
  readonly engine: string;
}

/** A request after its checks, with its defaults. */
export type CheckedGradientRequest = LindbladGradientOptions & {
  readonly hamiltonians: readonly MatrixData[];
  readonly tolerance: number;
};
