import {
  type CircuitOutput,
  type CircuitProgram,
  classicalRadices,
  KrausError,
  matrixFromData,
  type Observable,
} from '@kraus/core';
import { outputSize } from '../executable/index.js';
import { diagonalBasis, operatorBasis } from './basis.js';
import type { DigitPlan, Holder } from './digits.js';
import { LARGEST_LOCAL } from './gates.js';
import type { PlanOutput } from './plan.js';

/** What outputs are read from: where the wires and the classical digits are at the end. */
export interface Ending {
  /** First bit of the field of every wire. */
  readonly wireShifts: readonly number[];
  readonly bits: number;
  readonly digits: DigitPlan;
  readonly holders: readonly Holder[];
  readonly lastBlocks: number;
}

/** In place of a coordinate: an outcome that cannot happen, of a digit that is still 0. */
export const NOWHERE = -1;

const DIGIT = { X: 1, Y: 2, Z: 3 } as const;

export function planOutputs(program: CircuitProgram, ending: Ending): PlanOutput[] {
  let column = 0;
  return program.outputs.map((output) => {
    const planned = planOutput(program, output, column, ending);
    column += outputSize(program, output);
    return planned;
  });
}

function planOutput(program: CircuitProgram, output: CircuitOutput, column: number, ending: Ending): PlanOutput {
  const all = Array.from({ length: ending.lastBlocks }, (_, k) => k);
  switch (output.kind) {
    case 'expectation':
      return {
        kind: 'functional',
        column,
        size: output.observables.length,
        blocks: all,
        ...functional(program, output.observables, ending),
      };
    case 'probabilities':
      return {
        ...marginal(
          program,
          output.targets.map((wire) => ({ kind: 'wire', wire })),
          [],
          ending,
        ),
        column,
        blocks: all,
      };
    case 'classical': {
      const radices = classicalRadices(program);
      const holders = output.bits.map((bit) => ending.holders[bit] ?? { kind: 'zero' as const });
      const read = new Set(holders.map((holder) => (holder.kind === 'slot' ? holder.slot : -1)));
      const mask = ending.digits.slots.reduce(
        (bits, { shift, size }, slot) => (read.has(slot) ? bits | (fieldMask(size) << shift) : bits),
        0,
      );
      const blocks = all.filter((block) => (block & mask) === 0);
      return {
        ...marginal(
          program,
          holders,
          output.bits.map((bit) => radices[bit] ?? 2),
          ending,
        ),
        column,
        blocks,
      };
    }
    case 'density':
      return { kind: 'density', column, size: outputSize(program, output), blocks: all };
    case 'fidelity': {
      const target = output.target === 'per-sample' ? 'per-sample' : Float64Array.from(output.target);
      return { kind: 'fidelity', column, size: 1, blocks: all, target };
    }
    case 'state':
      throw new KrausError(
        'sim/unsupported',
        "Density matrix: it has no amplitudes to give as the output 'state'; the state-vector engine does, or ask for 'density'.",
      );
  }
}

/** The bits of a field with so many values. */
export const fieldMask = (size: number): number => 2 ** Math.ceil(Math.log2(size)) - 1;

function functional(program: CircuitProgram, observables: readonly Observable[], ending: Ending) {
  const rows = new Int32Array(observables.length + 1);
  const index: number[] = [];
  const coefficients: number[] = [];
  observables.forEach((observable, k) => {
    const joined = new Map<number, number>();
    const add = (at: number, coefficient: number) => joined.set(at, (joined.get(at) ?? 0) + coefficient);
    if (observable.kind === 'pauli-sum') {
      for (const { coefficient, paulis } of observable.terms) {
        add(
          paulis.reduce((at, [wire, letter]) => at + DIGIT[letter] * 2 ** (ending.wireShifts[wire] as number), 0),
          coefficient,
        );
      }
    } else expandMatrix(program, observable, ending, add);
    for (const [at, coefficient] of joined) {
      if (coefficient === 0) continue;
      index.push(at);
      coefficients.push(coefficient);
    }
    rows[k + 1] = index.length;
  });
  return { rows, index: Int32Array.from(index), coefficients: Float64Array.from(coefficients) };
}

/** tr(O ρ) = Σ_a tr(G_a O)/D v_a. */
function expandMatrix(
  program: CircuitProgram,
  { matrix, targets }: Extract<Observable, { kind: 'matrix' }>,
  ending: Ending,
  add: (at: number, coefficient: number) => void,
): void {
  if (matrix.rows > LARGEST_LOCAL) {
    throw new KrausError(
      'sim/unsupported',
      `Density matrix: an observable is a matrix on dimension ${matrix.rows}, at most ${LARGEST_LOCAL} is supported; give it as a Pauli sum.`,
    );
  }
  const dims = targets.map((wire) => program.dims[wire] as number);
  const bases = dims.map(operatorBasis);
  const operator = matrixFromData(matrix);
  const size = operator.rows;
  // One wire after another: the entries (i_w, j_w) of wire w are replaced by its coordinate.
  const visit = (wire: number, at: number, entries: Map<number, readonly [number, number]>): void => {
    if (wire === dims.length) {
      const [re] = entries.get(0) ?? [0];
      if (Math.abs(re) > 1e-15) add(at, re / size);
      return;
    }
    const d = dims[wire] as number;
    bases[wire]?.forEach((basis, a) => {
      const rest = new Map<number, readonly [number, number]>();
      for (const [key, [re, im]] of entries) {
        const [i, j] = [Math.floor(key / size) % d, (key % size) % d];
        const [x, y] = basis.at(j, i);
        if (x === 0 && y === 0) continue;
        const to = Math.floor(Math.floor(key / size) / d) * size + Math.floor((key % size) / d);
        const [u, v] = rest.get(to) ?? [0, 0];
        rest.set(to, [u + x * re - y * im, v + x * im + y * re]);
      }
      visit(wire + 1, at + a * 2 ** (ending.wireShifts[targets[wire] as number] as number), rest);
    });
  };
  const entries = new Map<number, readonly [number, number]>();
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) entries.set(i * size + j, operator.at(i, j));
  visit(0, 0, entries);
}

/** Joint outcomes of wires and classical digits; `radices` says how many values a digit has. */
function marginal(program: CircuitProgram, holders: readonly Holder[], radices: readonly number[], ending: Ending) {
  const factors: number[] = [];
  const matrices: Float64Array[] = [];
  let index: number[] = [0];
  holders.forEach((holder, k) => {
    const levels = holder.kind === 'wire' ? (program.dims[holder.wire] as number) : (radices[k] as number);
    let stride = 0;
    if (holder.kind === 'wire') stride = 2 ** (ending.wireShifts[holder.wire] as number) * (levels + 1);
    if (holder.kind === 'slot') stride = 2 ** (ending.bits + (ending.digits.slots[holder.slot]?.shift ?? 0));
    if (holder.kind === 'wire') {
      factors.push(levels);
      const basis = diagonalBasis(levels);
      matrices.push(
        Float64Array.from({ length: levels * levels }, (_, e) => {
          const [outcome, l] = [Math.floor(e / levels), e % levels];
          return (basis[l]?.[outcome] as number) / levels;
        }),
      );
    } else factors.push(-levels);
    index = Array.from({ length: levels }, (_, digit) =>
      index.map((at) => (at < 0 || (holder.kind === 'zero' && digit > 0) ? NOWHERE : at + digit * stride)),
    ).flat();
  });
  return { kind: 'marginal' as const, size: index.length, index: Int32Array.from(index), factors, matrices };
}
