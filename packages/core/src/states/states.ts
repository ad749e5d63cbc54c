import { KrausError } from '../errors/index.js';
import {
  ComplexMatrix,
  dagger,
  hermitianEigen,
  hermiticityResidual,
  multiply,
  requireSameShape,
  scale,
  singularValues,
  subtract,
  trace,
} from '../linear-algebra/index.js';

/** Eigenvalues of a state below this are rounding errors. */
const ZERO = 1e-14;

/**
 * The basis ket |index> of a system of the given dimension, a column.
 * @throws KrausError `core/bad-index`
 */
export function basisKet(dimension: number, index: number): ComplexMatrix {
  const ket = new ComplexMatrix(dimension, 1);
  if (!Number.isInteger(index) || index < 0 || index >= dimension) {
    throw new KrausError('core/bad-index', `Ket |${index}>: expected a whole number in 0 … ${dimension - 1}.`);
  }
  ket.set(index, 0, 1);
  return ket;
}

/** |ψ><ψ|, normalised. @throws KrausError `core/bad-state` for no column or the zero vector */
export function pureState(ket: ComplexMatrix): ComplexMatrix {
  if (ket.columns !== 1) {
    throw new KrausError('core/bad-state', `Pure state: expected a column, was given ${ket.rows} × ${ket.columns}.`);
  }
  const projector = multiply(ket, dagger(ket));
  const norm = trace(projector)[0];
  if (!(norm > 0)) throw new KrausError('core/bad-state', 'Pure state: the ket has length zero.');
  return scale(projector, 1 / norm);
}

/** I/d. */
export function maximallyMixed(dimension: number): ComplexMatrix {
  return scale(ComplexMatrix.identity(dimension), 1 / dimension);
}

/**
 * Checks that a matrix is a density matrix: square, Hermitian, trace one, no negative eigenvalue (each to `tolerance`).
 * @throws KrausError `core/bad-state`, naming what fails and by how much
 */
export function checkDensityMatrix(rho: ComplexMatrix, tolerance = 1e-9): void {
  if (!rho.isSquare) {
    throw new KrausError(
      'core/bad-state',
      `Density matrix: expected a square matrix, was given ${rho.rows} × ${rho.columns}.`,
    );
  }
  const residual = hermiticityResidual(rho);
  if (!(residual <= tolerance)) {
    throw new KrausError('core/bad-state', `Density matrix: it is not Hermitian, off by ${residual}.`);
  }
  const [tr] = trace(rho);
  if (!(Math.abs(tr - 1) <= tolerance)) {
    throw new KrausError('core/bad-state', `Density matrix: its trace is ${tr}, expected 1.`);
  }
  const least = hermitianEigen(rho).values[0] as number;
  if (!(least >= -tolerance)) {
    throw new KrausError('core/bad-state', `Density matrix: it has the negative eigenvalue ${least}.`);
  }
}

/** tr ρ², from 1/d (maximally mixed) to 1 (pure). */
export function purity(rho: ComplexMatrix): number {
  let sum = 0;
  for (const x of rho.data) sum += x * x;
  return sum;
}

/** The von Neumann entropy −tr ρ log₂ ρ in bits. */
export function entropy(rho: ComplexMatrix): number {
  return hermitianEigen(rho).values.reduce((sum, p) => (p > ZERO ? sum - p * Math.log2(p) : sum), 0);
}

/** The square root of a positive semidefinite matrix. */
export function squareRoot(rho: ComplexMatrix): ComplexMatrix {
  const { values, vectors } = hermitianEigen(rho);
  const roots = [...values].map((p) => (p > ZERO ? Math.sqrt(p) : 0));
  return multiply(multiply(vectors, ComplexMatrix.diagonal(roots)), dagger(vectors));
}

/** The fidelity F(ρ, σ) = (tr √(√ρ σ √ρ))² in [0, 1] (Nielsen & Chuang 9.2.2, squared; <ψ|σ|ψ> for pure ρ). */
export function fidelity(rho: ComplexMatrix, sigma: ComplexMatrix): number {
  requireSameShape(rho, sigma, 'Fidelity');
  const overlap = singularValues(multiply(squareRoot(rho), squareRoot(sigma)));
  return overlap.values.reduce((sum, x) => sum + x, 0) ** 2;
}

/** The trace distance ½ tr |ρ − σ|, in [0, 1] (Nielsen & Chuang 9.2.1). */
export function traceDistance(rho: ComplexMatrix, sigma: ComplexMatrix): number {
  requireSameShape(rho, sigma, 'Trace distance');
  return hermitianEigen(subtract(rho, sigma)).values.reduce((sum, x) => sum + Math.abs(x), 0) / 2;
}

/** tr(ρ A), the real part: the expectation value of a Hermitian A. */
export function expectation(rho: ComplexMatrix, observable: ComplexMatrix): number {
  requireSameShape(rho, observable, 'Expectation value');
  return trace(multiply(rho, observable))[0];
}

/** The Bloch vector (tr ρX, tr ρY, tr ρZ) of one qubit. @throws KrausError `core/bad-state` unless 2 × 2 */
export function blochVector(rho: ComplexMatrix): [x: number, y: number, z: number] {
  if (rho.rows !== 2 || rho.columns !== 2) {
    throw new KrausError(
      'core/bad-state',
      `Bloch vector: expected one qubit (2 × 2), was given ${rho.rows} × ${rho.columns}.`,
    );
  }
  return [2 * rho.re(1, 0), 2 * rho.im(1, 0), rho.re(0, 0) - rho.re(1, 1)];
}

/** (I + xX + yY + zZ)/2. */
export function stateFromBloch(x: number, y: number, z: number): ComplexMatrix {
  return ComplexMatrix.fromRows([
    [(1 + z) / 2, [x / 2, -y / 2]],
    [[x / 2, y / 2], (1 - z) / 2],
  ]);
}
