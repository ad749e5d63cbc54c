import { checkGeneratorEntries, type GeneratorProgram, KrausError } from '@kraus/core';
import { requireHamiltonian, requireHermitian, requireTimes, requireTolerance } from '../requirements.js';
import { runWithPauses } from '../run.js';
import { differentiate } from './differentiate.js';
import type { LindbladGradientOptions, LindbladGradients } from './request.js';

/**
 * The vector–Jacobian product of a Lindblad evolution by the adjoint method: λ follows the dual generator backwards in time and jumps by
 * the cotangents, ∂L/∂θ = ∫ λ(t)ᵀ (∂ℒ/∂θ) ρ(t) dt by Gauss–Legendre quadrature with nodes out of the series of both.
 * Its cost grows with rates × time: very stiff problems are refused.
 * @throws KrausError as `evolveLindblad`; `sim/wrong-length`; `sim/not-finite`; `sim/evolution-too-long` beyond 10⁶ stretches
 */
export async function lindbladGradient(
  generator: GeneratorProgram,
  options: LindbladGradientOptions,
): Promise<LindbladGradients> {
  const { initial, times, cotangents, hamiltonians = [generator.hamiltonian] } = options;
  const tolerance = options.tolerance ?? (options.precision === 'float32' ? 1e-6 : 1e-12);
  const d = checkGeneratorEntries(generator);
  requireHermitian(initial, d, 'initial state');
  requireTimes(times);
  requireTolerance(tolerance);
  for (const hamiltonian of hamiltonians) requireHamiltonian(generator.dims, hamiltonian);
  requireCotangents(cotangents, times.length * initial.length * 2 * d * d);
  return runWithPauses(differentiate(generator, { ...options, hamiltonians, tolerance }), options);
}

function requireCotangents(cotangents: ArrayLike<number>, length: number): void {
  if (cotangents.length !== length) {
    throw new KrausError(
      'sim/wrong-length',
      `Lindblad: ${cotangents.length} numbers given as cotangents, expected ${length}.`,
    );
  }
  for (let k = 0; k < length; k++) {
    if (Number.isFinite(cotangents[k])) continue;
    throw new KrausError('sim/not-finite', `Lindblad: cotangent ${k} is ${cotangents[k]}, expected a finite number.`);
  }
}
