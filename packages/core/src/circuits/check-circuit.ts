import { checkChannel } from '../channels/index.js';
import { KrausError } from '../errors/index.js';
import { gateNamed } from '../gates/index.js';
import { matrixFromData, unitarityResidual } from '../linear-algebra/index.js';
import { channelNamed, noiseChannel } from '../noise-channels/index.js';
import {
  type Angle,
  CIRCUIT_VERSION,
  type CircuitOperation,
  type CircuitProgram,
  type GateOperation,
  type MatrixData,
  type NoiseOperation,
} from '../program/index.js';
import { checkOutput } from './check-output.js';
import { checkTargets, checkWhole, dimensionOf } from './check-targets.js';
import { classicalRadices } from './classical-radices.js';

const UNITARY_TOLERANCE = 1e-10;

/**
 * Checks a circuit: indices, repeated targets, numbers of angles, finite numbers, unitary matrices, shapes of channels and
 * outputs.
 * @throws KrausError `core/bad-circuit`, `core/bad-dims`, `core/out-of-range`, `core/repeated-target`, `core/wrong-angles`,
 *   `core/not-finite`, `core/not-unitary`, `core/shape-mismatch`, `core/unknown-gate`, `core/unknown-channel`,
 *   `core/parameter-count`, and those of channels and matrix data
 */
export function checkCircuit(program: CircuitProgram): void {
  if (program.version !== CIRCUIT_VERSION) {
    throw new KrausError(
      'core/bad-circuit',
      `Circuit: it has form ${String(program.version)}, this version reads form ${CIRCUIT_VERSION}.`,
    );
  }
  if (program.dims.length === 0 || program.dims.some((d) => !Number.isSafeInteger(d) || d < 2)) {
    throw new KrausError(
      'core/bad-dims',
      `Circuit: the dimensions [${program.dims.join(', ')}] are not whole numbers ≥ 2.`,
    );
  }
  for (const count of ['bits', 'parameters', 'inputs'] as const) {
    checkWhole(program[count], `Circuit: the number of ${count}`);
  }
  program.operations.forEach((operation, k) => {
    checkOperation(program, operation, `Circuit, operation ${k}`);
  });
  program.outputs.forEach((output, k) => {
    checkOutput(program, output, `Circuit, output ${k}`);
  });
}

function checkOperation(program: CircuitProgram, operation: CircuitOperation, where: string): void {
  if ('condition' in operation && operation.condition !== undefined) {
    const { bits, value } = operation.condition;
    bits.forEach((bit, k) => {
      checkIndex(bit, program.bits, `${where}: classical bit`);
      if (bits.indexOf(bit) !== k) {
        throw new KrausError('core/repeated-target', `${where}: the condition names classical bit ${bit} twice.`);
      }
    });
    const radices = classicalRadices(program);
    const values = bits.reduce((product, bit) => product * (radices[bit] ?? 2), 1);
    checkIndex(value, values, `${where}: the value of the condition`);
  }
  switch (operation.kind) {
    case 'gate':
      checkGate(program, operation, `${where} (${operation.gate})`);
      break;
    case 'matrix':
      checkTargets(program.dims, [...operation.controls, ...operation.targets], where);
      checkUnitary(operation.matrix, dimensionOf(program.dims, operation.targets), where);
      requireQubits(program, operation.controls, where);
      break;
    case 'channel': {
      checkTargets(program.dims, operation.targets, where);
      checkChannel(operation.channel);
      const given = operation.channel.dims.join(', ');
      const expected = operation.targets.map((target) => program.dims[target]).join(', ');
      if (given !== expected) {
        throw new KrausError(
          'core/shape-mismatch',
          `${where}: the channel acts on dimensions [${given}], its targets have [${expected}].`,
        );
      }
      break;
    }
    case 'noise':
      checkNoise(program, operation, `${where} (${operation.channel})`);
      break;
    case 'measure':
      checkTargets(program.dims, [operation.target], where);
      checkIndex(operation.bit, program.bits, `${where}: classical bit`);
      break;
    case 'reset':
      checkTargets(program.dims, [operation.target], where);
      break;
    case 'barrier':
      checkTargets(program.dims, operation.targets, where);
      break;
  }
}

function checkGate(program: CircuitProgram, operation: GateOperation, where: string): void {
  const gate = gateNamed(operation.gate);
  const wires = [...operation.controls, ...operation.targets];
  checkTargets(program.dims, wires, where);
  requireQubits(program, wires, where);
  if (operation.targets.length !== gate.qubits) {
    throw new KrausError(
      'core/shape-mismatch',
      `${where}: it acts on ${gate.qubits} qubits, was given ${operation.targets.length} targets.`,
    );
  }
  if (operation.angles.length !== gate.parameters.length) {
    throw new KrausError(
      'core/wrong-angles',
      `${where}: it takes ${gate.parameters.length} angles, was given ${operation.angles.length}.`,
    );
  }
  if (!Number.isSafeInteger(operation.power)) {
    throw new KrausError(
      'core/bad-power',
      `${where}: the power ${operation.power} is not a whole number; give a fractional power as a matrix.`,
    );
  }
  for (const angle of operation.angles) checkAngle(program, angle, 'angle', where);
}

function checkNoise(program: CircuitProgram, operation: NoiseOperation, where: string): void {
  const record = channelNamed(operation.channel);
  checkTargets(program.dims, operation.targets, where);
  if (operation.values.length !== record.parameters.length) {
    const names = record.parameters.map(({ name }) => name).join(', ') || 'none';
    throw new KrausError(
      'core/parameter-count',
      `${where}: ${operation.values.length} values given, expected ${record.parameters.length} (${names}).`,
    );
  }
  for (const value of operation.values) checkAngle(program, value, 'value', where);
  record.parameters.forEach(({ name, kind }, k) => {
    if (kind === 'count' && operation.values[k]?.terms.length !== 0) {
      throw new KrausError('core/bad-circuit', `${where}: ${name} is a whole number, it cannot depend on θ or x.`);
    }
  });
  const values = operation.values.map(({ offset }) => offset);
  if (operation.values.every(({ terms }) => terms.length === 0)) noiseChannel(record.name, ...values);
  const given = record.dims(values).join(', ');
  const expected = operation.targets.map((target) => program.dims[target]).join(', ');
  if (given !== expected) {
    throw new KrausError(
      'core/shape-mismatch',
      `${where}: the channel acts on dimensions [${given}], its targets have [${expected}].`,
    );
  }
}

function checkAngle(program: CircuitProgram, { terms, offset }: Angle, what: string, where: string): void {
  requireFiniteNumber(offset, `${where}: the ${what}`);
  for (const term of terms) {
    requireFiniteNumber(term.scale, `${where}: the scale of the ${what}`);
    const length = term.source === 'parameter' ? program.parameters : program.inputs;
    checkIndex(term.index, length, `${where}: ${term.source}`);
  }
}

function checkUnitary(data: MatrixData, dimension: number, where: string): void {
  if (data.rows !== dimension || data.columns !== dimension) {
    throw new KrausError(
      'core/shape-mismatch',
      `${where}: the matrix is ${data.rows} × ${data.columns}, its targets have dimension ${dimension}.`,
    );
  }
  const residual = unitarityResidual(matrixFromData(data));
  if (!(residual <= UNITARY_TOLERANCE)) {
    throw new KrausError(
      'core/not-unitary',
      `${where}: the matrix is not unitary, U†U differs from 1 by ${residual.toExponential(2)}; a map that is not unitary is a channel.`,
    );
  }
}

function requireQubits(program: CircuitProgram, wires: readonly number[], where: string): void {
  for (const wire of wires) {
    if (program.dims[wire] !== 2) {
      throw new KrausError(
        'core/shape-mismatch',
        `${where}: wire ${wire} has ${program.dims[wire]} levels, a qubit was expected; use a matrix or a channel on qudits.`,
      );
    }
  }
}

function requireFiniteNumber(value: number, what: string): void {
  if (!Number.isFinite(value))
    throw new KrausError('core/not-finite', `${what} is ${value}, expected a finite number.`);
}

function checkIndex(index: number, length: number, what: string): void {
  if (!Number.isSafeInteger(index) || index < 0 || index >= length) {
    throw new KrausError('core/out-of-range', `${what} ${index} is not one of 0 … ${length - 1}.`);
  }
}
