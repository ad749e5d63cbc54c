import {
  type ComplexMatrix,
  checkGeneratorEntries,
  hermiticityResidual,
  KrausError,
  type MatrixData,
  maxNorm,
  requireFinite,
  requireSquare,
} from '@kraus/core';

/** @throws KrausError `sim/bad-times` unless there is a time and all are finite, ≥ 0 and ascending */
export function requireTimes(times: readonly number[]): void {
  if (times.length === 0) throw new KrausError('sim/bad-times', 'Lindblad: no output time was given.');
  times.forEach((time, m) => {
    if (!Number.isFinite(time) || time < (times[m - 1] ?? 0)) {
      throw new KrausError(
        'sim/bad-times',
        `Lindblad: output time ${m} is ${time}; expected finite times ≥ 0 in ascending order.`,
      );
    }
  });
}

/** @throws KrausError `sim/bad-tolerance` outside 1e-16 … 1e-2 */
export function requireTolerance(tolerance: number): void {
  if (tolerance >= 1e-16 && tolerance <= 1e-2) return;
  throw new KrausError('sim/bad-tolerance', `Lindblad: the tolerance ${tolerance} is not within 1e-16 … 1e-2.`);
}

/**
 * Matrices that must be Hermitian and of the generator's dimension.
 * @throws KrausError `sim/bad-batch` for none, `core/not-square`, `core/not-finite`, `core/shape-mismatch`, `core/not-hermitian`
 */
export function requireHermitian(matrices: readonly ComplexMatrix[], dimension: number, what: string): void {
  if (matrices.length === 0) throw new KrausError('sim/bad-batch', `Lindblad: no ${what} was given.`);
  matrices.forEach((matrix, k) => {
    const name = `Lindblad: ${what} ${k}`;
    requireSquare(matrix, name);
    requireFinite(matrix, name);
    if (matrix.rows !== dimension) {
      throw new KrausError(
        'core/shape-mismatch',
        `${name} is ${matrix.rows} × ${matrix.rows}, the generator has dimension ${dimension}.`,
      );
    }
    const residual = hermiticityResidual(matrix);
    if (residual > 1e-10 * Math.max(1, maxNorm(matrix))) {
      throw new KrausError(
        'core/not-hermitian',
        `${name} is not Hermitian, it differs from its conjugate transpose by ${residual}.`,
      );
    }
  });
}

/** A Hamiltonian given beside a generator. @throws KrausError as `checkGeneratorEntries` */
export function requireHamiltonian(dims: readonly number[], hamiltonian: MatrixData): void {
  checkGeneratorEntries({ kind: 'generator', dims, hamiltonian, jumps: [] });
}
