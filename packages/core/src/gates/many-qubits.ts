import { ComplexMatrix } from '../linear-algebra/index.js';
import type { GateRecord } from './gate-record.js';
import { phaseMatrix, rxMatrix, ryMatrix, rzMatrix } from './one-qubit.js';
import {
  angleOf,
  constant,
  controlled,
  LAMBDA,
  negated,
  PHI,
  permutation,
  phase,
  rotation,
  THETA,
  undoneBy,
} from './rules.js';

const R = Math.SQRT1_2;
const X = ComplexMatrix.fromRows([
  [0, 1],
  [1, 0],
]);
const Y = ComplexMatrix.fromRows([
  [0, [0, -1]],
  [[0, 1], 0],
]);
const H = ComplexMatrix.fromRows([
  [R, R],
  [R, -R],
]);

const fixed = (
  name: string,
  documentation: string,
  qubits: number,
  matrix: () => ComplexMatrix,
  symbols: readonly string[],
  more: Partial<Pick<GateRecord, 'aliases' | 'qasm2' | 'qasm3' | 'inverse'>> = {},
): GateRecord => ({
  name,
  aliases: [],
  documentation,
  qubits,
  parameters: [],
  matrix,
  rotations: [],
  inverse: undoneBy(name),
  symbols,
  ...more,
});

const both = (qasm: string) => ({ qasm2: qasm, qasm3: qasm });

/** exp(−iθ/2 P⊗P) for P = X, Y: cos θ/2 on the diagonal, the antidiagonal by the Paulis. */
function doubleRotation(theta: number, corner: number): ComplexMatrix {
  const [c, s] = phase(theta / 2);
  return ComplexMatrix.fromRows([
    [c, 0, 0, [0, -s * corner]],
    [0, c, [0, -s], 0],
    [0, [0, -s], c, 0],
    [[0, -s * corner], 0, 0, c],
  ]);
}

const controlledRotation = (axis: 'X' | 'Y' | 'Z', matrix: (theta: number) => ComplexMatrix): GateRecord => ({
  name: `CR${axis}`,
  aliases: [],
  documentation: `Rotation about ${axis} of the second qubit when the first is 1.`,
  qubits: 2,
  parameters: [THETA],
  matrix: ([theta = 0]) => controlled(1, matrix(theta)),
  rotations: [rotation(`I${axis}`, angleOf(0, 1), [0])],
  inverse: negated(`CR${axis}`, 1),
  ...(axis === 'Z' ? { qasm2: 'crz' } : {}),
  qasm3: `cr${axis.toLowerCase()}`,
  symbols: ['●', `R${axis}`],
});

const pauliRotation = (letters: 'XX' | 'YY' | 'ZZ', matrix: (theta: number) => ComplexMatrix): GateRecord => ({
  name: `R${letters}`,
  aliases: letters === 'XX' ? ['IsingXX', 'MS'] : [`Ising${letters}`],
  documentation: `Rotation about ${letters[0]}⊗${letters[1]}: exp(-i theta ${letters} / 2).`,
  qubits: 2,
  parameters: [THETA],
  matrix: ([theta = 0]) => matrix(theta),
  rotations: [rotation(letters)],
  inverse: negated(`R${letters}`, 1),
  symbols: [`R${letters}`, `R${letters}`],
});

/** Gates on two and more qubits. A controlled gate has its controls first. */
export const MANY_QUBIT_GATES: readonly GateRecord[] = [
  fixed('CX', 'Flips the second qubit when the first is 1.', 2, () => controlled(1, X), ['●', '⊕'], {
    aliases: ['CNOT'],
    ...both('cx'),
  }),
  fixed('CY', 'Pauli Y on the second qubit when the first is 1.', 2, () => controlled(1, Y), ['●', 'Y'], both('cy')),
  fixed('CZ', 'The sign of |11>.', 2, () => ComplexMatrix.diagonal([1, 1, 1, -1]), ['●', '●'], both('cz')),
  fixed('CH', 'Hadamard on the second qubit when the first is 1.', 2, () => controlled(1, H), ['●', 'H'], both('ch')),
  fixed('SWAP', 'Exchanges two qubits.', 2, permutation([0, 2, 1, 3]), ['×', '×'], both('swap')),
  fixed(
    'iSWAP',
    'Exchanges two qubits with a phase i on |01> and |10>.',
    2,
    constant([
      [1, 0, 0, 0],
      [0, 0, [0, 1], 0],
      [0, [0, 1], 0, 0],
      [0, 0, 0, 1],
    ]),
    ['iSWAP', 'iSWAP'],
    { inverse: undoneBy('iSWAPdg') },
  ),
  fixed(
    'iSWAPdg',
    'The inverse of iSWAP.',
    2,
    constant([
      [1, 0, 0, 0],
      [0, 0, [0, -1], 0],
      [0, [0, -1], 0, 0],
      [0, 0, 0, 1],
    ]),
    ['iSWAP†', 'iSWAP†'],
    { inverse: undoneBy('iSWAP') },
  ),
  fixed(
    'ECR',
    'Echoed cross resonance, the native gate of IBM Eagle machines: its own inverse, (IX − XY)/√2 with qubit 0 the control.',
    2,
    constant([
      [0, R, 0, [0, R]],
      [R, 0, [0, -R], 0],
      [0, [0, R], 0, R],
      [[0, -R], 0, R, 0],
    ]),
    ['ECR', 'ECR'],
  ),
  fixed('CCX', 'Toffoli: flips the third qubit when the first two are 1.', 3, () => controlled(2, X), ['●', '●', '⊕'], {
    aliases: ['Toffoli'],
    ...both('ccx'),
  }),
  fixed('CCZ', 'The sign of |111>.', 3, () => ComplexMatrix.diagonal([1, 1, 1, 1, 1, 1, 1, -1]), ['●', '●', '●']),
  fixed(
    'CSWAP',
    'Fredkin: exchanges the last two qubits when the first is 1.',
    3,
    permutation([0, 1, 2, 5, 4, 3, 6, 7]),
    ['●', '×', '×'],
    { aliases: ['Fredkin'], qasm3: 'cswap' },
  ),
  {
    name: 'CP',
    aliases: ['CPhase', 'CU1'],
    documentation: 'Phase of |11>: diag(1, 1, 1, exp(i lambda)).',
    qubits: 2,
    parameters: [LAMBDA],
    matrix: ([lambda = 0]) => controlled(1, phaseMatrix(lambda)),
    rotations: [rotation('II', angleOf(0, 1, -2), [0, 1])],
    inverse: negated('CP', 1),
    qasm2: 'cu1',
    qasm3: 'cp',
    symbols: ['●', 'P'],
  },
  controlledRotation('X', rxMatrix),
  controlledRotation('Y', ryMatrix),
  controlledRotation('Z', rzMatrix),
  pauliRotation('XX', (theta) => doubleRotation(theta, 1)),
  pauliRotation('YY', (theta) => doubleRotation(theta, -1)),
  pauliRotation('ZZ', (theta) => {
    const [down, up] = [phase(-theta / 2), phase(theta / 2)];
    return ComplexMatrix.diagonal([down, up, up, down]);
  }),
  {
    name: 'fSim',
    aliases: [],
    documentation: 'exp(-i theta (XX + YY) / 2) and then the phase exp(-i phi) of |11>.',
    qubits: 2,
    parameters: [THETA, PHI],
    matrix: ([theta = 0, phi = 0]) => {
      const [c, s] = phase(theta);
      return ComplexMatrix.fromRows([
        [1, 0, 0, 0],
        [0, c, [0, -s], 0],
        [0, [0, -s], c, 0],
        [0, 0, 0, phase(-phi)],
      ]);
    },
    rotations: [rotation('XX', angleOf(0, 2)), rotation('YY', angleOf(0, 2)), rotation('II', angleOf(1, 2, 2), [0, 1])],
    inverse: negated('fSim', 2),
    symbols: ['fSim', 'fSim'],
  },
  {
    name: 'Givens',
    aliases: ['SingleExcitation'],
    documentation: 'Rotation by theta / 2 between |01> and |10>: real, keeps the number of ones.',
    qubits: 2,
    parameters: [THETA],
    matrix: ([theta = 0]) => {
      const [c, s] = phase(theta / 2);
      return ComplexMatrix.fromRows([
        [1, 0, 0, 0],
        [0, c, -s, 0],
        [0, s, c, 0],
        [0, 0, 0, 1],
      ]);
    },
    rotations: [rotation('XY', angleOf(0, 1, 0.5)), rotation('YX', angleOf(0, 1, -0.5))],
    inverse: negated('Givens', 1),
    symbols: ['G', 'G'],
  },
];
