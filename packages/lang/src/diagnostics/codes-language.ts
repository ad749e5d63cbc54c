import type { CodeEntry } from './code-entry.js';

/** K1xx: names, types, units, dimensions, components. */
export const languageCodes = {
  K100: {
    title: 'Syntax',
    explanation: 'The text is not Kraus at this place. The message names what was expected and what was found.',
    mend: 'Look at the place and right before it: usually a bracket, a quote or a word is missing there. Only the first error of a file is told.',
    decided: 'text',
    example: 'syntax-missing-parenthesis',
  },
  K101: {
    title: 'Unknown name',
    explanation: 'No declaration, parameter or wire of this name can be seen here.',
    mend: 'Declare it, import it, or mend the spelling.',
    decided: 'text',
    example: 'gate-not-imported',
  },
  K102: {
    title: 'Imported file not found',
    explanation: 'The path of an import is relative to the importing file, or `std/…` for the standard library.',
    mend: 'Correct the path; it ends in `.kraus` for files of your own.',
    decided: 'text',
    example: 'import-library-misspelt',
  },
  K103: {
    title: 'Imported name not found',
    explanation: 'The imported file declares no such name. Names that it imports itself are not passed on.',
    mend: 'Mend the spelling, or import the name from the file that declares it.',
    decided: 'text',
    example: 'import-name-missing',
  },
  K104: {
    title: 'Circle of imports',
    explanation: 'A file imports itself, directly or through others, so that none of them comes first.',
    mend: 'Move what both need into a third file.',
    decided: 'text',
    example: 'import-circle',
  },
  K105: {
    title: 'Name declared twice',
    explanation:
      'Two declarations, parameters, wires, clauses or options with one name cannot be told apart; nor can an operation act on one wire twice.',
    mend: 'Rename or remove one.',
    decided: 'text',
    example: 'option-twice',
  },
  K106: {
    title: 'Wrong type',
    explanation: 'A value of one kind stands where another is needed, e.g. a channel in place of a number.',
    mend: 'The message says what is expected. A channel is used as an operation or in `>>`, `⊗` and `^`, not in arithmetic.',
    decided: 'text',
    example: 'channel-for-a-number',
  },
  K107: {
    title: 'Units do not match',
    explanation:
      'Quantities of different dimension cannot be added, compared or given for each other: a time plus a number is an error. ' +
      'A plain number may stand for a time or frequency as a whole (units of 1/J), but not be mixed with one.',
    mend: 'Write the unit (`35ns`), or divide by another quantity of the same kind: `dt / t1` is a plain number.',
    decided: 'text',
    example: 'time-plus-number',
  },
  K108: {
    title: 'Arguments do not fit',
    explanation:
      'Too many or too few arguments, an argument given twice, or a named argument that the declaration does not have.',
    mend: 'Hover over the name: it shows the parameters with their types and defaults.',
    decided: 'text',
    example: 'too-many-arguments',
  },
  K109: {
    title: 'Index out of range',
    explanation: 'Indices count from 0 to one less than the size: `level[4]` has the levels |0> to |3>.',
    mend: 'Use an index within the size. The end of `0..n` is left out, that of `0..=n` is not.',
    decided: 'values',
    example: 'level-out-of-range',
  },
  K110: {
    title: 'Dimensions do not fit',
    explanation:
      'Matrices, kets, channels and wires must agree in dimension: an operator on 4 levels cannot act on 3, one on two qubits not on one.',
    mend: 'Change the size of the wires or of the operator. `at(A, q[i])` puts a small operator onto one part of a system.',
    decided: 'values',
    example: 'noise-on-the-wrong-levels',
  },
  K111: {
    title: 'Unknown unit',
    explanation: 'Units: s, ms, us, µs, ns, ps; Hz, kHz, MHz, GHz; rad, deg; % ; and `i` for the imaginary unit.',
    mend: 'Use one of these. To multiply a number by something, write `*`.',
    decided: 'text',
    example: 'unknown-unit',
  },
  K112: {
    title: 'Not known here',
    explanation:
      'A value that is known only later (a trainable parameter, a measured bit, the time t) stands where a constant is needed.',
    mend: 'Make it a parameter of the declaration, which has its value when the circuit is put together.',
    decided: 'values',
    example: 'parameter-in-a-sine',
  },
  K113: {
    title: 'Too large to work out',
    explanation: 'Checking a script must stay fast: loops, lists and matrices have limits at compile time.',
    mend: 'Take smaller sizes; for larger circuits use gates of the library, which are never written out as matrices.',
    decided: 'values',
    example: 'loop-too-long',
  },
  K114: {
    title: 'Clause missing or out of place',
    explanation:
      'A model needs data, encode, forward, reverse, predict and objective; a statement must fit the declaration it stands in.',
    mend: 'Add the clause, or move the statement to where it means something.',
    decided: 'text',
    example: 'model-clauses-missing',
  },
  K115: {
    title: 'Unknown component',
    explanation: 'The catalogue has no component of this name for this place.',
    mend: '`kraus list` shows what there is.',
    decided: 'text',
    example: 'component-unknown',
  },
  K116: {
    title: 'Unknown option',
    explanation: 'The component or task has no such option.',
    mend: '`kraus list NAME` shows its options.',
    decided: 'text',
    example: 'option-unknown',
  },
  K117: {
    title: 'Option missing',
    explanation: 'The component or task needs this option and has no default for it.',
    mend: 'Give it. `kraus list NAME` shows what it means.',
    decided: 'text',
    example: 'option-missing',
  },
  K118: {
    title: 'Option value not allowed',
    explanation: 'The value has the wrong type or lies outside the range that the catalogue gives.',
    mend: 'The message gives the range.',
    decided: 'values',
    example: 'option-out-of-range',
  },
  K119: {
    title: 'Wrong kind of declaration',
    explanation:
      'A declaration of one kind stands where another is needed: `train` needs a model, `evolve` a generator, `data` a dataset.',
    mend: 'Name a declaration of the kind that is expected; a generator becomes a channel by `evolve G for dt`.',
    decided: 'text',
    example: 'train-a-channel',
  },
  K120: {
    title: 'Not a basis state',
    explanation:
      'A ket names a level (`|3>`), a string of bits or signs for qubits (`|01>`, `|+->`), or a variable (`|i>`).',
    mend: 'For a computed index write `ket(i + 1)`.',
    decided: 'text',
    example: 'computed-ket',
  },
  K121: {
    title: 'Defined through itself',
    explanation: 'A declaration uses itself, directly or through others, so it has no value.',
    mend: 'Write what repeats as `C ^ k`, `repeat` or `for`.',
    decided: 'text',
    example: 'channel-through-itself',
  },
  K122: {
    title: 'Statements run together',
    explanation: 'Statements end with the line or with `;`.',
    mend: 'Begin a new line, or put `;` between them.',
    decided: 'text',
    example: 'statements-on-one-line',
  },
  K123: {
    title: 'No number comes out',
    explanation: 'The arithmetic has no finite result, e.g. a division by zero.',
    mend: 'Look at the values that the message gives; `require` keeps arguments away from them.',
    decided: 'values',
    example: 'division-by-zero',
  },
  K124: {
    title: 'Type missing',
    explanation:
      'Parameters need a type, e.g. `p: prob`: it says which values are allowed, and the checks run over all of them.',
    mend: 'Write the type behind the name.',
    decided: 'text',
    example: 'type-missing',
  },
  K125: {
    title: 'Not a sum of parameters',
    explanation:
      'Trainable parameters and inputs are known only when a circuit runs. There an angle or a noise value is a sum of multiples of ' +
      'parameters, inputs and constants, such as `2 * theta[0] - x[1] + pi`: every engine can differentiate that exactly.',
    mend: 'Compute anything else before, and give it as an input.',
    decided: 'values',
    example: 'parameter-squared',
  },
  K126: {
    title: 'Measurement under a measured condition',
    explanation:
      'Inside `if c == 1 { … }` with a measured bit `c`, gates, noise and resets may stand, but no measurement: which bits are measured does not ' +
      'depend on outcomes.',
    mend: 'Measure before, and use the outcome inside.',
    decided: 'values',
    example: 'measured-under-a-measured-condition',
  },
} as const satisfies Record<string, CodeEntry>;
