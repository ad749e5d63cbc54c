import { KrausError } from '../errors/index.js';
import { type ComplexMatrix, hermiticityResidual, matrixFromData, maxNorm } from '../linear-algebra/index.js';
import type { GeneratorProgram } from '../program/index.js';

/** A generator's operators as dense matrices. */
export interface GeneratorOperators {
  readonly dimension: number;
  readonly hamiltonian: ComplexMatrix;
  readonly jumps: readonly ComplexMatrix[];
}

/**
 * The product of a system's dimensions.
 * @throws KrausError `core/bad-dims` unless there is at least one and all are whole numbers ≥ 1
 */
export function totalDimension(dims: readonly number[], what: string): number {
  if (dims.length === 0 || dims.some((d) => !Number.isSafeInteger(d) || d < 1)) {
    throw new KrausError('core/bad-dims', `${what}: the dimensions [${dims.join(', ')}] are not whole numbers ≥ 1.`);
  }
  return dims.reduce((product, d) => product * d, 1);
}

/**
 * Checks a generator and gives its operators densely.
 * @throws KrausError `core/bad-dims`, `core/shape-mismatch`, `core/bad-matrix-data`, `core/not-hermitian` (Hamiltonian
 *   off by more than 1e-10 of its largest entry)
 */
export function checkGenerator(generator: GeneratorProgram): GeneratorOperators {
  const dimension = totalDimension(generator.dims, 'Generator');
  const dense = (data: GeneratorProgram['hamiltonian'], what: string): ComplexMatrix => {
    if (data.rows !== dimension || data.columns !== dimension) {
      throw new KrausError(
        'core/shape-mismatch',
        `Generator: ${what} is ${data.rows} × ${data.columns}, the system has dimension ${dimension}.`,
      );
    }
    return matrixFromData(data);
  };
  const hamiltonian = dense(generator.hamiltonian, 'the Hamiltonian');
  const residual = hermiticityResidual(hamiltonian);
  if (residual > 1e-10 * Math.max(1, maxNorm(hamiltonian))) {
    throw new KrausError(
      'core/not-hermitian',
      `Generator: the Hamiltonian is not Hermitian, it differs from its conjugate transpose by ${residual}.`,
    );
  }
  return { dimension, hamiltonian, jumps: generator.jumps.map((jump, k) => dense(jump, `jump operator ${k}`)) };
}
