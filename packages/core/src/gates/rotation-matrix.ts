import { add, ComplexMatrix, kron, multiply, scale } from '../linear-algebra/index.js';
import type { AngleRule, GateRecord, PauliLetter, RotationStep } from './gate-record.js';

const PAULIS: Readonly<Record<PauliLetter, ComplexMatrix>> = {
  I: ComplexMatrix.identity(2),
  X: ComplexMatrix.fromRows([
    [0, 1],
    [1, 0],
  ]),
  Y: ComplexMatrix.fromRows([
    [0, [0, -1]],
    [[0, 1], 0],
  ]),
  Z: ComplexMatrix.diagonal([1, -1]),
};

/** The tensor product of Pauli matrices; `letters[0]` acts on qubit 0, the least significant. */
export function pauliMatrix(letters: readonly PauliLetter[]): ComplexMatrix {
  return letters.reduce((matrix, letter) => kron(PAULIS[letter], matrix), ComplexMatrix.identity(1));
}

/** Σ coefficients · angles + offset. */
export function angleByRule(rule: AngleRule, angles: readonly number[]): number {
  return rule.coefficients.reduce((sum, coefficient, k) => sum + coefficient * (angles[k] ?? 0), rule.offset);
}

/** exp(−i (α/2) Π ⊗ P) = 1 + Π (cos(α/2) − 1 − i sin(α/2) P), for P² = 1. */
export function rotationMatrix(step: RotationStep, angles: readonly number[]): ComplexMatrix {
  const dimension = 2 ** step.paulis.length;
  const half = angleByRule(step.angle, angles) / 2;
  const mask = step.controls.reduce((bits, qubit) => bits + 2 ** qubit, 0);
  const projector = ComplexMatrix.diagonal(Array.from({ length: dimension }, (_, k) => ((k & mask) === mask ? 1 : 0)));
  const change = add(
    scale(ComplexMatrix.identity(dimension), [Math.cos(half) - 1, 0]),
    scale(pauliMatrix(step.paulis), [0, -Math.sin(half)]),
  );
  return add(ComplexMatrix.identity(dimension), multiply(projector, change));
}

/** The product of a gate's rotations: for a gate with angles, its matrix. */
export function rotationsMatrix(gate: GateRecord, angles: readonly number[]): ComplexMatrix {
  return gate.rotations.reduce(
    (matrix, step) => multiply(rotationMatrix(step, angles), matrix),
    ComplexMatrix.identity(2 ** gate.qubits),
  );
}
