/** What a type name means for a number: its unit and the values it allows. */
export interface NumberType {
  readonly field: 'int' | 'real' | 'complex';
  /** Power of time; a plain number may also be given for it. */
  readonly unit: number;
  readonly min?: number;
  readonly max?: number;
  /** What a value outside is not: `a probability (0 … 1)`. */
  readonly domain: string;
}

/** The types that numbers can be declared with. */
export const numberTypes: Readonly<Record<string, NumberType>> = {
  prob: { field: 'real', unit: 0, min: 0, max: 1, domain: 'a probability (0 … 1)' },
  real: { field: 'real', unit: 0, domain: 'a finite real number' },
  int: { field: 'int', unit: 0, domain: 'a whole number' },
  complex: { field: 'complex', unit: 0, domain: 'a finite complex number' },
  angle: { field: 'real', unit: 0, domain: 'a finite angle' },
  time: { field: 'real', unit: 1, min: 0, domain: 'a time (not negative)' },
  frequency: { field: 'real', unit: -1, domain: 'a finite frequency' },
};

/** All other type names, with what they stand for. */
export const otherTypes: Readonly<Record<string, string>> = {
  bool: 'true or false',
  text: 'a text',
  matrix: 'a complex matrix',
  graph: 'a graph',
  schedule: 'a schedule',
  gate: 'a gate',
  channel: 'a channel',
  generator: 'a Lindblad generator',
};

/** The types of states that are given to a circuit. */
export const stateTypes: Readonly<Record<string, string>> = {
  state: 'a pure state of the circuit',
  density: 'a density matrix of the circuit',
};

/** The types of wires. */
export const wireTypes: Readonly<Record<string, string>> = {
  level: 'a system of d levels, `level[d]`',
  qubit: 'a qubit',
};
