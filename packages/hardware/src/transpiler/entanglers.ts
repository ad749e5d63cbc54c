import { type ComplexMatrix, dagger, gateNamed } from '@kraus/core';
import { type Cartan, cartan, entanglersNeeded } from './cartan.js';
import type { Operation, UnitaryOperation } from './operations.js';

const matrixOf = (gate: string, ...angles: readonly number[]): ComplexMatrix => gateNamed(gate).matrix(angles);
export const CZ = matrixOf('CZ');
const H = matrixOf('H');
const S_DAGGER = matrixOf('Sdg');
const HALF = Math.PI / 2;

const decompositions = new WeakMap<ComplexMatrix, Cartan>();

function cartanOf(matrix: ComplexMatrix): Cartan {
  const known = decompositions.get(matrix);
  if (known !== undefined) return known;
  const found = cartan(matrix);
  decompositions.set(matrix, found);
  return found;
}

/** Entanglers that an operation costs. */
export function entanglerCount(operation: Operation): number {
  if (operation.kind !== 'unitary' || operation.qubits.length !== 2) return 0;
  return operation.matrix === CZ ? 1 : entanglersNeeded(cartanOf(operation.matrix));
}

/**
 * A two-qubit unitary as CZ and unitaries of one qubit, with as few CZ as its class allows: none, 1, 2 or 3. Equal up to a global
 * phase. Source of the form with three: Vatan & Williams, Phys. Rev. A 69, 032315.
 */
export function intoEntanglers(operation: UnitaryOperation): UnitaryOperation[] {
  const [p, q] = operation.qubits as [number, number];
  if (operation.matrix === CZ) return [operation];
  const { a, b, c, after, before } = cartanOf(operation.matrix);
  const one = (qubit: number, matrix: ComplexMatrix): UnitaryOperation => ({
    kind: 'unitary',
    qubits: [qubit],
    matrix,
  });
  const both = (gate: ComplexMatrix) => [one(p, gate), one(q, gate)];
  const cz: UnitaryOperation = { kind: 'unitary', qubits: [p, q], matrix: CZ };
  const cx = (target: number) => [one(target, H), cz, one(target, H)];
  const turn = matrixOf('RX', HALF);
  const middle = [
    () => [],
    // exp(iπ/4 ZZ) = (S† ⊗ S†) CZ up to a phase, and XX by H.
    () => [...both(H), cz, ...both(S_DAGGER), ...both(H)],
    // CX takes X₀ to XX and Z₁ to ZZ; RX(π/2) takes Y to Z.
    () => [
      ...both(turn),
      ...cx(q),
      one(p, matrixOf('RX', -2 * a)),
      one(q, matrixOf('RZ', -2 * b)),
      ...cx(q),
      ...both(dagger(turn)),
    ],
    () => [
      one(q, matrixOf('RZ', HALF)),
      ...cx(p),
      one(p, matrixOf('RZ', HALF - 2 * c)),
      one(q, matrixOf('RY', HALF - 2 * a)),
      ...cx(q),
      one(q, matrixOf('RY', 2 * b - HALF)),
      ...cx(p),
      one(p, matrixOf('RZ', -HALF)),
    ],
  ][entanglersNeeded({ a, b, c })] as () => UnitaryOperation[];
  return [one(p, before[0]), one(q, before[1]), ...middle(), one(p, after[0]), one(q, after[1])];
}

/** Every two-qubit unitary as CZ and unitaries of one qubit; what depends on measured bits stays so. */
export function allIntoEntanglers(operations: readonly Operation[]): Operation[] {
  return operations.flatMap((operation): Operation[] => {
    if (operation.kind !== 'unitary' || operation.qubits.length !== 2) return [operation];
    const { condition } = operation;
    const steps = intoEntanglers(operation);
    return condition === undefined ? steps : steps.map((step) => ({ ...step, condition }));
  });
}
