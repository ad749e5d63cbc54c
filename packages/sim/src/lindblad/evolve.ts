import { type GeneratorProgram, KrausError, type MatrixData, modulus } from '@kraus/core';
import type { EngineOptions, RealArray } from '../executable/index.js';
import { type ChosenMethod, chooseMethod, type LindbladMethod } from './choose-method.js';
import { compileGenerator, compileHamiltonian } from './compile-generator.js';
import type { LindbladDrive } from './drive.js';
import type { Evolution, Solving } from './evolution.js';
import { batchShape, newVector, type Readout, startKernels } from './kernels/index.js';
import { Outputs } from './outputs.js';
import { requireTimes, requireTolerance } from './requirements.js';
import { type PlacedDrive, solveByDormandPrince } from './solvers/dormand-prince.js';
import { solveExactly } from './solvers/exact.js';
import { solveByKrylov } from './solvers/krylov.js';
import { solveByRationalKrylov } from './solvers/rational.js';
import { solveBySeries } from './solvers/series.js';

/** A batch of Hermitian matrices to be evolved, and what is wanted of them. */
export interface EvolutionRequest extends EngineOptions {
  readonly generator: GeneratorProgram;
  readonly drives?: readonly LindbladDrive[];
  readonly times: readonly number[];
  /** Vectors of the batch. */
  readonly count: number;
  /** Sets the coordinates of vector b that are not 0. */
  readonly fill: (b: number, set: (row: number, value: number) => void) => void;
  /** What is read out at every time; whole states if undefined. */
  readonly readout?: Readout;
  readonly method?: LindbladMethod | 'auto';
  readonly tolerance: number;
}

export interface EvolutionResult {
  /** States [time, vector, d, d, 2] or readouts [time, vector, output]. */
  readonly values: RealArray;
  readonly method: LindbladMethod;
  readonly why: string;
  readonly engine: string;
}

/** Bytes that states in work and results may take. */
const MOST_BYTES = 3.5 * 2 ** 30;

/** Runs an evolution step by step; yields the share of the time that is done. */
export function* evolve(request: EvolutionRequest): Generator<number, EvolutionResult, void> {
  const { generator, drives = [], times, count, tolerance, readout } = request;
  requireTimes(times);
  requireTolerance(tolerance);
  const operator = compileGenerator(generator);
  const chosen = chooseMethod(request.method ?? 'auto', {
    operator,
    times,
    count,
    columns: readout === undefined ? operator.rows : readout.start.length - 1,
    tolerance,
    frequency: frequencyBound(generator.hamiltonian),
    float32: request.precision === 'float32',
    driven: drives.length > 0,
  });
  requireMemory(request, operator.rows, chosen.method);
  const driveOperators = drives.map(({ hamiltonian, coefficient }) => {
    return { source: compileHamiltonian(operator.dimension, hamiltonian), coefficient };
  });
  // Dense propagators and decompositions need all digits.
  const dense = chosen.method === 'exact' || chosen.method === 'rational';
  const kernels = startKernels(dense ? { ...request, precision: 'float64' } : request);
  try {
    const shape = batchShape(kernels, operator.rows, count);
    const outputs = new Outputs(shape, times.length, readout, request.precision ?? 'float64');
    const state = newVector(kernels, shape, request.fill);
    const evolution = { kernels, shape, operator: kernels.place(operator), state, times, outputs, tolerance };
    const placed = driveOperators.map(({ source, coefficient }) => ({ operator: kernels.place(source), coefficient }));
    yield* solve(evolution, chosen, placed);
    return { values: outputs.values, method: chosen.method, why: chosen.why, engine: `Lindblad, ${kernels.name}` };
  } finally {
    kernels.dispose();
  }
}

function solve(evolution: Evolution, chosen: ChosenMethod, drives: readonly PlacedDrive[]): Solving {
  switch (chosen.method) {
    case 'chebyshev':
      return solveBySeries(evolution, chosen.plan);
    case 'exact':
      return solveExactly(evolution);
    case 'rational':
      return solveByRationalKrylov(evolution);
    case 'krylov':
      return solveByKrylov(evolution);
    case 'dop853':
      return solveByDormandPrince(evolution, drives);
  }
}

/** Twice the largest absolute row sum: no difference of two eigenvalues is larger. */
function frequencyBound({ rows, entries }: MatrixData): number {
  const sums = new Float64Array(rows);
  for (const [row, , re, im] of entries) sums[row] += modulus(re, im);
  return 2 * sums.reduce((most, sum) => Math.max(most, sum), 0);
}

/** Vectors of the whole batch that a method holds at once, besides what it takes for d² × d² matrices. */
const VECTORS: Readonly<Record<LindbladMethod, number>> = {
  chebyshev: 4,
  exact: 3,
  rational: 3,
  krylov: 34,
  dop853: 21,
};

function requireMemory(
  { count, times, readout, precision }: EvolutionRequest,
  rows: number,
  method: LindbladMethod,
): void {
  const bytes = precision === 'float32' ? 4 : 8;
  const columns = readout === undefined ? 2 * rows : readout.start.length - 1;
  const matrices = method === 'exact' ? 60 * rows * rows : method === 'rational' ? 16 * rows * rows : 0;
  const work = VECTORS[method] * (count + 8) * rows * bytes + matrices;
  const results = times.length * count * columns * bytes;
  if (work <= MOST_BYTES && results <= MOST_BYTES) return;
  const gigabytes = (x: number): string => (x / 2 ** 30).toPrecision(2);
  throw new KrausError(
    'sim/too-large',
    `Lindblad: ${count} states of dimension ${Math.sqrt(rows)} at ${times.length} times need ${gigabytes(work)} GiB in work by ${method} ` +
      `and ${gigabytes(results)} GiB of results, at most 3.5 each; use fewer states or times, or observables instead of states.`,
  );
}
