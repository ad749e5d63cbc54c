import { type GeneratorProgram, KrausError } from '@kraus/core';
import type { Precision } from '../../executable/index.js';
import { seriesPlan } from '../choose-method.js';
import { compileGenerator } from '../compile-generator.js';
import { startKernels } from '../kernels/index.js';
import { spectralBounds } from '../series/spectral-bounds.js';
import { AdjointRun } from './adjoint-run.js';
import type { CheckedGradientRequest, LindbladGradients } from './request.js';
import { stretches, stretchRule } from './stretches.js';

/** Stretches up to which every state at a stretch's beginning is kept; beyond, every √n-th and the rest is computed again. */
const KEPT_WHOLE = 64;
const MOST_STRETCHES = 1_000_000;
const MOST_BYTES = 3.5 * 2 ** 30;
/** Vectors held besides the kept ones: those at the nodes of one stretch, forwards and backwards. */
const VECTORS = 80;

/** Plans and runs the adjoint method; yields the share that is done. */
export function* differentiate(
  generator: GeneratorProgram,
  request: CheckedGradientRequest,
): Generator<number, LindbladGradients, void> {
  const { initial, times, tolerance, precision = 'float64' } = request;
  const operator = compileGenerator(generator);
  const bounds = spectralBounds(operator);
  const plan = seriesPlan({ operator, times, columns: 0, tolerance, float32: precision === 'float32' });
  if (plan.steps > MOST_STRETCHES) throw tooLong(plan.steps);
  const path = stretches(times, bounds, plan);
  if (path.length > MOST_STRETCHES) throw tooLong(path.length);
  const stride = path.length <= KEPT_WHOLE ? 1 : Math.ceil(Math.sqrt(path.length));
  requireMemory(initial.length * operator.rows, Math.ceil(path.length / stride) + stride, precision);
  const error = Math.max(precision === 'float32' ? 1e-8 : 1e-17, tolerance / (10 * Math.max(1, path.length)));
  const kernels = startKernels(request);
  try {
    const run = new AdjointRun(generator, operator, request, kernels, {
      path,
      stride,
      rule: (length) => stretchRule(length, bounds, plan.ellipse, error),
    });
    yield* run.forwards();
    yield* run.backwards();
    return run.result();
  } finally {
    kernels.dispose();
  }
}

function tooLong(count: number): KrausError {
  return new KrausError(
    'sim/evolution-too-long',
    `Lindblad gradient: rates times time need ${count} stretches, at most ${MOST_STRETCHES}; choose a shorter time or slower rates.`,
  );
}

function requireMemory(numbers: number, kept: number, precision: Precision): void {
  const bytes = numbers * (kept + VECTORS) * (precision === 'float32' ? 4 : 8);
  if (bytes <= MOST_BYTES) return;
  throw new KrausError(
    'sim/too-large',
    `Lindblad gradient: it needs ${(bytes / 2 ** 30).toPrecision(2)} GiB, at most 3.5; use a smaller batch or a shorter time.`,
  );
}
