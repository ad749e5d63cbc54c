import {
  type Angle,
  addAngles,
  type ComplexMatrix,
  dagger,
  type GateOperation,
  gateNamed,
  KrausError,
  kron,
  matrixPower,
  type PauliLetter,
  pauliMatrix,
  type RotationStep,
  scaleAngle,
  superoperator,
  unitaryChannel,
} from '@kraus/core';
import { transferMatrix } from './basis.js';
import { sparse } from './patterns.js';
import type { BlockCondition } from './plan.js';
import { keepsTrace, type Scheduler } from './scheduler.js';

/** Largest dimension of a matrix or channel: 1024 coordinates. */
export const LARGEST_LOCAL = 32;

/** Matrices on coordinates of constant gates and channels, by name or by the channel's own object. */
export type MatrixCache = Map<object | string, Float64Array>;

/** One gate of the registry as maps and couplings. */
export function addGate(to: Scheduler, operation: GateOperation, cache: MatrixCache, condition?: BlockCondition): void {
  const gate = gateNamed(operation.gate);
  const { power, targets, controls } = operation;
  if (gate.rotations.length > 0) {
    const steps = power < 0 ? [...gate.rotations].reverse() : gate.rotations;
    const single = steps.length === 1;
    const repeats = single ? Math.min(1, Math.abs(power)) : Math.abs(power);
    const factor = single ? power : Math.sign(power);
    for (let k = 0; k < repeats; k++) {
      for (const step of steps) addRotation(to, step, operation.angles, factor, targets, controls, condition);
    }
    return;
  }
  const wires = [...controls, ...targets];
  const [a, b] = wires as [number, number];
  const name = `${'C'.repeat(controls.length)}${gate.name}`;
  if (wires.length === 2 && SELF_INVERSE.has(name)) {
    if (power % 2 === 0) return;
    if (name === 'SWAP') {
      if (condition === undefined) {
        to.swap(a, b);
        return;
      }
    } else {
      to.couple(name === 'CZ' ? 'CZ' : 'CX', [a, b], undefined, condition);
      return;
    }
  }
  const key = `${name} ${power}`;
  let matrix = cache.get(key);
  if (matrix === undefined) {
    const whole = matrixPower(gate.matrix([]), Math.abs(power));
    matrix = unitaryTransfer(
      wires.map(() => 2),
      withControls(power < 0 ? dagger(whole) : whole, controls.length),
    );
    cache.set(key, matrix);
  }
  addMatrix(to, wires, matrix, condition);
}

const SELF_INVERSE = new Set(['CZ', 'CX', 'SWAP']);

/** U on the last wires where the first `controls` qubits are 1. */
export function withControls(u: ComplexMatrix, controls: number): ComplexMatrix {
  let matrix = u;
  for (let c = 0; c < controls; c++) {
    const size = 2 * matrix.rows;
    const wide = kron(matrix, pauliMatrix(['I']));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        if (i % 2 === 0 || j % 2 === 0) wide.set(i, j, i === j ? 1 : 0);
      }
    }
    matrix = wide;
  }
  return matrix;
}

/** @throws KrausError `sim/unsupported` beyond dimension {@link LARGEST_LOCAL} */
export function unitaryTransfer(dims: readonly number[], unitary: ComplexMatrix): Float64Array {
  if (unitary.rows > LARGEST_LOCAL) {
    throw new KrausError(
      'sim/unsupported',
      `Density matrix: a matrix acts on a space of dimension ${unitary.rows}, at most ${LARGEST_LOCAL} is supported; split it into smaller gates.`,
    );
  }
  return transferMatrix(dims, superoperator(unitaryChannel(dims, unitary)));
}

/** A constant matrix on coordinates of some wires, row-major. */
export function addMatrix(
  to: Scheduler,
  wires: readonly number[],
  matrix: Float64Array,
  condition?: BlockCondition,
): void {
  const size = Math.round(Math.sqrt(matrix.length));
  if (wires.length === 1 && size === 4 && keepsTrace(matrix)) {
    to.factor(wires[0] as number, { kind: 'fixed', matrix }, condition);
    return;
  }
  const { pattern, values } = sparse(size, matrix);
  to.map(wires, [], pattern, values, condition);
}

function addRotation(
  to: Scheduler,
  step: RotationStep,
  angles: readonly Angle[],
  factor: number,
  targets: readonly number[],
  extra: readonly number[],
  condition: BlockCondition | undefined,
): void {
  const rule = step.angle.coefficients.map((coefficient, k) => scaleAngle(angles[k] ?? 0, coefficient * factor));
  const angle = addAngles(...rule, step.angle.offset * factor);
  const controls = [...extra, ...step.controls.map((control) => targets[control] ?? 0)];
  const letters = step.paulis.flatMap((letter, k) => (letter === 'I' ? [] : [[letter, targets[k] ?? 0] as const]));
  // The projector on |1…1> of the controls is Π (1 − Z)/2: a product of commuting rotations, one a subset of the controls.
  for (let subset = 0; subset < 2 ** controls.length; subset++) {
    const inside = controls.filter((_, c) => (subset >> c) & 1);
    const scale = (inside.length % 2 === 0 ? 1 : -1) / 2 ** controls.length;
    addString(to, [...letters, ...inside.map((wire) => ['Z', wire] as const)], scaleAngle(angle, scale), condition);
  }
}

const AXIS = { X: 0, Y: 1, Z: 2 } as const;
const fixed = (gate: string, ...angles: number[]) => unitaryTransfer([2], gateNamed(gate).matrix(angles));
const H = fixed('H');
const Y_TO_Z = fixed('RX', Math.PI / 2);
const Z_TO_Y = fixed('RX', -Math.PI / 2);

/** exp(−i angle/2 P) of a Pauli string, the identity on no wires. */
function addString(
  to: Scheduler,
  letters: readonly (readonly [Exclude<PauliLetter, 'I'>, number])[],
  angle: Angle,
  condition: BlockCondition | undefined,
): void {
  const [first, second] = letters;
  if (first === undefined) return;
  if (second === undefined) {
    to.factor(first[1], { kind: 'turn', axis: AXIS[first[0]], angle }, condition);
    return;
  }
  const frame = (back: boolean) => {
    for (const [letter, wire] of letters) {
      if (letter === 'Z') continue;
      const matrix = letter === 'X' ? H : back ? Z_TO_Y : Y_TO_Z;
      to.factor(wire, { kind: 'fixed', matrix }, condition);
    }
  };
  // CX takes Z on its target to Z on both: from the far end the string shrinks to two letters.
  const wires = letters.map(([, wire]) => wire);
  const ladder = wires.slice(2).map((wire, k) => [wire, wires[k + 1] as number] as const);
  const [a, b] = wires as [number, number];
  frame(false);
  for (const [control, target] of [...ladder].reverse()) to.couple('CX', [control, target], undefined, condition);
  to.couple('ZZ', [a, b], angle, condition);
  for (const [control, target] of ladder) to.couple('CX', [control, target], undefined, condition);
  frame(true);
}
