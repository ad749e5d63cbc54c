import { add, type ComplexMatrix, conjugate, kron, scale, subtract } from '../linear-algebra/index.js';

/** The superoperator of ρ → AρB†: B* ⊗ A. */
export function sandwich(a: ComplexMatrix, b: ComplexMatrix = a): ComplexMatrix {
  return kron(conjugate(b), a);
}

/** A sum of matrices with real weights. */
export function combination(...terms: readonly (readonly [weight: number, matrix: ComplexMatrix])[]): ComplexMatrix {
  const [first, ...rest] = terms.map(([weight, matrix]) => scale(matrix, weight));
  return rest.reduce(add, first as ComplexMatrix);
}

/** The superoperator of ρ → AρA† − BρB†. */
export function sandwichDifference(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  return subtract(sandwich(a), sandwich(b));
}
