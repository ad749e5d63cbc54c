/** How a verdict comes about; said on the page of each code. */
export const decisions = {
  text: 'Read off the text. What is reported is certain, whatever values parameters take.',
  values:
    'Worked out with numbers: where a value is written, at that value; for parameters at their defaults, at the corners of their domain and at ' +
    'points spread through the inside, the same ones every time. The message gives the values at which it was found.',
  proof:
    '**Proved** for all values at once where all parameters are numbers: the body is worked out over formulas that must vanish identically, and ' +
    'ranges are bounded over the whole domain. **Sampled** otherwise (whole numbers, graphs, functions such as `tanh`): at the corners of the domain ' +
    'and at points spread through the inside. A failure is reported with the values at which it occurs; hover says which of the two it was.',
  circuit:
    'Followed back through the circuit from what it returns, at the sizes that its whole-number parameters have by default. What is reported holds ' +
    'for all values of trainable parameters and inputs; a parameter may lack influence for reasons that are not seen.',
  defaults:
    'Worked out with numbers at the defaults of the parameters of the model, for channels on at most 16 levels.',
  device:
    'Compiled for the device as it would be for a run, with the calibration tables that come with Kraus, at the arguments that the script gives; trainable parameters ' +
    'and inputs take values without special meaning. Devices of other names, and files, are let pass here and judged when they are used.',
} as const;

/** What a code means; the pages in `docs/diagnostics` are made of this and of the cases in `test-data`. */
export interface CodeEntry {
  readonly title: string;
  /** What is wrong, and the rule behind it. */
  readonly explanation: string;
  /** What to do. */
  readonly mend: string;
  readonly decided: keyof typeof decisions;
  /** The folder in `test-data/invalid` that the page shows. */
  readonly example: string;
}
