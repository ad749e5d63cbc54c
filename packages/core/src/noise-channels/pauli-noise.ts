import { pauliString } from '../channels/index.js';
import { ComplexMatrix, scale } from '../linear-algebra/index.js';
import type { ChannelRecord } from './channel-record.js';
import { count, probability } from './parameter-record.js';
import { combination, sandwich, sandwichDifference } from './superoperator-terms.js';

const PAULIS = [0, 1, 2, 3].map((index) => pauliString(1, index)) as [
  ComplexMatrix,
  ComplexMatrix,
  ComplexMatrix,
  ComplexMatrix,
];
const [I, X, Y, Z] = PAULIS;

/** √p, with rounding below zero cut off. */
const root = (p: number): number => Math.sqrt(Math.max(0, p));

function flip(name: string, aliases: readonly string[], letter: string, operator: ComplexMatrix): ChannelRecord {
  return {
    name,
    aliases,
    documentation: `${letter} with probability p.`,
    source: 'Nielsen & Chuang 8.3.3 (there 1 − p is the probability of the error)',
    parameters: [probability('p', `Probability of ${letter}.`)],
    conditions: [],
    dims: () => [2],
    kraus: ([p = 0]) => [scale(I, root(1 - p)), scale(operator, root(p))],
    derivatives: () => [sandwichDifference(operator, I)],
    unital: true,
  };
}

/** All n-qubit Pauli strings but the identity. */
function errors(qubits: number): ComplexMatrix[] {
  return Array.from({ length: 4 ** qubits - 1 }, (_, k) => pauliString(qubits, k + 1));
}

function depolarizing(name: string, qubits: number, aliases: readonly string[]): ChannelRecord {
  const d = 2 ** qubits;
  return {
    name,
    aliases,
    documentation:
      `ρ → (1 − p) ρ + p I/${d} on ${qubits === 1 ? 'one qubit' : `${qubits} qubits together`}: p is the weight of the maximally mixed state ` +
      '(λ in Qiskit Aer). See depolarizingFromErrorProbability for the other convention.',
    source: 'Nielsen & Chuang 8.3.4',
    parameters: [probability('p', 'Weight of the maximally mixed state.')],
    conditions: [],
    dims: () => new Array<number>(qubits).fill(2),
    kraus: ([p = 0]) => [
      scale(ComplexMatrix.identity(d), root(1 - p + p / (d * d))),
      ...errors(qubits).map((error) => scale(error, root(p) / d)),
    ],
    derivatives: () => {
      const all = [ComplexMatrix.identity(d), ...errors(qubits)];
      const mixed = combination(...all.map((error) => [1 / (d * d), sandwich(error)] as const));
      return [combination([1, mixed], [-1, ComplexMatrix.identity(d * d)])];
    },
    unital: true,
  };
}

export const PAULI_NOISE: readonly ChannelRecord[] = [
  depolarizing('Depolarizing', 1, []),
  depolarizing('TwoQubitDepolarizing', 2, ['Depolarizing2']),
  flip('BitFlip', [], 'X', X),
  flip('PhaseFlip', ['Dephasing'], 'Z', Z),
  flip('BitPhaseFlip', [], 'Y', Y),
  {
    name: 'PauliError',
    aliases: ['PauliChannel'],
    documentation: 'X, Y and Z with the probabilities px, py and pz; nothing happens with the rest.',
    source: 'Nielsen & Chuang 8.3.4, 10.1',
    parameters: [
      probability('px', 'Probability of X.'),
      probability('py', 'Probability of Y.'),
      probability('pz', 'Probability of Z.'),
    ],
    conditions: [
      {
        text: 'px + py + pz <= 1',
        holds: (values) => values.reduce((sum, p) => sum + p, 0) <= 1 + 1e-12,
      },
    ],
    dims: () => [2],
    kraus: ([px = 0, py = 0, pz = 0]) => [
      scale(I, root(1 - px - py - pz)),
      scale(X, root(px)),
      scale(Y, root(py)),
      scale(Z, root(pz)),
    ],
    derivatives: () => [X, Y, Z].map((error) => sandwichDifference(error, I)),
    unital: true,
  },
  {
    name: 'QuditDepolarizing',
    aliases: [],
    documentation: 'ρ → (1 − p) ρ + p I/d on one system of d levels.',
    source: 'Wilde, Quantum Information Theory, 4.7.4',
    parameters: [probability('p', 'Weight of the maximally mixed state.'), count('d', 1, 32, 'Number of levels.')],
    conditions: [],
    dims: ([, d = 2]) => [d],
    kraus: ([p = 0, d = 2]) => [
      scale(ComplexMatrix.identity(d), root(1 - p)),
      ...matrixUnits(d).map((unit) => scale(unit, root(p / d))),
    ],
    derivatives: ([, d = 2]) => {
      const mixed = combination(...matrixUnits(d).map((unit) => [1 / d, sandwich(unit)] as const));
      return [combination([1, mixed], [-1, ComplexMatrix.identity(d * d)]), undefined];
    },
    unital: true,
  },
  {
    name: 'QuditDephasing',
    aliases: [],
    documentation: 'Off-diagonal elements of a system of d levels shrink by 1 − p, populations stay.',
    source: 'Wilde, Quantum Information Theory, 4.7.2 (p = 1: completely dephasing)',
    parameters: [probability('p', 'Weight of the measured, forgotten state.'), count('d', 1, 32, 'Number of levels.')],
    conditions: [],
    dims: ([, d = 2]) => [d],
    kraus: ([p = 0, d = 2]) => [
      scale(ComplexMatrix.identity(d), root(1 - p)),
      ...projectors(d).map((projector) => scale(projector, root(p))),
    ],
    derivatives: ([, d = 2]) => {
      const measured = combination(...projectors(d).map((projector) => [1, sandwich(projector)] as const));
      return [combination([1, measured], [-1, ComplexMatrix.identity(d * d)]), undefined];
    },
    unital: true,
  },
];

/** |i><j| for all i, j. */
function matrixUnits(d: number): ComplexMatrix[] {
  return Array.from({ length: d * d }, (_, k) => {
    const unit = new ComplexMatrix(d, d);
    unit.set(Math.floor(k / d), k % d, 1);
    return unit;
  });
}

/** |i><i| for all i. */
function projectors(d: number): ComplexMatrix[] {
  return matrixUnits(d).filter((_, k) => k % (d + 1) === 0);
}
