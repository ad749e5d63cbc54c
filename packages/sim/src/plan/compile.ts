import {
  type CircuitOutput,
  type CircuitProgram,
  checkCircuit,
  innerProduct,
  KrausError,
  matrixFromData,
  type Observable,
  type PauliLetter,
  pauliMatrix,
} from '@kraus/core';
import { circuitShape, outputSize } from '../executable/index.js';
import { flatten } from './flatten.js';
import type { PauliString, PlanOutput, StateVectorPlan } from './plan.js';
import { schedule } from './schedule.js';

/** Most qubits of a state vector: 2^24 amplitudes of 16 bytes are 256 MB. */
export const LARGEST_STATE_VECTOR = 24;
/** Most targets of an observable given as a matrix: it becomes at most 4^5 Pauli strings. */
const LARGEST_OBSERVABLE = 5;

/**
 * Compiles a circuit of unitary gates on qubits for the batched state-vector engines.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for what is not unitary or not on qubits;
 *   `sim/too-many-qubits` beyond {@link LARGEST_STATE_VECTOR}
 */
export function compileStateVector(program: CircuitProgram): StateVectorPlan {
  checkCircuit(program);
  const qubits = program.dims.length;
  const wire = program.dims.findIndex((d) => d !== 2);
  if (wire >= 0) {
    throw new KrausError(
      'sim/unsupported',
      `State vector: wire ${wire} has ${program.dims[wire]} levels; this engine runs circuits on qubits only.`,
    );
  }
  if (qubits > LARGEST_STATE_VECTOR) {
    throw new KrausError(
      'sim/too-many-qubits',
      `State vector: ${qubits} qubits need ${2 ** (qubits - 26)} GiB a state; at most ${LARGEST_STATE_VECTOR} qubits are supported.`,
    );
  }
  if (program.initial === 'density') {
    throw new KrausError(
      'sim/unsupported',
      'State vector: a density matrix cannot be the initial state of a pure-state engine.',
    );
  }
  if (program.outputs.length === 0) {
    throw new KrausError(
      'sim/no-outputs',
      'State vector: the circuit yields nothing; add an expectation, probabilities or the state.',
    );
  }
  const keepPhase = program.outputs.some((output) => output.kind === 'state');
  const { primitives, phase } = flatten(program, keepPhase);
  const outputs: PlanOutput[] = [];
  let columns = 0;
  for (const output of program.outputs) {
    outputs.push(planOutput(output, qubits, columns));
    columns += outputSize(program, output);
  }
  return {
    ...circuitShape(program),
    qubits,
    initial: program.initial,
    blocks: schedule(qubits, primitives, keepPhase ? phase : 0),
    outputs,
  };
}

function planOutput(output: CircuitOutput, qubits: number, column: number): PlanOutput {
  switch (output.kind) {
    case 'expectation':
      return { kind: 'expectation', column, observables: output.observables.map(pauliStrings) };
    case 'probabilities': {
      const outcome = Int32Array.from({ length: 2 ** qubits }, (_, k) =>
        output.targets.reduce((index, qubit, i) => index | (((k >> qubit) & 1) << i), 0),
      );
      return { kind: 'probabilities', column, size: 2 ** output.targets.length, outcome };
    }
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
