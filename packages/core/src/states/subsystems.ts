import { KrausError } from '../errors/index.js';
import { ComplexMatrix, hermitianEigen, type SingularValues, singularValues } from '../linear-algebra/index.js';

/** For every basis index of a system the digit of each factor, `digits[index][factor]`; factor 0 least significant. */
function digitsOf(dims: readonly number[]): number[][] {
  const total = dims.reduce((product, d) => product * d, 1);
  return Array.from({ length: total }, (_, index) => {
    let rest = index;
    return dims.map((d) => {
      const digit = rest % d;
      rest = Math.floor(rest / d);
      return digit;
    });
  });
}

function requireFactors(
  operator: ComplexMatrix,
  dims: readonly number[],
  factors: readonly number[],
  what: string,
): void {
  const total = dims.reduce((product, d) => product * d, 1);
  if (operator.rows !== total || operator.columns !== total) {
    throw new KrausError(
      'core/shape-mismatch',
      `${what}: dimensions [${dims.join(', ')}] make ${total}, the operator is ${operator.rows} × ${operator.columns}.`,
    );
  }
  const seen = new Set<number>();
  for (const factor of factors) {
    if (!Number.isInteger(factor) || factor < 0 || factor >= dims.length || seen.has(factor)) {
      throw new KrausError(
        'core/bad-index',
        `${what}: [${factors.join(', ')}] are not different factors among 0 … ${dims.length - 1}.`,
      );
    }
    seen.add(factor);
  }
}

/** Index made of the digits of some factors, the first named least significant. */
function indexOf(digits: readonly number[], dims: readonly number[], factors: readonly number[]): number {
  let index = 0;
  for (let k = factors.length - 1; k >= 0; k--) {
    const factor = factors[k] as number;
    index = index * (dims[factor] as number) + (digits[factor] as number);
  }
  return index;
}

/**
 * The partial trace over all factors but those named.
 * @param keep factors of the result, the first named least significant (so this also reorders)
 * @throws KrausError `core/shape-mismatch`, `core/bad-index`
 */
export function partialTrace(rho: ComplexMatrix, dims: readonly number[], keep: readonly number[]): ComplexMatrix {
  requireFactors(rho, dims, keep, 'Partial trace');
  const gone = dims.map((_, factor) => factor).filter((factor) => !keep.includes(factor));
  const digits = digitsOf(dims);
  const kept = digits.map((digit) => indexOf(digit, dims, keep));
  const traced = digits.map((digit) => indexOf(digit, dims, gone));
  const dimension = keep.reduce((product, factor) => product * (dims[factor] as number), 1);
  const result = new ComplexMatrix(dimension, dimension);
  for (let i = 0; i < rho.rows; i++) {
    for (let j = 0; j < rho.columns; j++) {
      if (traced[i] !== traced[j]) continue;
      const [k, l] = [kept[i] as number, kept[j] as number];
      const [re, im] = rho.at(i, j);
      result.set(k, l, [result.re(k, l) + re, result.im(k, l) + im]);
    }
  }
  return result;
}

/**
 * The partial transpose on the named factors.
 * @throws KrausError `core/shape-mismatch`, `core/bad-index`
 */
export function partialTranspose(
  rho: ComplexMatrix,
  dims: readonly number[],
  factors: readonly number[],
): ComplexMatrix {
  requireFactors(rho, dims, factors, 'Partial transpose');
  const digits = digitsOf(dims);
  const all = dims.map((_, factor) => factor);
  const swapped = (own: readonly number[], other: readonly number[]): number =>
    indexOf(
      own.map((digit, factor) => (factors.includes(factor) ? (other[factor] as number) : digit)),
      dims,
      all,
    );
  const result = new ComplexMatrix(rho.rows, rho.columns);
  for (let i = 0; i < rho.rows; i++) {
    for (let j = 0; j < rho.columns; j++) {
      const [a, b] = [digits[i] as number[], digits[j] as number[]];
      result.set(swapped(a, b), swapped(b, a), rho.at(i, j));
    }
  }
  return result;
}

/** The negativity (‖ρ^T‖₁ − 1)/2 of the cut between the named factors and the rest (Vidal & Werner, PRA 65, 032314). */
export function negativity(rho: ComplexMatrix, dims: readonly number[], factors: readonly number[]): number {
  const values = hermitianEigen(partialTranspose(rho, dims, factors)).values;
  return values.reduce((sum, x) => (x < 0 ? sum - x : sum), 0);
}

/**
 * Schmidt decomposition of a ket across the cut between factor group A (named) and the rest B:
 * |ψ> = Σ values_k |left_k>_A |right*_k>_B (the columns of `right` conjugated).
 * @throws KrausError `core/shape-mismatch`, `core/bad-index`
 */
export function schmidt(ket: ComplexMatrix, dims: readonly number[], factors: readonly number[]): SingularValues {
  if (ket.columns !== 1) {
    throw new KrausError(
      'core/shape-mismatch',
      `Schmidt decomposition: expected a column, was given ${ket.rows} × ${ket.columns}.`,
    );
  }
  const rest = dims.map((_, factor) => factor).filter((factor) => !factors.includes(factor));
  const size = (group: readonly number[]): number =>
    group.reduce((product, factor) => product * (dims[factor] as number), 1);
  if (size(factors) * size(rest) !== ket.rows) {
    throw new KrausError(
      'core/shape-mismatch',
      `Schmidt decomposition: dimensions [${dims.join(', ')}] do not make the ket's ${ket.rows} entries.`,
    );
  }
  const table = new ComplexMatrix(size(factors), size(rest));
  digitsOf(dims).forEach((digits, index) => {
    table.set(indexOf(digits, dims, factors), indexOf(digits, dims, rest), ket.at(index, 0));
  });
  return singularValues(table);
}
