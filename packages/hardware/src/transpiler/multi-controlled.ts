import {
  type Complex,
  type ComplexMatrix,
  dagger,
  gateNamed,
  innerProduct,
  ComplexMatrix as Matrix,
  multiply,
} from '@kraus/core';
import { cartan, cartanMatrix } from './cartan.js';
import type { UnitaryOperation } from './operations.js';

const matrixOf = (gate: string, ...angles: readonly number[]): ComplexMatrix => gateNamed(gate).matrix(angles);
const CX = matrixOf('CX');
const CZ = matrixOf('CZ');

const unitary = (qubits: readonly number[], matrix: ComplexMatrix): UnitaryOperation => ({
  kind: 'unitary',
  qubits,
  matrix,
});

/** U on the last qubit when all first ones are 1. */
export function controlledMatrix(controls: number, matrix: ComplexMatrix): ComplexMatrix {
  const low = 2 ** controls;
  const result = Matrix.identity(low * matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.rows; j++) result.set(low - 1 + low * i, low - 1 + low * j, matrix.at(i, j));
  }
  return result;
}

/**
 * U on `target` when all of `controls` are 1: rotated to the axis of U, a controlled rotation about Z (2ᵏ CX for k controls) and a
 * controlled phase (2ᵏ − 2 CX). Six CX for CCX, fourteen for CCCX; no further qubits.
 * Source: Möttönen, Vartiainen, Bergholm & Salomaa, Phys. Rev. Lett. 93, 130502.
 */
export function multiControlled(
  controls: readonly number[],
  target: number,
  matrix: ComplexMatrix,
): UnitaryOperation[] {
  const [only] = controls;
  if (only === undefined) return [unitary([target], matrix)];
  if (controls.length === 1) return [unitary([only, target], controlledMatrix(1, matrix))];
  const { phase, angle, turn } = spectral(matrix);
  return [
    unitary([target], dagger(turn)),
    ...controlledRz(controls, target, angle),
    ...multiControlledPhase(controls, phase),
    unitary([target], turn),
  ];
}

/** e^{iλ} where all qubits are 1. */
export function multiControlledPhase(qubits: readonly number[], lambda: number): UnitaryOperation[] {
  if (lambda === 0) return [];
  if (qubits.length <= 1) return qubits.map((qubit) => unitary([qubit], matrixOf('P', lambda)));
  if (qubits.length === 2) return [unitary(qubits, matrixOf('CP', lambda))];
  const [last, rest] = [qubits.at(-1) as number, qubits.slice(0, -1)];
  return [...controlledRz(rest, last, lambda), ...multiControlledPhase(rest, lambda / 2)];
}

/** RZ(θ) where all controls are 1: RZ(±θ/2ᵏ) in turn, with CX in the order of a Gray code. */
function controlledRz(controls: readonly number[], target: number, theta: number): UnitaryOperation[] {
  if (theta === 0) return [];
  const count = 2 ** controls.length;
  return Array.from({ length: count }, (_, j) => {
    const changed = j + 1 === count ? controls.length - 1 : 31 - Math.clz32((j + 1) & -(j + 1));
    return [
      unitary([target], matrixOf('RZ', ((j % 2 === 0 ? 1 : -1) * theta) / count)),
      unitary([controls[changed] as number, target], CX),
    ];
  }).flat();
}

/** U = e^{iα} W RZ(θ) W†. */
function spectral(matrix: ComplexMatrix): { phase: number; angle: number; turn: ComplexMatrix } {
  const [a, b, c, d] = [matrix.at(0, 0), matrix.at(0, 1), matrix.at(1, 0), matrix.at(1, 1)];
  const phase = Math.atan2(times(a, d)[1] - times(b, c)[1], times(a, d)[0] - times(b, c)[0]) / 2;
  const undo: Complex = [Math.cos(phase), -Math.sin(phase)];
  const [p, q, r] = [times(a, undo), times(b, undo), times(c, undo)];
  // V = cos(θ/2) − i sin(θ/2) (n·σ).
  const n = [-(q[1] + r[1]) / 2, (r[0] - q[0]) / 2, -p[1]] as const;
  const sine = Math.hypot(...n);
  const angle = 2 * Math.atan2(sine, (p[0] + times(d, undo)[0]) / 2);
  if (sine < 1e-15) return { phase: p[0] < 0 ? phase + Math.PI : phase, angle: 0, turn: Matrix.identity(2) };
  const tilt = Math.atan2(Math.hypot(n[0], n[1]), n[2]);
  return { phase, angle, turn: multiply(matrixOf('RZ', Math.atan2(n[1], n[0])), matrixOf('RY', tilt)) };
}

function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}

/** A unitary of two qubits under controls, factor by factor of its Cartan form. */
export function multiControlledPair(
  controls: readonly number[],
  [p, q]: readonly [number, number],
  matrix: ComplexMatrix,
): UnitaryOperation[] {
  const found = cartan(matrix);
  const { a, b, c, before, after } = found;
  const [re, im] = innerProduct(cartanMatrix(found), matrix);
  const on = (target: number, factor: ComplexMatrix) => multiControlled(controls, target, factor);
  return [
    ...on(p, before[0]),
    ...on(q, before[1]),
    // CX takes X₀ to XX, Z₁ to ZZ and −X₀Z₁ to YY; CZ takes X₀ to X₀Z₁.
    unitary([p, q], CX),
    ...on(p, matrixOf('RX', -2 * a)),
    ...on(q, matrixOf('RZ', -2 * c)),
    unitary([p, q], CZ),
    ...on(p, matrixOf('RX', 2 * b)),
    unitary([p, q], CZ),
    unitary([p, q], CX),
    ...on(p, after[0]),
    ...on(q, after[1]),
    ...multiControlledPhase(controls, Math.atan2(im, re)),
  ];
}
