import type { Angle } from '@kraus/core';
import { type Block, outcomeTable, type PlanOutput } from '../plan/index.js';

/** A number that is an address only once memory is given: the k-th table, the k-th section, or null. */
export type Reference = { readonly table: number } | { readonly section: SectionName } | null;

export type SectionName =
  | 'block'
  | 'run'
  | 'rotor'
  | 'term'
  | 'dense'
  | 'angle'
  | 'angleTerm'
  | 'output'
  | 'observable'
  | 'string';

/** A plan as the words and tables the kernels read (see kernels/plan.h), still without addresses. */
export interface EncodedPlan {
  readonly sections: Readonly<Record<SectionName, readonly (number | Reference)[]>>;
  readonly constants: readonly number[];
  /** Real tables (phases, targets, space for shared diagonals) and integer ones (permutations, outcomes, space for lists of passes). */
  readonly tables: readonly (Float64Array | Int32Array)[];
  readonly runs: number;
  readonly rotors: number;
}

/** What is encoded. */
export interface PlanParts {
  readonly qubits: number;
  /** Qubits that the blocks' tables range over; all but for large states. */
  readonly chunkQubits: number;
  readonly blocks: readonly Block[];
  readonly outputs: readonly PlanOutput[];
  /** Whether every block whose angles are shared by the batch has a diagonal of its own. */
  readonly diagonals: boolean;
}

const OUTPUT_KIND = { expectation: 0, probabilities: 1, state: 2, fidelity: 3 } as const;
/** Words of the structure Output in plan.h, and the one that is the address of its targets. */
export const OUTPUT_WORDS = 7;
export const OUTPUT_TARGET = 5;

/** Words of the structure Passes in groups.h: three lists of 3 words and 8 groups of 7, and one word. */
const PASSES_WORDS = 3 * (3 + 8 * 7) + 1;

export function encodePlan(plan: PlanParts): EncodedPlan {
  const sections: Record<SectionName, (number | Reference)[]> = {
    block: [],
    run: [],
    rotor: [],
    term: [],
    dense: [],
    angle: [],
    angleTerm: [],
    output: [],
    observable: [],
    string: [],
  };
  const constants: number[] = [];
  const tables: (Float64Array | Int32Array)[] = [];
  const constant = (...values: readonly number[]): number => constants.push(...values) - values.length;
  const table = (values: Float64Array | Int32Array): Reference => {
    const same = tables.findIndex((other, index) => !spaces.has(index) && equal(other, values));
    return { table: same >= 0 ? same : tables.push(values) - 1 };
  };
  const spaces = new Set<number>();
  const space = (length: number, Kind: typeof Float64Array | typeof Int32Array = Float64Array): Reference => {
    const index = tables.push(new Kind(length)) - 1;
    spaces.add(index);
    return { table: index };
  };
  let angles = 0;
  const angle = ({ terms, offset }: Angle): number => {
    const half = offset / 2;
    sections.angle.push(sections.angleTerm.length / 3, terms.length, constant(offset, Math.cos(half), Math.sin(half)));
    for (const { source, index, scale } of terms) {
      sections.angleTerm.push(source === 'parameter' ? 0 : 1, index, constant(scale));
    }
    return angles++;
  };
  let [runs, rotors, terms, denses] = [0, 0, 0, 0];
  const encodeBlock = (block: Block, index: number): void => {
    sections.block.push(runs, block.runs.length, terms, block.terms.length, denses, block.dense.length);
    sections.block.push(block.perSample ? 1 : 0);
    sections.block.push(block.phases === undefined ? null : table(block.phases));
    sections.block.push(block.destination === undefined ? null : table(block.destination));
    sections.block.push(plan.diagonals && !block.perSample ? space(2 * 2 ** plan.qubits) : null);
    const follows = plan.diagonals && index > 0 && carriesPhases(plan.blocks[index - 1] as Block, block);
    const early = plan.diagonals && !follows && !block.perSample ? space(2 * 2 ** plan.qubits) : null;
    const passes = plan.diagonals && !block.perSample ? space(PASSES_WORDS, Int32Array) : null;
    sections.block.push(block.differentiated ? 1 : 0, follows ? 1 : 0, early, passes, block.destinationControls);
    for (const run of block.runs) {
      sections.run.push(run.qubit, rotors, run.rotors.length, run.diagonal ? 1 : 0, run.differentiated ? 1 : 0);
      for (const rotor of run.rotors) {
        if (rotor.kind === 'turn') sections.rotor.push(rotor.axis, angle(rotor.angle), 0);
        else sections.rotor.push(3, -1, constant(...rotor.alpha, ...rotor.beta, ...rotor.rotation));
      }
      rotors += run.rotors.length;
    }
    runs += block.runs.length;
    // Terms with the same part inside the chunk stand together.
    const inside = (bits: number) => bits & (2 ** plan.chunkQubits - 1);
    const sorted = [...block.terms].sort(
      (a, b) => inside(a.controls) - inside(b.controls) || inside(a.mask) - inside(b.mask),
    );
    for (const term of sorted) sections.term.push(term.controls, term.mask, angle(term.angle));
    terms += block.terms.length;
    for (const gate of block.dense) {
      sections.dense.push(gate.qubits.length, gate.controls, constant(...gate.matrix));
      for (let i = 0; i < 5; i++) sections.dense.push(gate.qubits[i] ?? 0);
    }
    denses += block.dense.length;
  };
  plan.blocks.forEach(encodeBlock);
  for (const output of plan.outputs) {
    const kind = OUTPUT_KIND[output.kind];
    switch (output.kind) {
      case 'expectation': {
        sections.output.push(kind, output.column, output.observables.length, sections.observable.length, null, null, 0);
        for (const strings of output.observables) {
          sections.observable.push(sections.string.length / 4);
          for (const { x, z, quarterTurns, coefficient } of strings) {
            sections.string.push(x, z, quarterTurns, constant(coefficient));
          }
        }
        sections.observable.push(sections.string.length / 4);
        break;
      }
      case 'probabilities': {
        // One number a basis state of a chunk, then one a chunk: they add up.
        const inner = outcomeTable(output.targets, 0, plan.chunkQubits);
        const outer = outcomeTable(output.targets, plan.chunkQubits, plan.qubits - plan.chunkQubits);
        const both = new Int32Array(inner.length + outer.length);
        both.set(inner);
        both.set(outer, inner.length);
        sections.output.push(kind, output.column, output.size, 0, table(both), null, 0);
        break;
      }
      case 'state':
        sections.output.push(kind, output.column, 2 * 2 ** plan.qubits, 0, null, null, 0);
        break;
      case 'fidelity':
        if (output.target === 'per-sample') sections.output.push(kind, output.column, 1, 0, null, null, 1);
        else sections.output.push(kind, output.column, 1, 0, null, table(output.target), 0);
        break;
    }
  }
  return { sections, constants, tables, runs, rotors };
}

function equal(a: Float64Array | Int32Array, b: Float64Array | Int32Array): boolean {
  if (a === b) return true;
  return a.constructor === b.constructor && a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Whether the diagonal of a block can take the early phases of the one behind it: nothing is between, angles are alike. */
const carriesPhases = (block: Block, behind: Block): boolean =>
  behind.dense.length === 0 && block.perSample === behind.perSample;
