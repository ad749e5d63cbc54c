import { KrausError } from '../errors/index.js';
import { ComplexMatrix, kron } from '../linear-algebra/index.js';

const I = ComplexMatrix.identity(2);
const X = ComplexMatrix.fromRows([
  [0, 1],
  [1, 0],
]);
const Y = ComplexMatrix.fromRows([
  [0, [0, -1]],
  [[0, 1], 0],
]);
const Z = ComplexMatrix.diagonal([1, -1]);
const SINGLE = [I, X, Y, Z] as const;
const LETTERS = 'IXYZ';

/** The number of qubits of a dimension. @throws KrausError `core/not-qubits` unless a power of two */
export function qubitCount(dimension: number, what: string): number {
  const n = Math.round(Math.log2(dimension));
  if (2 ** n !== dimension) {
    throw new KrausError(
      'core/not-qubits',
      `${what}: dimension ${dimension} is no power of two; Pauli strings need qubits.`,
    );
  }
  return n;
}

/** The Pauli string with the given index on n qubits: digit q of the index in base 4 is the letter on qubit q. */
export function pauliString(qubits: number, index: number): ComplexMatrix {
  let matrix = ComplexMatrix.identity(1);
  let rest = index;
  for (let q = 0; q < qubits; q++) {
    matrix = kron(SINGLE[rest % 4] as ComplexMatrix, matrix);
    rest = Math.floor(rest / 4);
  }
  return matrix;
}

/** Its letters, qubit 0 last: index 1 on two qubits is `IX`. */
export function pauliLabel(qubits: number, index: number): string {
  let label = '';
  let rest = index;
  for (let q = 0; q < qubits; q++) {
    label = LETTERS.charAt(rest % 4) + label;
    rest = Math.floor(rest / 4);
  }
  return label;
}

/** The matrix of a label such as `XZI` (qubit 0 last). @throws KrausError `core/bad-pauli` for another letter */
export function pauliOperator(label: string): ComplexMatrix {
  let index = 0;
  for (const letter of label) {
    const digit = LETTERS.indexOf(letter);
    if (digit < 0) {
      throw new KrausError('core/bad-pauli', `Pauli string "${label}": the letter ${letter} is none of I, X, Y, Z.`);
    }
    index = 4 * index + digit;
  }
  return pauliString(label.length, index);
}

/** All Pauli strings, column-stacked, as the columns of a d² × d² matrix B; B†B = d I. */
export function pauliVectors(dimension: number): ComplexMatrix {
  const n = qubitCount(dimension, 'Pauli basis');
  const size = dimension * dimension;
  const basis = new ComplexMatrix(size, size);
  for (let index = 0; index < size; index++) {
    const matrix = pauliString(n, index);
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j < dimension; j++) basis.set(i + dimension * j, index, matrix.at(i, j));
    }
  }
  return basis;
}
