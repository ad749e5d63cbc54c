import type { Observable, PauliTerm } from '@kraus/core';
import type { AstNode } from 'langium';
import type { Fix } from '../diagnostics/index.js';
import { fail, pauliStringsOf, systemWords, withConjugate } from '../evaluate/index.js';
import type { SparseMatrix } from '../matrix/index.js';
import { describeValue, formatReal, type PauliString, product, type Value } from '../values/index.js';

/** The most qubits on which a matrix is written as Pauli strings, and the most strings. */
const mostPauliQubits = 4;
const mostPauliStrings = 32;

/** Largest ‖H − H†‖ relative to ‖H‖ that counts as rounding. */
const tolerance = 1e-10;

/**
 * The observables of `expval(value, wires)`: one, or one for each wire of a register if the operator acts on a single system.
 *
 * @param positions empty for an operator on the whole circuit
 */
export function observablesOf(
  value: Value,
  positions: readonly number[],
  dims: readonly number[],
  node: AstNode,
): Observable[] {
  if (value.kind === 'pauli-sum') {
    if (positions.length > 0) {
      const message = 'an operator made with `at(…)` already says on which wires it acts';
      fail({ code: 'K108', message, node, help: 'write `expval(H)` without wires' });
    }
    return [{ kind: 'pauli-sum', terms: hermitianTerms(value.strings, node) }];
  }
  if (value.kind !== 'matrix')
    return fail({ code: 'K106', message: `expected an operator, found ${describeValue(value)}`, node });
  const { matrix } = value;
  const targets = positions.length === 0 ? dims.map((_, wire) => wire) : positions;
  const given = targets.map((target) => dims[target] ?? 1);
  const fits = matrix.isSquare && matrix.rows === product(given);
  if (!fits && (!matrix.isSquare || given.some((dimension) => dimension !== matrix.rows))) {
    const message = `${describeValue(value)} does not act on ${systemWords(given)}`;
    return fail({ code: 'K110', message, node });
  }
  checkHermitian(matrix, node);
  const groups = fits ? [targets] : targets.map((target) => [target]);
  return groups.map((group) => observableOf(matrix, group, dims));
}

function observableOf(matrix: SparseMatrix, targets: readonly number[], dims: readonly number[]): Observable {
  if (targets.length <= mostPauliQubits && targets.every((target) => dims[target] === 2)) {
    const strings = pauliStringsOf(matrix, targets);
    if (strings.length <= mostPauliStrings) return { kind: 'pauli-sum', terms: strings.map(termOf) };
  }
  return { kind: 'matrix', matrix: matrix.toData(), targets };
}

function termOf({ re, letters }: PauliString): PauliTerm {
  return { coefficient: re, paulis: [...letters] };
}

/** A sum of Pauli strings is Hermitian if its coefficients are real. */
function hermitianTerms(strings: readonly PauliString[], node: AstNode): PauliTerm[] {
  const largest = strings.reduce((most, { re, im }) => Math.max(most, Math.hypot(re, im)), 0);
  const imaginary = strings.reduce((most, { im }) => Math.max(most, Math.abs(im)), 0);
  if (imaginary > tolerance * largest) notHermitian(2 * imaginary, node);
  return strings.map(termOf);
}

function checkHermitian(matrix: SparseMatrix, node: AstNode): void {
  const difference = matrix.plus(matrix.dagger(), -1).frobeniusNorm();
  if (difference > tolerance * Math.max(1, matrix.frobeniusNorm()))
    notHermitian(difference, node, withConjugate(node, matrix));
}

function notHermitian(difference: number, node: AstNode, fixes: readonly Fix[] = []): never {
  return fail({
    code: 'K203',
    message: `an observable is Hermitian: {at}A − A† has norm ${formatReal(difference)}`,
    node,
    help: 'add the conjugate term, e.g. `a + dagger(a)`',
    fixes,
  });
}
