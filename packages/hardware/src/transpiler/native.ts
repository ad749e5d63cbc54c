import { type ComplexMatrix, type Condition, gateNamed, multiply } from '@kraus/core';
import type { CouplingGraph } from '../devices/index.js';
import type { IsaOperation } from '../isa/index.js';
import { isFree, isPhase, type Operation } from './operations.js';

const { PI } = Math;
const EPSILON = 1e-10;
const H = gateNamed('H').matrix([]);

/** Operations in CZ and one-qubit unitaries, as the gates of a device: RZ, SX, X and its entangler in the direction it has. */
export function toNative(operations: readonly Operation[], graph: CouplingGraph): IsaOperation[] {
  const out: IsaOperation[] = [];
  const waiting = new Map<number, ComplexMatrix>();
  const apply = (qubit: number, matrix: ComplexMatrix) => {
    const before = waiting.get(qubit);
    waiting.set(qubit, before === undefined ? matrix : multiply(matrix, before));
  };
  /** Writes what has gathered on a qubit; a last RZ is kept for later, or dropped, where it changes nothing now. */
  const flush = (qubit: number, last: 'write' | 'keep' | 'drop') => {
    const matrix = waiting.get(qubit);
    waiting.delete(qubit);
    if (matrix === undefined || isPhase(matrix)) return;
    const { steps, phase } = euler(matrix, qubit);
    out.push(...steps);
    if (Math.abs(phase) < EPSILON || last === 'drop') return;
    if (last === 'keep') apply(qubit, gateNamed('RZ').matrix([phase]));
    else out.push(rz(qubit, phase));
  };
  for (const operation of operations) {
    if (isFree(operation)) {
      const [a, b] = operation.qubits as [number, number | undefined];
      if (b === undefined) apply(a, operation.matrix);
      else entangle(a, b, undefined);
    } else if (operation.kind === 'unitary') {
      const { condition } = operation;
      const [a, b] = operation.qubits as [number, number | undefined];
      flush(a, 'write');
      if (b !== undefined) flush(b, 'write');
      const start = out.length;
      if (b === undefined) apply(a, operation.matrix);
      else entangle(a, b, condition);
      for (const qubit of operation.qubits) flush(qubit, 'write');
      for (let k = start; k < out.length; k++) out[k] = { ...(out[k] as IsaOperation), condition } as IsaOperation;
    } else if (operation.kind === 'barrier') {
      for (const qubit of operation.qubits) flush(qubit, 'write');
      out.push({ kind: 'barrier', qubits: operation.qubits });
    } else {
      const [qubit] = operation.qubits;
      const conditional = operation.kind === 'reset' && operation.condition !== undefined;
      flush(qubit, conditional ? 'write' : 'drop');
      if (operation.kind === 'measure') out.push({ kind: 'measure', qubit, bit: operation.bit });
      else out.push({ kind: 'reset', qubit, condition: operation.condition });
    }
  }
  for (const qubit of [...waiting.keys()]) flush(qubit, 'write');
  return out;

  /** CZ, or H on the target around the CX that the device's entangler gives. */
  function entangle(a: number, b: number, condition: Condition | undefined): void {
    const { qubits } = graph.coupling(a, b) as { qubits: readonly [number, number] };
    const [control, target] = qubits;
    if (graph.entangler === 'cz') {
      const last = condition === undefined ? 'keep' : 'write';
      flush(a, last);
      flush(b, last);
      out.push({ kind: 'gate', name: 'cz', qubits: [control, target] });
      return;
    }
    apply(target, H);
    if (graph.entangler === 'ecr') {
      // CX = ECR SX_t X_c RZ(π/2)_c, the last acts first.
      apply(control, multiply(gateNamed('X').matrix([]), gateNamed('RZ').matrix([PI / 2])));
      apply(target, gateNamed('SX').matrix([]));
    }
    flush(control, 'write');
    flush(target, 'write');
    out.push({ kind: 'gate', name: graph.entangler, qubits: [control, target] });
    apply(target, H);
  }
}

/** A 2 × 2 unitary as RZ, SX, X up to a global phase: `steps`, then RZ(phase). At most two SX. */
export function euler(matrix: ComplexMatrix, qubit: number): { steps: IsaOperation[]; phase: number } {
  const theta = 2 * Math.atan2(Math.hypot(...matrix.at(1, 0)), Math.hypot(...matrix.at(0, 0)));
  const argument = (i: number, j: number) => Math.atan2(matrix.im(i, j), matrix.re(i, j));
  const sx: IsaOperation = { kind: 'gate', name: 'sx', qubits: [qubit] };
  const steps = (...angles: readonly (number | 'sx' | 'x')[]): IsaOperation[] =>
    angles.flatMap((step): IsaOperation[] => {
      if (step === 'sx') return [sx];
      if (step === 'x') return [{ kind: 'gate', name: 'x', qubits: [qubit] }];
      return Math.abs(turned(step)) < EPSILON ? [] : [rz(qubit, step)];
    });
  // U(θ, φ, λ) with φ + λ = arg M₁₁ − arg M₀₀ and φ − λ = arg M₁₀ − arg(−M₀₁).
  if (theta < EPSILON) return { steps: [], phase: turned(argument(1, 1) - argument(0, 0)) };
  if (PI - theta < EPSILON) return { steps: steps('x'), phase: turned(argument(1, 0) - argument(0, 1)) };
  const phi = argument(1, 0) - argument(0, 0);
  const lambda = argument(0, 1) + PI - argument(0, 0);
  if (Math.abs(theta - PI / 2) < EPSILON) return { steps: steps(lambda - PI / 2, 'sx'), phase: turned(phi + PI / 2) };
  return { steps: steps(lambda, 'sx', theta + PI, 'sx'), phase: turned(phi + PI) };
}

function rz(qubit: number, angle: number): IsaOperation {
  return { kind: 'gate', name: 'rz', angle: turned(angle), qubits: [qubit] };
}

/** The same angle in (−π, π]. */
function turned(angle: number): number {
  const rest = angle - 2 * PI * Math.round(angle / (2 * PI));
  return rest <= -PI ? PI : rest;
}
