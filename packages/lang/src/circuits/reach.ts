import type { Angle, CircuitOperation, CircuitProgram, CircuitVariable } from '@kraus/core';
import { gateNamed } from '@kraus/core';
import type { LoweredCircuit } from './lowered-circuit.js';

/** Entries of one trainable parameter that cannot influence anything a circuit returns. */
export interface Unreached {
  readonly variable: CircuitVariable;
  /** Row-major positions within the variable. */
  readonly entries: readonly number[];
}

/** What the observables can be on a wire: only the identity, diagonal in the computational basis, or anything. */
type Seen = 'nothing' | 'diagonal' | 'anything';

/**
 * The trainable parameters without influence on the outputs, whatever their values: the outputs are followed back through the circuit
 * (Heisenberg picture) as sets of wires on which they look at nothing, at populations, or at everything. A gate that touches nothing seen, or
 * that only permutes and phases basis states before populations are read, has no effect; nor has one that only phases a basis state
 * at the start. What is found is certain; a parameter may lack influence for other reasons.
 */
export function unreached({ program, parameters }: LoweredCircuit): Unreached[] {
  if (program.outputs.length === 0 || program.parameters === 0) return [];
  const used = new Set<number>();
  const reaching = new Set<number>();
  const idle = idleAtStart(program);
  const seen = seenByOutputs(program);
  for (let k = program.operations.length - 1; k >= 0; k--) {
    const operation = program.operations[k] as CircuitOperation;
    const angles = anglesOf(operation);
    for (const index of indicesIn(angles)) used.add(index);
    if (stepBack(operation, seen) && !idle.has(k)) for (const index of indicesIn(angles)) reaching.add(index);
  }
  return parameters.flatMap((variable) => {
    const entries: number[] = [];
    for (let entry = 0; entry < variable.length; entry++) {
      if (used.has(variable.start + entry) && !reaching.has(variable.start + entry)) entries.push(entry);
    }
    return entries.length === 0 ? [] : [{ variable, entries }];
  });
}

function seenByOutputs({ outputs, operations, dims }: CircuitProgram): Seen[] {
  const seen: Seen[] = dims.map(() => 'nothing');
  const raise = (wire: number, to: Seen): void => {
    if (seen[wire] !== 'anything') seen[wire] = to;
  };
  const measured = operations.some(({ kind }) => kind === 'measure');
  for (const output of outputs) {
    switch (output.kind) {
      case 'expectation':
        for (const observable of output.observables) {
          if (observable.kind === 'matrix') for (const wire of observable.targets) raise(wire, 'anything');
          else {
            for (const [wire, letter] of observable.terms.flatMap(({ paulis }) => paulis)) {
              raise(wire, letter === 'Z' ? 'diagonal' : 'anything');
            }
          }
        }
        break;
      case 'probabilities':
        for (const wire of output.targets) raise(wire, 'diagonal');
        break;
      case 'classical':
        // Measurements look at their wires where they stand.
        if (!measured) for (const wire of dims.keys()) raise(wire, 'diagonal');
        break;
      default:
        for (const wire of dims.keys()) raise(wire, 'anything');
    }
  }
  return seen;
}

/** Moves what is seen before an operation. @returns whether the operation's angles can matter */
function stepBack(operation: CircuitOperation, seen: Seen[]): boolean {
  switch (operation.kind) {
    case 'barrier':
      return false;
    case 'measure':
      seen[operation.target] = 'diagonal';
      return false;
    case 'reset':
      if (operation.condition === undefined) seen[operation.target] = 'nothing';
      return false;
  }
  const wires = wiresOf(operation);
  if (wires.every((wire) => seen[wire] === 'nothing')) return false;
  const form = formOf(operation);
  const populations = wires.every((wire) => seen[wire] !== 'anything');
  if (populations && form === 'diagonal') return false;
  if (populations && form === 'monomial') {
    for (const wire of wires) seen[wire] = 'diagonal';
    return false;
  }
  for (const wire of wires) {
    if (form !== 'diagonal') seen[wire] = 'anything';
    else if (seen[wire] === 'nothing') seen[wire] = 'diagonal';
  }
  return true;
}

/** The operations that only phase basis states before anything is in superposition. An output of amplitudes shows even that. */
function idleAtStart({ initial, operations, outputs, dims }: CircuitProgram): Set<number> {
  const idle = new Set<number>();
  if (initial !== 'zero' || outputs.some(({ kind }) => kind === 'state')) return idle;
  const basis = dims.map(() => true);
  for (const [k, operation] of operations.entries()) {
    if (operation.kind === 'reset') {
      if (operation.condition === undefined) basis[operation.target] = true;
    } else if (operation.kind !== 'measure' && operation.kind !== 'barrier') {
      const wires = wiresOf(operation);
      if (formOf(operation) !== 'other' && wires.every((wire) => basis[wire] === true)) idle.add(k);
      else for (const wire of wires) basis[wire] = false;
    }
  }
  return idle;
}

function wiresOf(operation: Exclude<CircuitOperation, { kind: 'measure' | 'reset' | 'barrier' }>): readonly number[] {
  return 'controls' in operation ? [...operation.controls, ...operation.targets] : operation.targets;
}

function anglesOf(operation: CircuitOperation): readonly Angle[] {
  if (operation.kind === 'gate') return operation.angles;
  return operation.kind === 'noise' ? operation.values : [];
}

function* indicesIn(angles: readonly Angle[]): Generator<number> {
  for (const { terms } of angles) for (const { source, index } of terms) if (source === 'parameter') yield index;
}

type Form = 'diagonal' | 'monomial' | 'other';
const formsOfGates = new Map<string, Form>();

/** Whether an operation phases basis states, permutes and phases them (its angles only phase), or mixes them. */
function formOf(operation: CircuitOperation): Form {
  if (operation.kind === 'gate') {
    let form = formsOfGates.get(operation.gate);
    if (form === undefined) {
      const { matrix, parameters } = gateNamed(operation.gate);
      // At angles without special meaning an entry vanishes only where it always does.
      const at = matrix(parameters.map((_, k) => 0.7 + 0.31 * k));
      form = formOfEntries(at.rows, (i, j) => at.at(i, j));
      formsOfGates.set(operation.gate, form);
    }
    return form;
  }
  if (operation.kind !== 'matrix') return 'other';
  const { rows, entries } = operation.matrix;
  const known = new Set(entries.filter(([, , re, im]) => Math.hypot(re, im) > 1e-12).map(([i, j]) => i * rows + j));
  return formOfEntries(rows, (i, j) => (known.has(i * rows + j) ? [1, 0] : [0, 0]));
}

function formOfEntries(
  size: number,
  at: (i: number, j: number) => { re: number; im: number } | readonly [number, number],
): Form {
  let diagonal = true;
  for (let j = 0; j < size; j++) {
    let count = 0;
    for (let i = 0; i < size; i++) {
      const entry = at(i, j);
      const [re, im] = 're' in entry ? [entry.re, entry.im] : entry;
      if (Math.hypot(re, im) < 1e-12) continue;
      count++;
      if (i !== j) diagonal = false;
    }
    if (count > 1) return 'other';
  }
  return diagonal ? 'diagonal' : 'monomial';
}
