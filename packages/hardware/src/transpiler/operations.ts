import { type ComplexMatrix, type Condition, ComplexMatrix as Matrix, multiply } from '@kraus/core';

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
  const result = new Matrix(4, 4);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      const [to, from] = [2 * (4 * i + j), 2 * (4 * swappedBits(i) + swappedBits(j))];
      result.data[to] = matrix.data[from] as number;
      result.data[to + 1] = matrix.data[from + 1] as number;
    }
  }
  return result;
}

function swappedBits(index: number): number {
  return ((index & 1) << 1) | (index >> 1);
}

/** A unitary behind what was done to the pair (a, b) so far, a the least significant; it acts on one or both of them. */
export function afterOnPair({ qubits, matrix }: UnitaryOperation, a: number, before: ComplexMatrix): ComplexMatrix {
  if (qubits.length === 2) return multiply(qubits[0] === a ? matrix : exchanged(matrix), before);
  // Rows that differ in the qubit's bit are mixed by the 2 × 2 matrix.
  const bit = qubits[0] === a ? 1 : 2;
  const result = new Matrix(4, 4);
  const [u, from, to] = [matrix.data, before.data, result.data];
  for (let row = 0; row < 4; row++) {
    const side = (row & bit) === 0 ? 0 : 4;
    const [low, high] = [8 * (row & ~bit), 8 * (row | bit)];
    const [p, q, r, s] = [u[side] as number, u[side + 1] as number, u[side + 2] as number, u[side + 3] as number];
    for (let k = 0; k < 8; k += 2) {
      const [w, x] = [from[low + k] as number, from[low + k + 1] as number];
      const [y, z] = [from[high + k] as number, from[high + k + 1] as number];
      to[8 * row + k] = p * w - q * x + r * y - s * z;
      to[8 * row + k + 1] = p * x + q * w + r * z + s * y;
    }
  }
  return result;
}

const EPSILON = 1e-10;

/**
 * Whether a unitary commutes with X, Y, Z on the qubit of a bit, as bits 1, 2, 4: whether M = PMP. X and Y flip the bit of row and
 * column; Y and Z turn signs where the two differ.
 */
function axesAlong({ data, rows }: ComplexMatrix, bit: number): number {
  let axes = 7;
  for (let i = 0; i < rows && axes !== 0; i++) {
    for (let j = 0; j < rows; j++) {
      const here = 2 * (i * rows + j);
      const there = 2 * ((i ^ bit) * rows + (j ^ bit));
      const sign = ((i ^ j) & bit) === 0 ? -1 : 1;
      for (let part = 0; part < 2; part++) {
        const value = data[here + part] as number;
        const flipped = data[there + part] as number;
        if (Math.abs(value - flipped) > EPSILON) axes &= ~1;
        if (Math.abs(value + sign * flipped) > EPSILON) axes &= ~2;
        if (sign === 1 && Math.abs(value) > EPSILON) axes &= ~4;
      }
    }
  }
  return axes;
}

/** Whether two unitaries commute since both are diagonal along the same axis of every qubit that they share. */
export function commute(p: UnitaryOperation, q: UnitaryOperation): boolean {
  for (let k = 0; k < p.qubits.length; k++) {
    const other = q.qubits.indexOf(p.qubits[k] as number);
    if (other >= 0 && (axesAlong(p.matrix, 1 << k) & axesAlong(q.matrix, 1 << other)) === 0) return false;
  }
  return true;
}

/** Whether a unitary is a phase. */
export function isPhase({ data, rows }: ComplexMatrix): boolean {
  const [re, im] = [data[0] as number, data[1] as number];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const k = 2 * (i * rows + j);
      const [x, y] = [data[k] as number, data[k + 1] as number];
      if (i === j ? Math.abs(x - re) + Math.abs(y - im) > EPSILON : Math.abs(x) + Math.abs(y) > EPSILON) return false;
    }
  }
  return true;
}
