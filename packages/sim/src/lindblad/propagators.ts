import { ComplexMatrix, checkGeneratorEntries, type GeneratorProgram, KrausError } from '@kraus/core';
import type { EngineOptions, RealArray } from '../executable/index.js';
import type { LindbladMethod } from './choose-method.js';
import { type EvolutionRequest, evolve } from './evolve.js';
import { pairRow } from './hermitian-coordinates.js';
import type { Readout } from './kernels/index.js';
import { runAtOnce } from './run.js';

/** How propagators and transition matrices are computed. */
export interface PropagatorOptions extends EngineOptions {
  /** Default `auto`. */
  readonly method?: LindbladMethod | 'auto';
  /** Error aimed at; default 1e-15, in float32 1e-7. */
  readonly tolerance?: number;
}

const LARGEST_SUPEROPERATOR = 32;

/**
 * The propagators e^{ℒt} for many times at once, as d² × d² matrices over column-stacked operators.
 * @param times ascending, ≥ 0, in the generator's units
 * @throws KrausError `core/too-large` for d > 32, and as `evolveLindblad`
 */
export function lindbladPropagators(
  generator: GeneratorProgram,
  times: readonly number[],
  options: PropagatorOptions = {},
): ComplexMatrix[] {
  const d = checkGeneratorEntries(generator);
  if (d > LARGEST_SUPEROPERATOR) {
    throw new KrausError(
      'core/too-large',
      `Propagator: dimension ${d} gives ${d * d} × ${d * d} matrices; at most dimension ${LARGEST_SUPEROPERATOR} is written out.`,
    );
  }
  const { values } = runAtOnce(
    evolve({
      ...request(generator, times, options),
      count: d * d,
      fill: (b, set) => set(b, 1),
    }),
  );
  return times.map((_, m) => superoperator(d, values, 2 * m * d ** 4));
}

/**
 * Transition matrices of levels that are measured in the basis after a time t of coherent evolution: P(t)[i][j] = <i| e^{ℒt}(|j><j|) |i>,
 * the probability j → i.
 * @param times ascending, ≥ 0
 * @returns [time, i, j], row-major; columns sum to one. Rounding may leave probabilities below 0 by some 1e-16.
 * @throws KrausError as `evolveLindblad`
 */
export function walkTransitions(
  generator: GeneratorProgram,
  times: readonly number[],
  options: PropagatorOptions = {},
): RealArray {
  const d = checkGeneratorEntries(generator);
  const { values } = runAtOnce(
    evolve({
      ...request(generator, times, options),
      count: d,
      fill: (b, set) => set(b, 1),
      readout: populations(d),
    }),
  );
  const transposed = values.slice();
  for (let m = 0; m < times.length; m++) {
    for (let j = 0; j < d; j++) {
      for (let i = 0; i < d; i++) transposed[(m * d + i) * d + j] = values[(m * d + j) * d + i];
    }
  }
  return transposed;
}

function request(
  generator: GeneratorProgram,
  times: readonly number[],
  options: PropagatorOptions,
): Pick<EvolutionRequest, 'generator' | 'times' | 'tolerance' | keyof PropagatorOptions> {
  return {
    ...options,
    generator,
    times,
    tolerance: options.tolerance ?? (options.precision === 'float32' ? 1e-7 : 1e-15),
  };
}

/** The diagonal, which comes first among the coordinates. */
function populations(d: number): Readout {
  return {
    start: Int32Array.from({ length: d + 1 }, (_, i) => i),
    column: Int32Array.from({ length: d }, (_, i) => i),
    value: new Float64Array(d).fill(1),
  };
}

/** From the images of the orthonormal Hermitian matrices, [vector, d, d, 2]; column k + d l is the image of |k><l|. */
function superoperator(d: number, images: RealArray, from: number): ComplexMatrix {
  const s = new ComplexMatrix(d * d, d * d);
  const size = 2 * d * d;
  for (let k = 0; k < d; k++) {
    for (let l = k; l < d; l++) {
      const first = from + (k === l ? k : pairRow(d, k, l)) * size;
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) {
          const row = i + d * j;
          const at = first + 2 * (i * d + j);
          const [xr, xi] = [images[at], images[at + 1]];
          if (k === l) {
            s.set(row, k + d * k, [xr, xi]);
            continue;
          }
          // |k><l| = (X − iY)/√2 and |l><k| = (X + iY)/√2 of the pair's two matrices X, Y.
          const [yr, yi] = [images[at + size], images[at + size + 1]];
          s.set(row, k + d * l, [(xr + yi) * Math.SQRT1_2, (xi - yr) * Math.SQRT1_2]);
          s.set(row, l + d * k, [(xr - yi) * Math.SQRT1_2, (xi + yr) * Math.SQRT1_2]);
        }
      }
    }
  }
  return s;
}
