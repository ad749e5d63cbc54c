import {
  type CircuitOutput,
  innerProduct,
  KrausError,
  matrixFromData,
  type Observable,
  type PauliLetter,
  pauliMatrix,
} from '@kraus/core';
import type { PauliString, PlanOutput } from './plan.js';

/** Most targets of an observable given as a matrix: it becomes at most 4^5 Pauli strings. */
const LARGEST_OBSERVABLE = 5;

/**
 * The outcome of `targets`, the first the least significant, for every basis state of `count` qubits from `first` on: bit q of
 * the index is qubit first + q. Outcomes of disjoint ranges of qubits add up.
 */
export function outcomeTable(targets: readonly number[], first: number, count: number): Int32Array {
  const weights = Array.from({ length: count }, (_, q) => {
    const place = targets.indexOf(first + q);
    return place < 0 ? 0 : 2 ** place;
  });
  const outcomes = new Int32Array(2 ** count);
  weights.forEach((weight, q) => {
    const half = 2 ** q;
    for (let k = 0; k < half; k++) outcomes[half + k] = (outcomes[k] as number) + weight;
  });
  return outcomes;
}

/** An output from its column on. @throws KrausError `sim/unsupported` */
export function planOutput(output: CircuitOutput, column: number): PlanOutput {
  switch (output.kind) {
    case 'expectation':
      return { kind: 'expectation', column, observables: output.observables.map(pauliStrings) };
    case 'probabilities':
      return { kind: 'probabilities', column, size: 2 ** output.targets.length, targets: output.targets };
    case 'state':
      return { kind: 'state', column };
    case 'fidelity':
      return {
        kind: 'fidelity',
        column,
        target: output.target === 'per-sample' ? 'per-sample' : Float64Array.from(output.target),
      };
    case 'density':
    case 'classical':
      throw new KrausError(
        'sim/unsupported',
        `State vector: it does not give the output '${output.kind}'; the density-matrix engine does.`,
      );
  }
}

/** An observable as Pauli strings; equal strings are joined. */
function pauliStrings(observable: Observable): PauliString[] {
  const joined = new Map<string, PauliString>();
  const add = (string: PauliString) => {
    const key = `${string.x} ${string.z}`;
    const before = joined.get(key)?.coefficient ?? 0;
    joined.set(key, { ...string, coefficient: before + string.coefficient });
  };
  if (observable.kind === 'pauli-sum') {
    for (const { coefficient, paulis } of observable.terms) add({ ...stringOf(paulis), coefficient });
  } else {
    const { targets } = observable;
    if (targets.length > LARGEST_OBSERVABLE) {
      throw new KrausError(
        'sim/unsupported',
        `State vector: an observable is a matrix on ${targets.length} qubits, at most ${LARGEST_OBSERVABLE} are supported; give it as a Pauli sum.`,
      );
    }
    const matrix = matrixFromData(observable.matrix);
    const letters: readonly PauliLetter[] = ['I', 'X', 'Y', 'Z'];
    for (let code = 0; code < 4 ** targets.length; code++) {
      const word = targets.map((_, i) => letters[(code >> (2 * i)) & 3] ?? 'I');
      const coefficient = innerProduct(pauliMatrix(word), matrix)[0] / matrix.rows;
      if (coefficient === 0) continue;
      const paulis = word.flatMap((letter, i) => (letter === 'I' ? [] : [[targets[i] ?? 0, letter] as const]));
      add({ ...stringOf(paulis), coefficient });
    }
  }
  return [...joined.values()].filter(({ coefficient }) => coefficient !== 0);
}

function stringOf(paulis: readonly (readonly [number, 'X' | 'Y' | 'Z'])[]): Omit<PauliString, 'coefficient'> {
  let [x, z, quarterTurns] = [0, 0, 0];
  for (const [qubit, letter] of paulis) {
    if (letter !== 'Z') x |= 1 << qubit;
    if (letter !== 'X') z |= 1 << qubit;
    if (letter === 'Y') quarterTurns++;
  }
  return { x, z, quarterTurns: quarterTurns % 4 };
}
