import { KrausError } from '../errors/index.js';
import { type Complex, type ComplexMatrix, eigenvalues } from '../linear-algebra/index.js';
import type { GeneratorProgram } from '../program/index.js';
import { totalDimension } from './check-generator.js';
import { denseLiouvillian } from './evolve.js';
import { sparseLiouvillian } from './sparse-liouvillian.js';

const LARGEST_DIMENSION = 32;

/**
 * The Liouvillian as a d² × d² matrix over column-stacked operators, vec(AXB) = (Bᵀ ⊗ A) vec X:
 * ℒ = −i (I⊗H − Hᵀ⊗I) + Σ ( L*⊗L − ½ I⊗L†L − ½ (L†L)ᵀ⊗I ).
 * @throws KrausError `core/too-large` for d > 32, and what the generator's checks throw
 */
export function liouvillian(generator: GeneratorProgram): ComplexMatrix {
  const dimension = totalDimension(generator.dims, 'Generator');
  if (dimension > LARGEST_DIMENSION) {
    throw new KrausError(
      'core/too-large',
      `Liouvillian: dimension ${dimension} gives a ${dimension ** 2} × ${dimension ** 2} matrix; at most dimension ${LARGEST_DIMENSION} is written out.`,
    );
  }
  return denseLiouvillian(sparseLiouvillian(generator));
}

/**
 * The eigenvalues of the Liouvillian, slowest decay first (decreasing real part, then increasing |imaginary part|); one of them is 0.
 * @throws KrausError as {@link liouvillian}
 */
export function generatorSpectrum(generator: GeneratorProgram): Complex[] {
  return eigenvalues(liouvillian(generator)).sort(
    (x, y) => y[0] - x[0] || Math.abs(x[1]) - Math.abs(y[1]) || x[1] - y[1],
  );
}
