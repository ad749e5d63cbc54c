import { type ComplexMatrix, checkGeneratorEntries, type GeneratorProgram } from '@kraus/core';
import type { EngineOptions, RealArray } from '../executable/index.js';
import type { LindbladMethod } from './choose-method.js';
import type { LindbladDrive } from './drive.js';
import { type EvolutionRequest, type EvolutionResult, evolve } from './evolve.js';
import { eachCoordinate } from './hermitian-coordinates.js';
import type { Readout } from './kernels/index.js';
import { requireHamiltonian, requireHermitian } from './requirements.js';
import { type RunControl, runWithPauses } from './run.js';

/** What is evolved, when it is looked at, and how it is computed. */
export interface LindbladOptions extends EngineOptions, RunControl {
  /** A batch of Hermitian d × d matrices, usually density matrices; neither trace nor positivity is required. */
  readonly initial: readonly ComplexMatrix[];
  /** Output times, ascending, ≥ 0, in the generator's units. */
  readonly times: readonly number[];
  /** Default `auto`: the cheapest by counts of operations; the result says which and why. */
  readonly method?: LindbladMethod | 'auto';
  /** Error aimed at, as the Hilbert–Schmidt length of a state's error; default 1e-12, in float32 1e-6. */
  readonly tolerance?: number;
  /** Terms f(t) H added to the Hamiltonian; only `dop853` takes them. */
  readonly drives?: readonly LindbladDrive[];
}

/** How a result came about. */
export interface LindbladProvenance {
  readonly method: LindbladMethod;
  /** Why this method, in one sentence. */
  readonly why: string;
  readonly engine: string;
}

export interface LindbladStates extends LindbladProvenance {
  /** ρ(t): [time, batch, d, d, 2], row-major, re and im interleaved. */
  readonly states: RealArray;
}

export interface LindbladExpectations extends LindbladProvenance {
  /** tr(Oρ(t)): [time, batch, observable]. */
  readonly values: RealArray;
}

/**
 * Solves dρ/dt = −i[H, ρ] + Σ_k (L_k ρ L_k† − ½{L_k†L_k, ρ}) for a batch of initial states.
 * @throws KrausError `sim/bad-times`, `sim/bad-batch`, `sim/bad-tolerance`, `core/shape-mismatch`, `core/not-hermitian`,
 *   `core/not-finite`, `sim/unsupported`, `sim/too-large`, `sim/evolution-too-long` before anything is allocated;
 *   `sim/too-many-steps`, `sim/aborted` later; and those of the generator's checks
 */
export async function evolveLindblad(generator: GeneratorProgram, options: LindbladOptions): Promise<LindbladStates> {
  const { values, ...provenance } = await run(generator, options, undefined);
  return { states: values, ...provenance };
}

/**
 * Expectation values of Hermitian observables along the evolution; states are not stored.
 * @throws KrausError as {@link evolveLindblad}
 */
export async function lindbladExpectations(
  generator: GeneratorProgram,
  options: LindbladOptions & {
    /** Hermitian d × d matrices. */
    readonly observables: readonly ComplexMatrix[];
  },
): Promise<LindbladExpectations> {
  const dimension = checkGeneratorEntries(generator);
  requireHermitian(options.observables, dimension, 'observable');
  return run(generator, options, observableReadout(options.observables));
}

function run(
  generator: GeneratorProgram,
  options: LindbladOptions,
  readout: Readout | undefined,
): Promise<EvolutionResult> {
  const { initial, drives = [], precision } = options;
  const dimension = checkGeneratorEntries(generator);
  requireHermitian(initial, dimension, 'initial state');
  for (const { hamiltonian } of drives) requireHamiltonian(generator.dims, hamiltonian);
  const request: EvolutionRequest = {
    ...options,
    generator,
    count: initial.length,
    fill: (b, set) => eachCoordinate(dimension, initial[b].data, 0, set),
    tolerance: options.tolerance ?? (precision === 'float32' ? 1e-6 : 1e-12),
    ...(readout === undefined ? {} : { readout }),
  };
  return runWithPauses(evolve(request), options);
}

/** tr(Oρ) as the inner product of coordinates. */
function observableReadout(observables: readonly ComplexMatrix[]): Readout {
  const start = [0];
  const column: number[] = [];
  const value: number[] = [];
  for (const observable of observables) {
    eachCoordinate(observable.rows, observable.data, 0, (row, x) => {
      if (x === 0) return;
      column.push(row);
      value.push(x);
    });
    start.push(column.length);
  }
  return { start: Int32Array.from(start), column: Int32Array.from(column), value: Float64Array.from(value) };
}
