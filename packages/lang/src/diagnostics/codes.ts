/** What a code means; the table in `docs/diagnostics.md` is made from this. */
export interface CodeEntry {
  readonly title: string;
  /** Why this is an error, and what usually helps. */
  readonly explanation: string;
}

/** Every code that the checker uses. A code never changes its meaning. */
export const diagnosticCodes = {
  K100: {
    title: 'Syntax',
    explanation: 'The text is not Kraus at this place. The message names what was expected and what was found.',
  },
  K101: {
    title: 'Unknown name',
    explanation:
      'No declaration, parameter or wire of this name can be seen here. Declare it, import it, or mend the spelling.',
  },
  K102: {
    title: 'Imported file not found',
    explanation: 'The path of an import is relative to the importing file, or `std/…` for the standard library.',
  },
  K103: {
    title: 'Imported name not found',
    explanation: 'The imported file declares no such name. Names that it imports itself are not passed on.',
  },
  K104: {
    title: 'Circle of imports',
    explanation: 'A file imports itself, directly or through others. Move what both need into a third file.',
  },
  K105: {
    title: 'Name declared twice',
    explanation:
      'Two declarations, parameters, wires, clauses or options with one name cannot be told apart. Rename or remove one.',
  },
  K106: {
    title: 'Wrong type',
    explanation: 'A value of one kind stands where another is needed, e.g. a channel in place of a number.',
  },
  K107: {
    title: 'Units do not match',
    explanation:
      'Quantities of different dimension cannot be added, compared or given for each other: a time plus a number is an error. ' +
      'A plain number may stand for a time or frequency as a whole (units of 1/J), but not be mixed with one.',
  },
  K108: {
    title: 'Arguments do not fit',
    explanation:
      'Too many or too few arguments, an argument given twice, or a named argument that the declaration does not have.',
  },
  K109: {
    title: 'Index out of range',
    explanation: 'Indices count from 0 to one less than the size.',
  },
  K110: {
    title: 'Dimensions do not fit',
    explanation: 'Matrices, kets, channels and wires must agree in dimension: an operator on 4 levels cannot act on 3.',
  },
  K111: {
    title: 'Unknown unit',
    explanation: 'Units: s, ms, us, µs, ns, ps; Hz, kHz, MHz, GHz; rad, deg; % ; and `i` for the imaginary unit.',
  },
  K112: {
    title: 'Not known here',
    explanation:
      'A value that is known only later (a trainable parameter, a measured bit, the time t) stands where a constant is needed.',
  },
  K113: {
    title: 'Too large to work out',
    explanation: 'Checking a script must stay fast: loops, lists and matrices have limits at compile time.',
  },
  K114: {
    title: 'Clause missing or out of place',
    explanation:
      'A model needs data, encode, forward, reverse, predict and objective; a statement must fit the declaration it stands in.',
  },
  K115: {
    title: 'Unknown component',
    explanation: 'The catalogue has no component of this name for this place. `kraus list` shows what there is.',
  },
  K116: {
    title: 'Unknown option',
    explanation: 'The component or task has no such option. `kraus list NAME` shows its options.',
  },
  K117: {
    title: 'Option missing',
    explanation: 'The component or task needs this option and has no default for it.',
  },
  K118: {
    title: 'Option value not allowed',
    explanation: 'The value has the wrong type or lies outside the range that the catalogue gives.',
  },
  K119: {
    title: 'Wrong kind of declaration',
    explanation:
      'A declaration of one kind stands where another is needed: `train` needs a model, `evolve` a generator, `data` a dataset.',
  },
  K120: {
    title: 'Not a basis state',
    explanation:
      'A ket names a level (`|3>`), a string of bits or signs for qubits (`|01>`, `|+->`), or a variable (`|i>`). For a computed index write `ket(i + 1)`.',
  },
  K121: {
    title: 'Defined through itself',
    explanation: 'A declaration uses itself, directly or through others, so it has no value.',
  },
  K122: {
    title: 'Statements run together',
    explanation: 'Statements end with the line or with `;`.',
  },
  K123: {
    title: 'No number comes out',
    explanation: 'The arithmetic has no finite result, e.g. a division by zero.',
  },
  K124: {
    title: 'Type missing',
    explanation:
      'Parameters need a type, e.g. `p: prob`: it says which values are allowed, and the checks run over all of them.',
  },
  K125: {
    title: 'Not a sum of parameters',
    explanation:
      'Trainable parameters and inputs are known only when a circuit runs. There an angle or a noise value is a sum of multiples of ' +
      'parameters, inputs and constants, such as `2 * theta[0] - x[1] + pi`: every engine can differentiate that exactly. Compute ' +
      'anything else before, and give it as an input.',
  },
  K126: {
    title: 'Measurement under a measured condition',
    explanation:
      'Inside `if c == 1 { … }` with a measured bit `c`, gates, noise and resets may stand, but no measurement: which bits are measured does not ' +
      'depend on outcomes. Measure before, and use the outcome inside.',
  },
  K201: {
    title: 'Not trace-preserving',
    explanation:
      'A quantum channel ρ → Σ K ρ K† keeps the trace only if Σ K†K = I, for every allowed value of its parameters. The message gives values ' +
      'at which it fails, and whether they are a corner of the domain or a sample of it. (Nielsen & Chuang 8.2.3)',
  },
  K202: {
    title: 'Value outside its domain',
    explanation: 'A probability lies within [0, 1], a time is not negative.',
  },
  K203: {
    title: 'Hamiltonian not Hermitian',
    explanation:
      'H must equal H†: otherwise the evolution it generates does not keep the trace. Add the missing conjugate terms.',
  },
  K205: {
    title: 'Not unitary',
    explanation: 'A gate must satisfy U†U = I to 1e-10, for every allowed value of its parameters.',
  },
  K206: {
    title: 'Not a probability mixture',
    explanation: 'The weights of a mixture are probabilities: none negative, and their sum is 1.',
  },
  K207: {
    title: 'Requirement not met',
    explanation: 'The declaration says `require …` and the arguments given do not satisfy it, e.g. t2 <= 2 t1.',
  },
  K208: {
    title: 'Nothing happens',
    explanation:
      'A generator without hamiltonian and jumps, or a channel or gate without any operation, says nothing. Usually something was forgotten.',
  },
  K209: {
    title: 'Not a gate',
    explanation:
      '`inverse`, `ctrl` and negative powers act on gates, that is on unitary operations. Noise, measurements and resets cannot be undone, ' +
      'and have no controlled form without further choices.',
  },
  K210: {
    title: 'State not normalised',
    explanation: 'A ket that stands for a state has norm 1. Divide by its norm, e.g. `(|00> + |11>) / sqrt(2)`.',
  },
  K301: {
    title: 'Reverse model without time',
    explanation:
      'The reverse process differs from step to step; a reverse model that is not told the time can only learn their average.',
  },
  K302: {
    title: 'Parameter without influence',
    explanation:
      'A trainable parameter that cannot change anything a circuit returns has gradient 0 everywhere and is never learned. The usual trap: ' +
      'gates that are diagonal (RZ, CZ, P …) right before Z or probabilities are read, or on |0> at the start, change phases only. ' +
      'Outputs are followed back through the circuit; what is reported holds for all values of the parameters.',
  },
  K303: {
    title: 'Reverse circuit that never raises purity',
    explanation:
      'A channel makes mixed states of pure ones. A circuit of gates alone, on just the qubits of the data, is unitary and keeps the purity of ' +
      'every state, so it cannot undo the channel. Give it ancillas that it measures and resets, as `QuDDPM` of `std/ansatz` does.',
  },
  K304: {
    title: 'Everything destroyed at the first step',
    explanation:
      'After the first of several steps every start is the same state (within 1e-6): the later steps add nothing, and the first step back ' +
      'has to make the data from nothing. Begin with weaker noise, e.g. with an argument that grows with `t`. Levels that are measured at ' +
      'each step are compared as distributions, other states as density matrices. Worked out for channels on at most 16 levels, at the ' +
      'defaults of the parameters of the model.',
  },
  K305: {
    title: 'Forward process that does not mix',
    explanation:
      'Sampling begins at the fixed point of the forward process. If the last step is further from it than 0.2 (total variation, worst start), ' +
      'the reverse model starts from levels that it was not trained on. Take more steps or stronger ones. Worked out for channels on at most ' +
      '16 levels without `matched to`, at the defaults of the parameters of the model.',
  },
} as const satisfies Record<string, CodeEntry>;

export type DiagnosticCode = keyof typeof diagnosticCodes;
