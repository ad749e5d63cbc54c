import type { CodeEntry } from './code-entry.js';

/** K2xx: physics. */
export const physicsCodes = {
  K201: {
    title: 'Not trace-preserving',
    explanation:
      'A quantum channel ρ → Σ K ρ K† keeps the trace, so that probabilities still add up to 1, only if Σ K†K = I, for every allowed value of its ' +
      'parameters. A list of Kraus operators is completely positive by its form; this is all that remains to be asked of it. (Nielsen & Chuang 8.2.3)',
    mend:
      'A case is missing (what happens with the remaining probability?), or a weight stands where its square root belongs: `sqrt(p) * X` happens ' +
      'with probability p.',
    decided: 'proof',
    example: 'kraus-operator-missing',
  },
  K202: {
    title: 'Value outside its domain',
    explanation: 'A probability lies within [0, 1], a time is not negative.',
    mend: 'Give a value within the domain; `30%` is 0.3. A range narrower than the type is said by `require`.',
    decided: 'values',
    example: 'probability-above-one',
  },
  K203: {
    title: 'Hamiltonian not Hermitian',
    explanation:
      'A Hamiltonian (and an observable) equals its conjugate transpose, H = H†: its eigenvalues are energies, which are real, and the evolution ' +
      'exp(−iHt) is unitary. Otherwise the evolution does not keep the trace.',
    mend: 'Add the missing conjugate terms: a jump |i><j| of a Hamiltonian comes with |j><i|.',
    decided: 'proof',
    example: 'hamiltonian-not-hermitian',
  },
  K205: {
    title: 'Not unitary',
    explanation:
      'A gate is reversible and keeps the norm of every state: U†U = I to 1e-10, for every allowed value of its parameters.',
    mend: 'Divide by the norm, or complete the matrix; what is not reversible is a `channel`.',
    decided: 'proof',
    example: 'gate-not-normalised',
  },
  K206: {
    title: 'Not a probability mixture',
    explanation:
      'In `mix { weight: operation … }` one of the operations happens, with the probability in front of it: the weights are not negative, and their sum is 1.',
    mend: 'Give the rest to one branch, e.g. `1 - p: I q` for nothing.',
    decided: 'proof',
    example: 'weights-do-not-add-up',
  },
  K207: {
    title: 'Requirement not met',
    explanation:
      'The declaration says `require …` and the arguments given do not satisfy it. The best known is T2 ≤ 2 T1: relaxation alone already destroys ' +
      'coherence at half its rate, 1/T2 = 1/(2 T1) + 1/Tφ.',
    mend: 'Choose arguments that do; hover over the name shows what is required.',
    decided: 'proof',
    example: 'requirement-not-met',
  },
  K208: {
    title: 'Nothing happens',
    explanation: 'A generator without hamiltonian and jumps, or a channel or gate without any operation, says nothing.',
    mend: 'Usually something was forgotten; `I q` says that nothing is meant.',
    decided: 'text',
    example: 'nothing-happens',
  },
  K209: {
    title: 'Not a gate',
    explanation:
      '`inverse`, `ctrl` and negative powers act on gates, that is on unitary operations. Noise, measurements and resets cannot be undone: they lose ' +
      'information; nor have they a controlled form without further choices.',
    mend: 'Apply it to the gates alone; noise under a condition is a `mix`, or stands behind `if` with a measured bit.',
    decided: 'values',
    example: 'inverse-of-noise',
  },
  K210: {
    title: 'State not normalised',
    explanation: 'A ket that stands for a state has norm 1, so that its probabilities add up to 1.',
    mend: 'Divide by its norm, e.g. `(|00> + |11>) / sqrt(2)`.',
    decided: 'values',
    example: 'fidelity-not-normalised',
  },
  K211: {
    title: 'Noise that cannot be matched',
    explanation:
      'A matched schedule gives a parameter the values at which, step by step, as much is left as in a reference process. They are sought from 0, where there is no ' +
      'noise, up to the first turning point (a coherent walk that is followed for longer comes back) or the end of the domain. Measuring often slows a ' +
      'coherent walk (Zeno effect), so that some references are out of reach.',
    mend: 'Take a less noisy reference, or a step that can be noisier.',
    decided: 'values',
    example: 'schedule-matched-out-of-reach',
  },
} as const satisfies Record<string, CodeEntry>;
