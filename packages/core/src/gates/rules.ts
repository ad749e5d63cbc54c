import { ComplexMatrix } from '../linear-algebra/index.js';
import type { AngleRule, GateInverse, GateParameter, PauliLetter, RotationStep } from './gate-record.js';

/** The gate's k-th of `count` angles, times `factor`. */
export function angleOf(k: number, count: number, factor = 1): AngleRule {
  return { coefficients: Array.from({ length: count }, (_, i) => (i === k ? factor : 0)), offset: 0 };
}

/** A rotation about the Pauli string `paulis` (one letter a qubit, qubit 0 first), by the gate's only angle unless told. */
export function rotation(
  paulis: string,
  angle: AngleRule = angleOf(0, 1),
  controls: readonly number[] = [],
): RotationStep {
  return { paulis: [...paulis] as PauliLetter[], controls, angle };
}

/** The same gate with every angle negated. */
export function negated(gate: string, count: number): GateInverse {
  return { gate, angles: Array.from({ length: count }, (_, k) => angleOf(k, count, -1)) };
}

/** The inverse of a gate without angles. */
export function undoneBy(gate: string): GateInverse {
  return { gate, angles: [] };
}

export const THETA: GateParameter = { name: 'theta', documentation: 'angle of the rotation, radians' };
export const PHI: GateParameter = { name: 'phi', documentation: 'first phase, radians' };
export const LAMBDA: GateParameter = { name: 'lambda', documentation: 'phase, radians' };

type Entry = number | readonly [number, number];

/** A constant matrix from its rows. */
export function constant(rows: readonly (readonly Entry[])[]): () => ComplexMatrix {
  const matrix = ComplexMatrix.fromRows(rows);
  return () => matrix.clone();
}

/** A permutation of basis states with unit entries: column j has its 1 in row `rowOf[j]`. */
export function permutation(rowOf: readonly number[]): () => ComplexMatrix {
  const matrix = new ComplexMatrix(rowOf.length, rowOf.length);
  rowOf.forEach((row, column) => {
    matrix.set(row, column, 1);
  });
  return () => matrix.clone();
}

/** U on the last qubit when all `controls` first qubits are 1, the identity otherwise. */
export function controlled(controls: number, target: ComplexMatrix): ComplexMatrix {
  const low = 2 ** controls;
  const matrix = ComplexMatrix.identity(low * target.rows);
  for (let i = 0; i < target.rows; i++) {
    for (let j = 0; j < target.rows; j++) matrix.set(low - 1 + low * i, low - 1 + low * j, target.at(i, j));
  }
  return matrix;
}

/** e^{iα} as [re, im]. */
export function phase(alpha: number): [number, number] {
  return [Math.cos(alpha), Math.sin(alpha)];
}
