import { type ComplexMatrix, type Condition, kron, multiply, pauliMatrix } from '@kraus/core';

/** A unitary on one qubit, or on two with `qubits[0]` the least significant. */
export interface UnitaryOperation {
  readonly kind: 'unitary';
  readonly qubits: readonly number[];
  readonly matrix: ComplexMatrix;
  readonly condition?: Condition | undefined;
}

/** What the transpiler works on: unitaries of at most two qubits, and what must stay where it is. */
export type Operation =
  | UnitaryOperation
  | { readonly kind: 'measure'; readonly qubits: readonly [number]; readonly bit: number }
  | { readonly kind: 'reset'; readonly qubits: readonly [number]; readonly condition?: Condition | undefined }
  | { readonly kind: 'barrier'; readonly qubits: readonly number[] };

/** Qubits, and classical bits as −1 − bit: operations that share none of them can be exchanged. */
export function wiresOf(operation: Operation): readonly number[] {
  if (operation.kind === 'measure') return [...operation.qubits, -1 - operation.bit];
  if (operation.kind === 'barrier' || operation.condition === undefined) return operation.qubits;
  return [...operation.qubits, ...operation.condition.bits.map((bit) => -1 - bit)];
}

/** Whether it is a unitary that may be merged with others. */
export function isFree(operation: Operation): operation is UnitaryOperation & { readonly condition?: undefined } {
  return operation.kind === 'unitary' && operation.condition === undefined;
}

/** Whether its qubits must be neighbours. */
export function isPair(
  operation: Operation,
): operation is UnitaryOperation & { readonly qubits: readonly [number, number] } {
  return operation.kind === 'unitary' && operation.qubits.length === 2;
}

/** The same operation on other qubits. */
export function onQubits(operation: Operation, place: (qubit: number) => number): Operation {
  const qubits = operation.qubits.map(place);
  return { ...operation, qubits } as Operation;
}

/** A 4 × 4 matrix with its two qubits exchanged. */
export function exchanged(matrix: ComplexMatrix): ComplexMatrix {
  const result = matrix.clone();
  const order = [0, 2, 1, 3];
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) result.set(i, j, matrix.at(order[i] as number, order[j] as number));
  }
  return result;
}

/** The matrix of a unitary on the pair (a, b), a the least significant; it acts on one or both of them. */
export function matrixOnPair({ qubits, matrix }: UnitaryOperation, a: number): ComplexMatrix {
  if (qubits.length === 2) return qubits[0] === a ? matrix : exchanged(matrix);
  return qubits[0] === a ? kron(IDENTITY, matrix) : kron(matrix, IDENTITY);
}

const IDENTITY = pauliMatrix(['I']);
const PAULIS = (['X', 'Y', 'Z'] as const).map((letter) => pauliMatrix([letter]));
const EPSILON = 1e-10;

const axesOf = new WeakMap<ComplexMatrix, readonly (readonly boolean[])[]>();

/** For each qubit of a unitary and each of X, Y, Z: whether they commute. */
export function commutingAxes({ matrix, qubits }: UnitaryOperation): readonly (readonly boolean[])[] {
  const known = axesOf.get(matrix);
  if (known !== undefined) return known;
  const axes = qubits.map((_, k) =>
    PAULIS.map((pauli) => {
      const on = qubits.length === 1 ? pauli : k === 0 ? kron(IDENTITY, pauli) : kron(pauli, IDENTITY);
      return largestDifference(multiply(matrix, on), multiply(on, matrix)) < EPSILON;
    }),
  );
  axesOf.set(matrix, axes);
  return axes;
}

/** Whether two unitaries that share one qubit commute since both are diagonal along the same axis of it. */
export function commute(p: UnitaryOperation, q: UnitaryOperation): boolean {
  return p.qubits.every((qubit, k) => {
    const other = q.qubits.indexOf(qubit);
    if (other < 0) return true;
    const [a, b] = [commutingAxes(p)[k], commutingAxes(q)[other]];
    return [0, 1, 2].some((axis) => a?.[axis] === true && b?.[axis] === true);
  });
}

/** Whether a unitary is a phase. */
export function isPhase(matrix: ComplexMatrix): boolean {
  const [re, im] = matrix.at(0, 0);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.rows; j++) {
      const [x, y] = matrix.at(i, j);
      if (i === j ? Math.hypot(x - re, y - im) > EPSILON : Math.hypot(x, y) > EPSILON) return false;
    }
  }
  return true;
}

function largestDifference(a: ComplexMatrix, b: ComplexMatrix): number {
  let most = 0;
  for (let k = 0; k < a.data.length; k++)
    most = Math.max(most, Math.abs((a.data[k] as number) - (b.data[k] as number)));
  return most;
}
