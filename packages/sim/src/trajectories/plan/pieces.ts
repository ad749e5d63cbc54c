import {
  type Angle,
  addAngles,
  ComplexMatrix,
  dagger,
  type GateOperation,
  gateNamed,
  matrixPower,
  type PauliLetter,
  type RotationStep,
  scaleAngle,
} from '@kraus/core';
import type { Factor, PlanCondition } from './plan.js';

/** Unitary factors on `targets` where all `controls` are 1. */
export interface Piece {
  readonly targets: readonly number[];
  readonly controls: readonly number[];
  readonly factors: readonly Factor[];
}

/** A Pauli string on qubits, `letters[0]` on the least significant: P |a> = phases[a] |rows[a]>. */
export function pauliColumns(letters: readonly PauliLetter[]): { rows: number[]; phases: number[] } {
  const size = 2 ** letters.length;
  const rows: number[] = [];
  const phases: number[] = [];
  for (let a = 0; a < size; a++) {
    let row = a;
    let quarterTurns = 0;
    letters.forEach((letter, q) => {
      const one = (a >> q) & 1;
      if (letter === 'X' || letter === 'Y') row ^= 1 << q;
      if (letter === 'Y') quarterTurns += one ? 3 : 1;
      if (letter === 'Z' && one) quarterTurns += 2;
    });
    rows.push(row);
    phases.push(...([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[quarterTurns % 4]!); // biome-ignore format: one line
  }
  return { rows, phases };
}

/** A gate of the registry as a piece: its rotations if it has angles, else its matrix. */
export function gatePiece(operation: GateOperation, condition: PlanCondition | undefined): Piece {
  const gate = gateNamed(operation.gate);
  const { power, targets, controls } = operation;
  if (gate.rotations.length === 0) {
    const matrix = matrixPower(gate.matrix([]), Math.abs(power));
    return matrixPiece(power < 0 ? dagger(matrix) : matrix, targets, controls, condition);
  }
  const steps = power < 0 ? [...gate.rotations].reverse() : gate.rotations;
  const single = steps.length === 1;
  const repeats = single ? Math.min(1, Math.abs(power)) : Math.abs(power);
  const sign = single ? power : Math.sign(power);
  const factors = steps.map((step) => rotationFactor(step, operation.angles, sign, condition));
  return withControls({
    targets,
    controls,
    factors: Array.from({ length: repeats }, () => factors).flat(),
  });
}

export function matrixPiece(
  matrix: ComplexMatrix,
  targets: readonly number[],
  controls: readonly number[],
  condition: PlanCondition | undefined,
): Piece {
  const factors: Factor[] = [{ kind: 'constant', matrix: matrix.data, condition }];
  return withControls({ targets, controls, factors });
}

function rotationFactor(
  step: RotationStep,
  angles: readonly Angle[],
  sign: number,
  condition: PlanCondition | undefined,
): Factor {
  const rule = step.angle.coefficients.map((coefficient, k) => scaleAngle(angles[k] ?? 0, coefficient * sign));
  const { rows, phases } = pauliColumns(step.paulis);
  const controls = step.controls.reduce((mask, control) => mask | (1 << control), 0);
  return {
    kind: 'rotation',
    rows: rows.map((row, a) => ((a & controls) === controls ? row : -1)),
    phases,
    angle: addAngles(...rule, step.angle.offset * sign),
    condition,
  };
}

/** Qubits among the targets that act as controls of every factor are made controls; one target at least is left. */
function withControls(piece: Piece): Piece {
  const { targets, controls, factors } = piece;
  if (targets.length < 2 || factors.length === 0) return piece;
  const size = sizeOf(factors[0] as Factor);
  if (size !== 2 ** targets.length) return piece;
  const at = targets.findIndex((_, q) => factors.every((factor) => isControl(factor, size, q)));
  if (at < 0) return piece;
  const kept = Array.from({ length: size }, (_, a) => a).filter((a) => (a >> at) & 1);
  return withControls({
    targets: targets.filter((_, q) => q !== at),
    controls: [...controls, targets[at] as number],
    factors: factors.map((factor) => restricted(factor, size, kept)),
  });
}

/** States of the small system that a factor acts on. */
export function sizeOf(factor: Factor): number {
  if (factor.kind === 'rotation') return factor.rows.length;
  const matrix = factor.kind === 'constant' ? factor.matrix : (factor.matrices[0] as Float64Array);
  return Math.round(Math.sqrt(matrix.length / 2));
}

function isControl(factor: Factor, size: number, q: number): boolean {
  if (factor.kind === 'rotation') return factor.rows.every((row, a) => ((a >> q) & 1) === 1 || row === -1);
  if (factor.kind === 'mixture') return false;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      if ((a >> q) & (b >> q) & 1) continue;
      if (factor.matrix[2 * (a * size + b)] !== (a === b ? 1 : 0)) return false;
      if (factor.matrix[2 * (a * size + b) + 1] !== 0) return false;
    }
  }
  return true;
}

function restricted(factor: Factor, size: number, kept: readonly number[]): Factor {
  if (factor.kind === 'rotation') {
    return {
      ...factor,
      rows: kept.map((a) => kept.indexOf(factor.rows[a] as number)),
      phases: kept.flatMap((a) => [factor.phases[2 * a] as number, factor.phases[2 * a + 1] as number]),
    };
  }
  if (factor.kind === 'mixture') return factor;
  const whole = new ComplexMatrix(size, size, factor.matrix);
  const part = new ComplexMatrix(kept.length, kept.length);
  kept.forEach((a, i) => {
    kept.forEach((b, j) => {
      part.set(i, j, whole.at(a, b));
    });
  });
  return { ...factor, matrix: part.data };
}
