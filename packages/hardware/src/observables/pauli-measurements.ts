import { type CircuitOperation, type CircuitProgram, KrausError, type PauliTerm } from '@kraus/core';

type Letter = 'X' | 'Y' | 'Z';

/** A circuit whose wires are turned into the basis of some Pauli strings at its end and read into bits of their own. */
export interface MeasuredBasis {
  /** By wire. */
  readonly letters: ReadonlyMap<number, Letter>;
  readonly program: CircuitProgram;
  /** The strings that are read off these counts: of which observable, with their coefficient and bits. */
  readonly strings: readonly {
    readonly observable: number;
    readonly coefficient: number;
    readonly bits: readonly number[];
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
 * @throws KrausError `hardware/unsupported` for observables given as matrices
 */
export function measuredBases(program: CircuitProgram): MeasuredBasis[] {
  const bases: { letters: Map<number, Letter>; strings: { observable: number; term: PauliTerm }[] }[] = [];
  termsOf(program).forEach((terms, observable) => {
    for (const term of terms) {
      const fits = ({ letters }: (typeof bases)[number]) =>
        term.paulis.every(([wire, letter]) => (letters.get(wire) ?? letter) === letter);
      const basis = bases.find(fits) ?? { letters: new Map<number, Letter>(), strings: [] };
      if (!bases.includes(basis)) bases.push(basis);
      for (const [wire, letter] of term.paulis) basis.letters.set(wire, letter);
      basis.strings.push({ observable, term });
    }
  });
  return bases.map(({ letters, strings }) => {
    const bitOf = new Map([...letters.keys()].map((wire, k) => [wire, program.bits + k]));
    return {
      letters,
      program: readIn(program, letters, bitOf),
      strings: strings.map(({ observable, term: { coefficient, paulis } }) => {
        return { observable, coefficient, bits: paulis.map(([wire]) => bitOf.get(wire) as number) };
      }),
    };
  });
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

function readIn(
  program: CircuitProgram,
  letters: ReadonlyMap<number, Letter>,
  bitOf: ReadonlyMap<number, number>,
): CircuitProgram {
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
  const reads = [...bitOf].map(([target, bit]): CircuitOperation => ({ kind: 'measure', target, bit }));
  const bits = program.bits + reads.length;
  return {
    ...program,
    bits,
    operations: [...program.operations, ...turns, ...reads],
    outputs: [{ kind: 'classical', bits: Array.from({ length: bits }, (_, bit) => bit) }],
  };
}

/**
 * The expectation values, in the order of the circuit's observables, from the counts of {@link measuredBases} in their order (words
 * with the last bit first).
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
        const value = own.reduce((total, { coefficient, bits }) => total + coefficient * parity(word, bits), 0);
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

/** ±1: the product of the bits' signs. */
function parity(word: string, bits: readonly number[]): number {
  return bits.reduce((sign, bit) => (word[word.length - 1 - bit] === '1' ? -sign : sign), 1);
}

function unsupported(what: string): KrausError {
  return new KrausError('hardware/unsupported', `A device does not give ${what}.`);
}
