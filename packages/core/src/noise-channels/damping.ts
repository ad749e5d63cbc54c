import { add, ComplexMatrix, multiply, scale } from '../linear-algebra/index.js';
import type { ChannelRecord } from './channel-record.js';
import { duration, probability } from './parameter-record.js';
import { sandwich } from './superoperator-terms.js';

const LOWER = ComplexMatrix.fromRows([
  [0, 1],
  [0, 0],
]);
const RAISE = ComplexMatrix.fromRows([
  [0, 0],
  [1, 0],
]);
const ZERO = ComplexMatrix.diagonal([1, 0]);
const ONE = ComplexMatrix.diagonal([0, 1]);

const root = (p: number): number => Math.sqrt(Math.max(0, p));

/**
 * The superoperator of a one-qubit map that moves populations by (up: |0> → |1>, down: |1> → |0>) and multiplies
 * coherences by `coherence`; with `trace` false its derivative (populations change, nothing is kept).
 */
function damping(down: number, up: number, coherence: number, trace = true): ComplexMatrix {
  const s = new ComplexMatrix(4, 4);
  const kept = trace ? 1 : 0;
  s.set(0, 0, kept - up);
  s.set(3, 0, up);
  s.set(0, 3, down);
  s.set(3, 3, kept - down);
  s.set(1, 1, coherence);
  s.set(2, 2, coherence);
  return s;
}

/** Amplitude damping towards the state with |1> at probability `excited`. */
function generalised(gamma: number, excited: number): ComplexMatrix[] {
  const [down, up] = [root(1 - excited), root(excited)];
  const keep = root(1 - gamma);
  return [
    scale(add(ZERO, scale(ONE, keep)), down),
    scale(LOWER, down * root(gamma)),
    scale(add(scale(ZERO, keep), ONE), up),
    scale(RAISE, up * root(gamma)),
  ];
}

function nonZero(operators: readonly ComplexMatrix[]): ComplexMatrix[] {
  return operators.filter((operator) => operator.data.some((x) => x !== 0));
}

/** Kraus operators of ThermalRelaxation: generalised damping, then phase damping. */
function thermal(t1: number, t2: number, time: number, excited: number): ComplexMatrix[] {
  const gamma = 1 - Math.exp(-time / t1);
  // Damping alone shrinks coherences by exp(−t/2T1); the rest of exp(−t/T2) is phase damping.
  const pure = time === 0 ? 0 : 1 - Math.exp(-2 * time * (1 / t2 - 1 / (2 * t1)));
  const phases = [add(ZERO, scale(ONE, root(1 - pure))), scale(ONE, root(pure))];
  return nonZero(phases.flatMap((phase) => generalised(gamma, excited).map((decay) => multiply(phase, decay))));
}

export const DAMPING_NOISE: readonly ChannelRecord[] = [
  {
    name: 'AmplitudeDamping',
    aliases: [],
    documentation: 'Decay |1> → |0> with probability gamma; after a time t, gamma = 1 − exp(−t/T1).',
    source: 'Nielsen & Chuang 8.3.5, equation 8.108',
    parameters: [probability('gamma', 'Probability of decay.')],
    conditions: [],
    dims: () => [2],
    kraus: ([gamma = 0]) => [add(ZERO, scale(ONE, root(1 - gamma))), scale(LOWER, root(gamma))],
    derivatives: ([gamma = 0]) => [damping(1, 0, -0.5 / root(1 - gamma), false)],
    unital: false,
  },
  {
    name: 'GeneralizedAmplitudeDamping',
    aliases: [],
    documentation:
      'Exchange with a bath: relaxation by gamma towards the state that holds |0> with probability p; p = 1 is AmplitudeDamping.',
    source: 'Nielsen & Chuang 8.3.5, equation 8.117',
    parameters: [
      probability('gamma', 'Probability of exchange.'),
      probability('p', 'Probability of |0> in the state that the bath prepares.'),
    ],
    conditions: [],
    dims: () => [2],
    kraus: ([gamma = 0, p = 1]) => generalised(gamma, 1 - p),
    derivatives: ([gamma = 0, p = 1]) => [
      damping(p, 1 - p, -0.5 / root(1 - gamma), false),
      damping(gamma, -gamma, 0, false),
    ],
    unital: false,
  },
  {
    name: 'PhaseDamping',
    aliases: [],
    documentation: 'Loss of coherence without loss of energy: off-diagonal elements shrink by √(1 − gamma).',
    source: 'Nielsen & Chuang 8.3.6, equations 8.127 and 8.128',
    parameters: [probability('gamma', 'Probability that the environment learns the state.')],
    conditions: [],
    dims: () => [2],
    kraus: ([gamma = 0]) => [add(ZERO, scale(ONE, root(1 - gamma))), scale(ONE, root(gamma))],
    derivatives: ([gamma = 0]) => [damping(0, 0, -0.5 / root(1 - gamma), false)],
    unital: true,
  },
  {
    name: 'ThermalRelaxation',
    aliases: [],
    documentation:
      'Idling for a time: populations relax with T1 towards the thermal state, coherences decay as exp(−time/T2).',
    source: 'Nielsen & Chuang 7.7.4, 8.3.5, 8.3.6; Qiskit Aer thermal_relaxation_error',
    parameters: [
      duration('t1', 'Relaxation time; above 0.'),
      duration('t2', 'Coherence time; above 0, at most 2 T1.'),
      duration('time', 'How long.'),
      probability('excited', 'Thermal population of |1>.'),
    ],
    conditions: [
      { text: 't1 > 0 and t2 > 0', holds: ([t1 = 0, t2 = 0]) => t1 > 0 && t2 > 0 },
      { text: 't2 <= 2 * t1', holds: ([t1 = 0, t2 = 0]) => t2 <= 2 * t1 * (1 + 1e-12) },
      { text: 'time is finite', holds: ([, , time = 0]) => Number.isFinite(time) },
    ],
    dims: () => [2],
    kraus: ([t1 = 1, t2 = 1, time = 0, excited = 0]) => thermal(t1, t2, time, excited),
    derivatives: ([t1 = 1, t2 = 1, time = 0, excited = 0]) => {
      const [decay, coherence] = [Math.exp(-time / t1), Math.exp(-time / t2)];
      const population = (change: number, coherences: number): ComplexMatrix =>
        damping(change * (1 - excited), change * excited, coherences, false);
      return [
        population(t1 === Infinity ? 0 : (-decay * time) / (t1 * t1), 0),
        damping(0, 0, t2 === Infinity ? 0 : (coherence * time) / (t2 * t2), false),
        population(decay / t1, -coherence / t2),
        damping(-(1 - decay), 1 - decay, 0, false),
      ];
    },
    unital: false,
  },
  {
    name: 'Reset',
    aliases: [],
    documentation: 'The qubit is replaced by |0> with probability p.',
    source: 'Nielsen & Chuang 8.2.3',
    parameters: [probability('p', 'Probability of the reset.')],
    conditions: [],
    dims: () => [2],
    kraus: ([p = 0]) => [scale(ComplexMatrix.identity(2), root(1 - p)), scale(ZERO, root(p)), scale(LOWER, root(p))],
    derivatives: () => [add(add(sandwich(ZERO), sandwich(LOWER)), scale(ComplexMatrix.identity(4), -1))],
    unital: false,
  },
  {
    name: 'ResetError',
    aliases: [],
    documentation: 'The qubit is replaced by |0> with probability p0 and by |1> with probability p1.',
    source: 'Qiskit Aer reset_error',
    parameters: [
      probability('p0', 'Probability of a reset to |0>.'),
      probability('p1', 'Probability of a reset to |1>.'),
    ],
    conditions: [{ text: 'p0 + p1 <= 1', holds: ([p0 = 0, p1 = 0]) => p0 + p1 <= 1 + 1e-12 }],
    dims: () => [2],
    kraus: ([p0 = 0, p1 = 0]) => [
      scale(ComplexMatrix.identity(2), root(1 - p0 - p1)),
      scale(ZERO, root(p0)),
      scale(LOWER, root(p0)),
      scale(RAISE, root(p1)),
      scale(ONE, root(p1)),
    ],
    derivatives: () => {
      const identity = ComplexMatrix.identity(4);
      const to0 = add(sandwich(ZERO), sandwich(LOWER));
      const to1 = add(sandwich(ONE), sandwich(RAISE));
      return [add(to0, scale(identity, -1)), add(to1, scale(identity, -1))];
    },
    unital: false,
  },
];
