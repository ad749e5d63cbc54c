import type { CodeEntry } from './code-entry.js';

/** K3xx: learning. */
export const learningCodes = {
  K301: {
    title: 'Reverse model without time',
    explanation:
      'The reverse process differs from step to step; a reverse model that is not told the time can only learn their average.',
    mend: 'Add `time` to the conditions, or leave the clause out: the time is told by default.',
    decided: 'text',
    example: 'warning-without-time',
  },
  K302: {
    title: 'Parameter without influence',
    explanation:
      'A trainable parameter that cannot change anything a circuit returns has gradient 0 everywhere and is never learned. The usual trap: ' +
      'gates that are diagonal (RZ, CZ, P …) right before Z or probabilities are read, or on |0> at the start, change phases only.',
    mend:
      'Leave the gate out, put a gate that mixes basis states behind it, or return something that sees it. Published ansätze have such rotations ' +
      'where they stand alone; used inside a larger circuit these reach its outputs.',
    decided: 'circuit',
    example: 'parameter-of-a-last-phase',
  },
  K303: {
    title: 'Reverse circuit that never raises purity',
    explanation:
      'A channel makes mixed states of pure ones. A circuit of gates alone, on just the qubits of the data, is unitary and keeps the purity tr ρ² of ' +
      'every state, so it cannot undo the channel.',
    mend: 'Give it ancillas that it measures and resets, as `QuDDPM` of `std/ansatz` does.',
    decided: 'defaults',
    example: 'reverse-never-raises-purity',
  },
  K304: {
    title: 'Everything destroyed at the first step',
    explanation:
      'After the first of several steps every start is the same state (within 1e-6): the later steps add nothing, and the first step back ' +
      'has to make the data from nothing. Levels that are measured at each step are compared as distributions, other states as density matrices.',
    mend: 'Begin with weaker noise, e.g. with an argument that grows with `t`.',
    decided: 'defaults',
    example: 'destroyed-at-the-first-step',
  },
  K305: {
    title: 'Forward process that does not mix',
    explanation:
      'Sampling begins at the fixed point of the forward process. If the last step is further from it than 0.2 (total variation, worst start), ' +
      'the reverse model starts from levels that it was not trained on. Processes with `matched to` are not looked at.',
    mend: 'Take more steps or stronger ones. A process with several fixed points never mixes: let something connect them.',
    decided: 'defaults',
    example: 'forward-does-not-mix',
  },
} as const satisfies Record<string, CodeEntry>;
