import { type CircuitOperation, type CircuitOutput, type CircuitProgram, KrausError } from '@kraus/core';

type Letter = 'X' | 'Y' | 'Z';

/** What one shot of a setting adds to a column, from the digits of all classical places. */
export interface Contribution {
  readonly column: number;
  readonly value: (digits: readonly number[]) => number;
}

/** Wires measured together, each along an axis, and what is read off. */
export interface Setting {
  readonly program: CircuitProgram;
  readonly contributions: readonly Contribution[];
}

/** A group in the making: the axis of each wire, and readers of the wires' digits. */
interface Group {
  readonly axes: Map<number, Letter>;
  readonly readers: {
    readonly column: number;
    readonly value: (digit: (wire: number) => number, bits: readonly number[]) => number;
  }[];
}

/**
 * The measurements that the outputs of a circuit need: Pauli strings that agree on every wire share a setting, as do probabilities
 * and classical digits. A setting is the circuit with the axes turned to Z and the wires measured at the end.
 * @throws KrausError `sim/unsupported` for outputs that are not read off measurements
 */
export function settingsOf(program: CircuitProgram): readonly Setting[] {
  const groups: Group[] = [];
  const groupFor = (axes: readonly (readonly [number, Letter])[]): Group => {
    const fits = ({ axes: own }: Group) => axes.every(([wire, letter]) => (own.get(wire) ?? letter) === letter);
    let group = groups.find(fits);
    if (group === undefined) {
      group = { axes: new Map(), readers: [] };
      groups.push(group);
    }
    for (const [wire, letter] of axes) group.axes.set(wire, letter);
    return group;
  };
  let column = 0;
  for (const output of program.outputs) column += addOutput(program, output, column, groupFor);
  return groups.map((group) => settingOf(program, group));
}

/** Adds an output's readers to their groups. @returns its number of columns */
function addOutput(
  program: CircuitProgram,
  output: CircuitOutput,
  column: number,
  groupFor: (axes: readonly (readonly [number, Letter])[]) => Group,
): number {
  switch (output.kind) {
    case 'expectation':
      output.observables.forEach((observable, k) => {
        if (observable.kind === 'matrix') {
          throw new KrausError(
            'sim/unsupported',
            'Shots: an observable given as a matrix; give it as a sum of Pauli strings.',
          );
        }
        for (const { coefficient, paulis } of observable.terms) {
          groupFor(paulis).readers.push({
            column: column + k,
            value: (digit) => paulis.reduce((sign, [wire]) => (digit(wire) === 1 ? -sign : sign), coefficient),
          });
        }
      });
      return output.observables.length;
    case 'probabilities': {
      const radices = output.targets.map((wire) => program.dims[wire] ?? 2);
      const group = groupFor(output.targets.map((wire) => [wire, 'Z']));
      return addOutcomes(group, column, radices, (digit) => output.targets.map(digit));
    }
    case 'classical': {
      const radices = output.bits.map((bit) => radixOf(program, bit));
      return addOutcomes(groupFor([]), column, radices, (_, bits) => output.bits.map((bit) => bits[bit] ?? 0));
    }
    case 'state':
    case 'density':
    case 'fidelity':
      throw new KrausError(
        'sim/unsupported',
        `Shots: the output '${output.kind}' is not read off measurements; use the state-vector or density-matrix engine.`,
      );
  }
}

function radixOf(program: CircuitProgram, bit: number): number {
  return program.operations.reduce(
    (radix, operation) =>
      operation.kind === 'measure' && operation.bit === bit
        ? Math.max(radix, program.dims[operation.target] ?? 2)
        : radix,
    2,
  );
}

/** One column for every outcome of some digits, the first the least significant. */
function addOutcomes(
  group: Group,
  column: number,
  radices: readonly number[],
  read: (digit: (wire: number) => number, bits: readonly number[]) => readonly number[],
): number {
  const count = radices.reduce((product, radix) => product * radix, 1);
  for (let outcome = 0; outcome < count; outcome++) {
    group.readers.push({
      column: column + outcome,
      value: (digit, bits) => {
        let index = 0;
        let weight = 1;
        read(digit, bits).forEach((value, k) => {
          index += weight * value;
          weight *= radices[k] as number;
        });
        return index === outcome ? 1 : 0;
      },
    });
  }
  return count;
}

function settingOf(program: CircuitProgram, { axes, readers }: Group): Setting {
  const turns: CircuitOperation[] = [];
  const places = new Map<number, number>();
  const gate = (name: string, wire: number) =>
    turns.push({ kind: 'gate', gate: name, angles: [], targets: [wire], controls: [], power: 1 });
  // A circuit that reads nothing still measures something, so that shots can be counted.
  for (const [wire, letter] of axes.size === 0 && program.bits === 0 ? [[0, 'Z'] as const] : axes) {
    if (letter === 'Y') gate('Sdg', wire);
    if (letter !== 'Z') gate('H', wire);
    places.set(wire, program.bits + places.size);
    turns.push({ kind: 'measure', target: wire, bit: places.get(wire) as number });
  }
  return {
    program: {
      ...program,
      bits: program.bits + places.size,
      operations: [...program.operations, ...turns],
      outputs: [],
    },
    contributions: readers.map(({ column, value }) => ({
      column,
      value: (digits) => value((wire) => digits[places.get(wire) ?? -1] ?? 0, digits),
    })),
  };
}
