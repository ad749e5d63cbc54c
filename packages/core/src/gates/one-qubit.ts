import { ComplexMatrix } from '../linear-algebra/index.js';
import type { GateRecord } from './gate-record.js';
import { angleOf, constant, LAMBDA, negated, PHI, phase, rotation, THETA, undoneBy } from './rules.js';

const R = Math.SQRT1_2;

/** exp(−iθX/2). */
export function rxMatrix(theta: number): ComplexMatrix {
  const [c, s] = phase(theta / 2);
  return ComplexMatrix.fromRows([
    [c, [0, -s]],
    [[0, -s], c],
  ]);
}

/** exp(−iθY/2). */
export function ryMatrix(theta: number): ComplexMatrix {
  const [c, s] = phase(theta / 2);
  return ComplexMatrix.fromRows([
    [c, -s],
    [s, c],
  ]);
}

/** exp(−iθZ/2). */
export function rzMatrix(theta: number): ComplexMatrix {
  return ComplexMatrix.diagonal([phase(-theta / 2), phase(theta / 2)]);
}

/** diag(1, e^{iλ}). */
export function phaseMatrix(lambda: number): ComplexMatrix {
  return ComplexMatrix.diagonal([1, phase(lambda)]);
}

/** The matrix of OpenQASM 3's U(θ, φ, λ): [[cos θ/2, −e^{iλ} sin θ/2], [e^{iφ} sin θ/2, e^{i(φ+λ)} cos θ/2]]. */
export function uMatrix(theta: number, phi: number, lambda: number): ComplexMatrix {
  const [c, s] = phase(theta / 2);
  const times = ([re, im]: [number, number], factor: number): [number, number] => [re * factor, im * factor];
  return ComplexMatrix.fromRows([
    [c, times(phase(lambda), -s)],
    [times(phase(phi), s), times(phase(phi + lambda), c)],
  ]);
}

const fixed = (
  name: string,
  documentation: string,
  rows: Parameters<typeof constant>[0],
  inverse: string,
  more: Partial<Pick<GateRecord, 'aliases' | 'qasm2' | 'qasm3' | 'symbols'>> = {},
): GateRecord => ({
  name,
  aliases: [],
  documentation,
  qubits: 1,
  parameters: [],
  matrix: constant(rows),
  rotations: [],
  inverse: undoneBy(inverse),
  symbols: [name],
  ...more,
});

const both = (qasm: string) => ({ qasm2: qasm, qasm3: qasm });

/** Gates on one qubit. */
export const ONE_QUBIT_GATES: readonly GateRecord[] = [
  fixed(
    'I',
    'The identity.',
    [
      [1, 0],
      [0, 1],
    ],
    'I',
    { aliases: ['Id', 'Identity'], ...both('id') },
  ),
  fixed(
    'X',
    'Pauli X: flips |0> and |1>.',
    [
      [0, 1],
      [1, 0],
    ],
    'X',
    { aliases: ['NOT', 'PauliX'], ...both('x') },
  ),
  fixed(
    'Y',
    'Pauli Y.',
    [
      [0, [0, -1]],
      [[0, 1], 0],
    ],
    'Y',
    { aliases: ['PauliY'], ...both('y') },
  ),
  fixed(
    'Z',
    'Pauli Z: the sign of |1>.',
    [
      [1, 0],
      [0, -1],
    ],
    'Z',
    { aliases: ['PauliZ'], ...both('z') },
  ),
  fixed(
    'H',
    'Hadamard: X and Z exchanged.',
    [
      [R, R],
      [R, -R],
    ],
    'H',
    { aliases: ['Hadamard'], ...both('h') },
  ),
  fixed(
    'S',
    'The square root of Z: diag(1, i).',
    [
      [1, 0],
      [0, [0, 1]],
    ],
    'Sdg',
    { ...both('s') },
  ),
  fixed(
    'Sdg',
    'The inverse of S: diag(1, -i).',
    [
      [1, 0],
      [0, [0, -1]],
    ],
    'S',
    { ...both('sdg'), symbols: ['S†'] },
  ),
  fixed(
    'T',
    'The square root of S: diag(1, exp(i pi/4)).',
    [
      [1, 0],
      [0, [R, R]],
    ],
    'Tdg',
    { ...both('t') },
  ),
  fixed(
    'Tdg',
    'The inverse of T: diag(1, exp(-i pi/4)).',
    [
      [1, 0],
      [0, [R, -R]],
    ],
    'T',
    {
      ...both('tdg'),
      symbols: ['T†'],
    },
  ),
  fixed(
    'SX',
    'The square root of X: SX SX = X.',
    [
      [
        [0.5, 0.5],
        [0.5, -0.5],
      ],
      [
        [0.5, -0.5],
        [0.5, 0.5],
      ],
    ],
    'SXdg',
    { aliases: ['SqrtX'], qasm3: 'sx', symbols: ['√X'] },
  ),
  fixed(
    'SXdg',
    'The inverse of SX.',
    [
      [
        [0.5, -0.5],
        [0.5, 0.5],
      ],
      [
        [0.5, 0.5],
        [0.5, -0.5],
      ],
    ],
    'SX',
    { aliases: ['SqrtXdg'], symbols: ['√X†'] },
  ),
  {
    name: 'RX',
    aliases: [],
    documentation: 'Rotation about X: exp(-i theta X / 2).',
    qubits: 1,
    parameters: [THETA],
    matrix: ([theta = 0]) => rxMatrix(theta),
    rotations: [rotation('X')],
    inverse: negated('RX', 1),
    ...both('rx'),
    symbols: ['RX'],
  },
  {
    name: 'RY',
    aliases: [],
    documentation: 'Rotation about Y: exp(-i theta Y / 2).',
    qubits: 1,
    parameters: [THETA],
    matrix: ([theta = 0]) => ryMatrix(theta),
    rotations: [rotation('Y')],
    inverse: negated('RY', 1),
    ...both('ry'),
    symbols: ['RY'],
  },
  {
    name: 'RZ',
    aliases: [],
    documentation: 'Rotation about Z: exp(-i theta Z / 2).',
    qubits: 1,
    parameters: [THETA],
    matrix: ([theta = 0]) => rzMatrix(theta),
    rotations: [rotation('Z')],
    inverse: negated('RZ', 1),
    ...both('rz'),
    symbols: ['RZ'],
  },
  {
    name: 'P',
    aliases: ['Phase', 'U1'],
    documentation: 'Phase of |1>: diag(1, exp(i lambda)).',
    qubits: 1,
    parameters: [LAMBDA],
    matrix: ([lambda = 0]) => phaseMatrix(lambda),
    rotations: [rotation('I', angleOf(0, 1, -2), [0])],
    inverse: negated('P', 1),
    qasm2: 'u1',
    qasm3: 'p',
    symbols: ['P'],
  },
  {
    name: 'U',
    aliases: ['U3'],
    documentation: 'Any unitary of one qubit up to phase: exp(i (phi + lambda) / 2) RZ(phi) RY(theta) RZ(lambda).',
    qubits: 1,
    parameters: [THETA, PHI, LAMBDA],
    matrix: ([theta = 0, phi = 0, lambda = 0]) => uMatrix(theta, phi, lambda),
    rotations: [
      rotation('Z', angleOf(2, 3)),
      rotation('Y', angleOf(0, 3)),
      rotation('Z', angleOf(1, 3)),
      rotation('I', { coefficients: [0, -1, -1], offset: 0 }),
    ],
    inverse: { gate: 'U', angles: [angleOf(0, 3, -1), angleOf(2, 3, -1), angleOf(1, 3, -1)] },
    qasm2: 'u3',
    qasm3: 'U',
    symbols: ['U'],
  },
];
