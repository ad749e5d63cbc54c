import { type CircuitOperation, type CircuitProgram, KrausError, type PauliTerm } from '@kraus/core';

type Letter = 'X' | 'Y' | 'Z';

/** A circuit with every wire turned into the basis of some Pauli strings and read: wire w into bit w. */
export interface MeasuredBasis {
  /** By wire; wires without a letter are read in Z. */
  readonly letters: ReadonlyMap<number, Letter>;
  readonly program: CircuitProgram;
  /** The strings that are read off these counts: of which observable, with their coefficient and wires. */
  readonly strings: readonly {
    readonly observable: number;
    readonly coefficient: number;
    readonly wires: readonly number[];
  }[];
}

/** An expectation value from shots. */
export interface Estimate {
  readonly value: number;
  /** From the spread of the single shots; 0 where all agree. */
  readonly standardError: number;
}

/**
 * The circuits whose counts give all expectation values that a circuit returns. Strings that agree on every wire both act on are read
 * from the same counts.
 * @throws KrausError `hardware/unsupported` for a circuit that measures something itself, and for observables given as matrices
 */
export function measuredBases(program: CircuitProgram): MeasuredBasis[] {
  if (program.operations.some(({ kind }) => kind === 'measure')) {
    throw unsupported(
      'expectation values of a circuit that measures something itself; return the bits, or the expectation values',
    );
  }
  const bases: { letters: Map<number, Letter>; strings: MeasuredBasis['strings'][number][] }[] = [];
  termsOf(program).forEach((terms, observable) => {
    for (const { coefficient, paulis } of terms) {
      const fits = ({ letters }: (typeof bases)[number]) =>
        paulis.every(([wire, letter]) => (letters.get(wire) ?? letter) === letter);
      const basis = bases.find(fits) ?? { letters: new Map<number, Letter>(), strings: [] };
      if (!bases.includes(basis)) bases.push(basis);
      for (const [wire, letter] of paulis) basis.letters.set(wire, letter);
      basis.strings.push({ observable, coefficient, wires: paulis.map(([wire]) => wire) });
    }
  });
  return bases.map(({ letters, strings }) => ({ letters, strings, program: readIn(program, letters) }));
}

function termsOf({ outputs }: CircuitProgram): (readonly PauliTerm[])[] {
  return outputs.flatMap((output) => {
    if (output.kind !== 'expectation') return [];
    return output.observables.map((observable) => {
      if (observable.kind === 'pauli-sum') return observable.terms;
      throw unsupported('observables given as matrices; write them as sums of Pauli strings');
    });
  });
}

function readIn(program: CircuitProgram, letters: ReadonlyMap<number, Letter>): CircuitProgram {
  const wires = program.dims.map((_, wire) => wire);
  const gate = (name: string, wire: number): CircuitOperation => ({
    kind: 'gate',
    gate: name,
    angles: [],
    targets: [wire],
    controls: [],
    power: 1,
  });
  // H takes Z to X; S† and then H takes Z to Y.
  const turns = [...letters].flatMap(([wire, letter]) => {
    if (letter === 'Z') return [];
    return letter === 'X' ? [gate('H', wire)] : [gate('Sdg', wire), gate('H', wire)];
  });
  const reads = wires.map((wire): CircuitOperation => ({ kind: 'measure', target: wire, bit: wire }));
  return {
    ...program,
    bits: wires.length,
    operations: [...program.operations, ...turns, ...reads],
    outputs: [{ kind: 'classical', bits: wires }],
  };
}

/**
 * The expectation values, in the order of the circuit's observables, from the counts of {@link measuredBases} in their order (words
 * with the last wire first).
 */
export function estimatesOf(
  bases: readonly MeasuredBasis[],
  counts: readonly Readonly<Record<string, number>>[],
): Estimate[] {
  const count = 1 + Math.max(-1, ...bases.flatMap(({ strings }) => strings.map(({ observable }) => observable)));
  const values = new Array<number>(count).fill(0);
  const variances = new Array<number>(count).fill(0);
  bases.forEach(({ strings }, k) => {
    for (const observable of new Set(strings.map((string) => string.observable))) {
      const own = strings.filter((string) => string.observable === observable);
      let [shots, sum, squares] = [0, 0, 0];
      for (const [word, times] of Object.entries(counts[k] ?? {})) {
        const value = own.reduce((total, { coefficient, wires }) => total + coefficient * parity(word, wires), 0);
        shots += times;
        sum += times * value;
        squares += times * value * value;
      }
      const mean = sum / shots;
      values[observable] = (values[observable] as number) + mean;
      const spread = Math.max(0, squares - shots * mean * mean) / Math.max(1, shots - 1);
      variances[observable] = (variances[observable] as number) + spread / shots;
    }
  });
  return values.map((value, k) => ({ value, standardError: Math.sqrt(variances[k] as number) }));
}

/** ±1: the product of the wires' signs. */
function parity(word: string, wires: readonly number[]): number {
  return wires.reduce((sign, wire) => (word[word.length - 1 - wire] === '1' ? -sign : sign), 1);
}

function unsupported(what: string): KrausError {
  return new KrausError('hardware/unsupported', `A device does not give ${what}.`);
}
