import {
  type Angle,
  addAngles,
  type CircuitOperation,
  type CircuitProgram,
  ComplexMatrix,
  dagger,
  type GateOperation,
  gateNamed,
  KrausError,
  matrixFromData,
  matrixPower,
  type RotationStep,
  scaleAngle,
} from '@kraus/core';
import { fixedRotor } from './fixed-rotor.js';
import type { DenseGate, PhaseTerm, Rotor } from './plan.js';

/** What gates are broken into. `wires` is a bit mask of the qubits touched. */
export type Primitive =
  | { readonly kind: 'rotor'; readonly qubit: number; readonly rotor: Rotor }
  | { readonly kind: 'term'; readonly wires: number; readonly term: PhaseTerm }
  | {
      readonly kind: 'monomial';
      readonly wires: number;
      readonly controls: number;
      readonly qubits: readonly number[];
      readonly matrix: ComplexMatrix;
    }
  | { readonly kind: 'dense'; readonly wires: number; readonly gate: DenseGate };

/** Most targets of a dense matrix. */
const LARGEST_DENSE = 5;

export const maskOf = (qubits: readonly number[]): number => qubits.reduce((mask, qubit) => mask | (1 << qubit), 0);

/**
 * The circuit's gates as primitives, in order, and the phase that is left over.
 * @param keepPhase whether the global phase matters (it does when the state itself is an output)
 * @throws KrausError `sim/unsupported` for anything that is not a unitary on qubits
 */
export function flatten(program: CircuitProgram, keepPhase: boolean): { primitives: Primitive[]; phase: number } {
  const primitives: Primitive[] = [];
  let phase = 0;
  const sink: Sink = {
    push: (primitive) => {
      primitives.push(primitive);
    },
    addPhase: (angle) => {
      phase += angle;
    },
    keepPhase,
    fixed: new Map(),
  };
  program.operations.forEach((operation, index) => {
    flattenOperation(operation, index, sink);
  });
  return { primitives, phase };
}

interface Sink {
  readonly push: (primitive: Primitive) => void;
  readonly addPhase: (angle: number) => void;
  readonly keepPhase: boolean;
  /** Matrices of gates without angles and their powers. */
  readonly fixed: Map<string, ComplexMatrix>;
}

function flattenOperation(operation: CircuitOperation, index: number, sink: Sink): void {
  const unsupported = (what: string) =>
    new KrausError(
      'sim/unsupported',
      `State vector: operation ${index} is ${what}; this engine runs unitary gates and matrices only.`,
    );
  switch (operation.kind) {
    case 'barrier':
      return;
    case 'channel':
    case 'noise':
      throw unsupported('a channel');
    case 'measure':
      throw unsupported('a measurement');
    case 'reset':
      throw unsupported('a reset');
    case 'gate':
      if (operation.condition !== undefined) throw unsupported('conditioned on classical bits');
      flattenGate(operation, sink);
      return;
    case 'matrix':
      if (operation.condition !== undefined) throw unsupported('conditioned on classical bits');
      flattenMatrix(matrixFromData(operation.matrix), operation.targets, operation.controls, index, sink);
  }
}

function flattenGate(operation: GateOperation, sink: Sink): void {
  const gate = gateNamed(operation.gate);
  const { power, targets, controls } = operation;
  if (gate.rotations.length === 0) {
    const key = `${gate.name} ${power}`;
    let matrix = sink.fixed.get(key);
    if (matrix === undefined) {
      const repeated = matrixPower(gate.matrix([]), Math.abs(power));
      matrix = power < 0 ? dagger(repeated) : repeated;
      sink.fixed.set(key, matrix);
    }
    flattenMatrix(matrix, targets, controls, 0, sink);
    return;
  }
  const steps = power < 0 ? [...gate.rotations].reverse() : gate.rotations;
  const single = steps.length === 1;
  const repeats = single ? Math.min(1, Math.abs(power)) : Math.abs(power);
  const factor = single ? power : Math.sign(power);
  for (let k = 0; k < repeats; k++) {
    for (const step of steps) flattenRotation(step, operation.angles, factor, targets, controls, sink);
  }
}

function flattenRotation(
  step: RotationStep,
  angles: readonly Angle[],
  factor: number,
  targets: readonly number[],
  extra: readonly number[],
  sink: Sink,
): void {
  const rule = step.angle.coefficients.map((coefficient, k) => scaleAngle(angles[k] ?? 0, coefficient * factor));
  const angle = addAngles(...rule, step.angle.offset * factor);
  const controls = [...extra, ...step.controls.map((control) => targets[control] ?? 0)];
  const letters = step.paulis.flatMap((letter, k) => (letter === 'I' ? [] : [[letter, targets[k] ?? 0] as const]));
  const first = letters[0];
  if (controls.length === 0 && first !== undefined && letters.length === 1) {
    const axis = first[0] === 'X' ? 0 : first[0] === 'Y' ? 1 : 2;
    sink.push({ kind: 'rotor', qubit: first[1], rotor: { kind: 'turn', axis, angle } });
    return;
  }
  if (letters.length === 0 && !sink.keepPhase) {
    if (controls.length === 0) return;
    const [qubit = 0] = controls;
    if (controls.length === 1) {
      // exp(−i a/2 |1><1|) is RZ(−a/2) up to a global phase
      sink.push({ kind: 'rotor', qubit, rotor: { kind: 'turn', axis: 2, angle: scaleAngle(angle, -0.5) } });
      return;
    }
  }
  // A frame in which every letter is Z: H X H = Z and RX(π/2) Y RX(−π/2) = Z.
  const frame = (back: boolean) => {
    for (const [letter, qubit] of letters) {
      if (letter !== 'Z')
        sink.push({ kind: 'rotor', qubit, rotor: letter === 'X' ? (back ? Z_TO_X : X_TO_Z) : back ? Z_TO_Y : Y_TO_Z });
    }
  };
  frame(false);
  const mask = maskOf(letters.map(([, qubit]) => qubit));
  sink.push({ kind: 'term', wires: mask | maskOf(controls), term: { controls: maskOf(controls), mask, angle } });
  frame(true);
}

const R = Math.SQRT1_2;
/** ∓i times the Hadamard gate: special unitary, and inverse to each other. */
const X_TO_Z = fixedRotor([0, -R], [0, -R]);
const Z_TO_X = fixedRotor([0, R], [0, R]);
/** RX(±π/2). */
const Y_TO_Z = fixedRotor([R, 0], [0, -R]);
const Z_TO_Y = fixedRotor([R, 0], [0, R]);

function flattenMatrix(
  matrix: ComplexMatrix,
  targets: readonly number[],
  controls: readonly number[],
  index: number,
  sink: Sink,
): void {
  if (targets.length === 1 && controls.length === 0) {
    const [re, im] = determinant2(matrix);
    const half = Math.atan2(im, re) / 2;
    const [c, s] = [Math.cos(half), -Math.sin(half)];
    const turned = (i: number): [number, number] => [
      matrix.re(i, 0) * c - matrix.im(i, 0) * s,
      matrix.re(i, 0) * s + matrix.im(i, 0) * c,
    ];
    sink.addPhase(half);
    sink.push({ kind: 'rotor', qubit: targets[0] ?? 0, rotor: fixedRotor(turned(0), turned(1)) });
    return;
  }
  const control = targets.findIndex((_, i) => onlyControls(matrix, i));
  if (control >= 0) {
    const rest = targets.filter((_, i) => i !== control);
    flattenMatrix(whereSet(matrix, control), rest, [...controls, targets[control] as number], index, sink);
    return;
  }
  const wires = maskOf([...targets, ...controls]);
  if (isMonomial(matrix)) {
    sink.push({ kind: 'monomial', wires, controls: maskOf(controls), qubits: targets, matrix });
    return;
  }
  if (targets.length > LARGEST_DENSE) {
    throw new KrausError(
      'sim/unsupported',
      `State vector: operation ${index} is a dense matrix on ${targets.length} qubits, at most ${LARGEST_DENSE} are supported; split it into smaller gates.`,
    );
  }
  sink.push({
    kind: 'dense',
    wires,
    gate: { qubits: targets, controls: maskOf(controls), matrix: matrix.data.slice() },
  });
}

/** Whether the matrix is the identity where bit `bit` of the index is 0, and keeps that bit. */
function onlyControls(matrix: ComplexMatrix, bit: number): boolean {
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) {
      const [a, b] = [(i >> bit) & 1, (j >> bit) & 1];
      if (a === 1 && b === 1) continue;
      if (matrix.re(i, j) !== (i === j ? 1 : 0) || matrix.im(i, j) !== 0) return false;
    }
  }
  return true;
}

/** The matrix on the other bits where bit `bit` is 1. */
function whereSet(matrix: ComplexMatrix, bit: number): ComplexMatrix {
  const size = matrix.rows / 2;
  const wide = (k: number) => ((k >> bit) << (bit + 1)) | (1 << bit) | (k & ((1 << bit) - 1));
  const rest = new ComplexMatrix(size, size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) rest.set(i, j, matrix.at(wide(i), wide(j)));
  return rest;
}

function determinant2(m: ComplexMatrix): [number, number] {
  const [a, b, c, d] = [m.at(0, 0), m.at(0, 1), m.at(1, 0), m.at(1, 1)];
  return [
    a[0] * d[0] - a[1] * d[1] - (b[0] * c[0] - b[1] * c[1]),
    a[0] * d[1] + a[1] * d[0] - (b[0] * c[1] + b[1] * c[0]),
  ];
}

/** One entry in every column, within rounding of a unitary. */
function isMonomial(matrix: ComplexMatrix): boolean {
  for (let j = 0; j < matrix.columns; j++) {
    let found = 0;
    for (let i = 0; i < matrix.rows; i++) if (matrix.re(i, j) !== 0 || matrix.im(i, j) !== 0) found++;
    if (found !== 1) return false;
  }
  return true;
}
