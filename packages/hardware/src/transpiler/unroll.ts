import {
  angleValue,
  type CircuitOperation,
  type CircuitProgram,
  type ComplexMatrix,
  dagger,
  type GateOperation,
  gateNamed,
  KrausError,
  ComplexMatrix as Matrix,
  matrixFromData,
  matrixPower,
} from '@kraus/core';
import { controlledMatrix, multiControlled, multiControlledPair } from './multi-controlled.js';
import type { Operation, UnitaryOperation } from './operations.js';

/** Values of a circuit's parameters and inputs. */
export interface BoundValues {
  readonly parameters?: ArrayLike<number>;
  readonly inputs?: ArrayLike<number>;
}

/** Gates whose first qubits control what happens to the last. */
const CONTROLLED = new Set(['CX', 'CY', 'CZ', 'CH', 'CP', 'CRX', 'CRY', 'CRZ', 'CCX', 'CCZ']);

/**
 * The operations of a circuit at given values, as unitaries of one and two qubits.
 * @throws KrausError `hardware/unsupported` for what no device runs: noise, channels, systems of more than two levels, a given
 *   start, unitary matrices of three and more qubits
 */
export function unroll(program: CircuitProgram, values: BoundValues = {}): Operation[] {
  if (program.dims.some((d) => d !== 2)) throw unsupported('systems of more than two levels; devices have qubits');
  if (program.initial !== 'zero') throw unsupported('a start from a given state; devices start from |0…0>');
  return program.operations.flatMap((operation, index) => unrollOne(operation, index, values));
}

function unrollOne(operation: CircuitOperation, index: number, values: BoundValues): readonly Operation[] {
  switch (operation.kind) {
    case 'measure':
      return [{ kind: 'measure', qubits: [operation.target], bit: operation.bit }];
    case 'reset':
      return [{ kind: 'reset', qubits: [operation.target], condition: operation.condition }];
    case 'barrier':
      return [{ kind: 'barrier', qubits: operation.targets }];
    case 'noise':
    case 'channel':
      throw unsupported(`noise (operation ${index}); a device brings its own. Take it out, or run without a device`);
    case 'matrix': {
      const matrix = matrixFromData(operation.matrix);
      return conditioned(controlledUnitary(operation.controls, operation.targets, matrix), operation.condition);
    }
    case 'gate':
      return conditioned(gateUnitaries(operation, values), operation.condition);
  }
}

function conditioned(
  operations: readonly UnitaryOperation[],
  condition: UnitaryOperation['condition'],
): readonly Operation[] {
  return condition === undefined ? operations : operations.map((operation) => ({ ...operation, condition }));
}

function gateUnitaries(operation: GateOperation, { parameters = [], inputs = [] }: BoundValues): UnitaryOperation[] {
  const gate = gateNamed(operation.gate);
  const { controls, targets, power } = operation;
  const matrix = gate.matrix(operation.angles.map((angle) => angleValue(angle, parameters, inputs)));
  const raised = power === 1 ? matrix : power < 0 ? matrixPower(dagger(matrix), -power) : matrixPower(matrix, power);
  if (gate.name === 'CSWAP')
    return controlledUnitary([...controls, ...targets.slice(0, 1)], targets.slice(1), lastBlock(raised, 1));
  if (!CONTROLLED.has(gate.name)) return controlledUnitary(controls, targets, raised);
  const own = targets.length - 1;
  return controlledUnitary([...controls, ...targets.slice(0, own)], targets.slice(own), lastBlock(raised, own));
}

/** The part of a controlled matrix that acts where all `controls` first qubits are 1. */
function lastBlock(matrix: ComplexMatrix, controls: number): ComplexMatrix {
  const step = 2 ** controls;
  const size = matrix.rows / step;
  const block = new Matrix(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) block.set(i, j, matrix.at(step - 1 + step * i, step - 1 + step * j));
  }
  return block;
}

function controlledUnitary(
  controls: readonly number[],
  targets: readonly number[],
  matrix: ComplexMatrix,
): UnitaryOperation[] {
  const [p, q] = targets as [number, number];
  if (targets.length === 1) return multiControlled(controls, p, matrix);
  if (targets.length > 2) throw unsupported('unitary matrices on three and more qubits; write them as gates');
  if (controls.length === 0) return [{ kind: 'unitary', qubits: targets, matrix }];
  return isSwap(matrix)
    ? [
        { kind: 'unitary', qubits: [q, p], matrix: CX },
        ...multiControlled([...controls, p], q, X),
        { kind: 'unitary', qubits: [q, p], matrix: CX },
      ]
    : multiControlledPair(controls, [p, q], matrix);
}

const X = gateNamed('X').matrix([]);
const CX = controlledMatrix(1, X);
const SWAP = gateNamed('SWAP').matrix([]);

function isSwap(matrix: ComplexMatrix): boolean {
  return matrix.data.every((value, k) => Math.abs(value - (SWAP.data[k] as number)) < 1e-12);
}

function unsupported(what: string): KrausError {
  return new KrausError('hardware/unsupported', `A device does not run ${what}.`);
}
