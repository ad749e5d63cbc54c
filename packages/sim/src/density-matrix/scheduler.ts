import type { Angle } from '@kraus/core';
import { product4, sparse } from './patterns.js';
import type { BlockCondition, Coupling, Factor, Field, Pass, Pattern, Run } from './plan.js';

/** A pass while it is built: runs still grow. */
type OpenPass =
  | {
      kind: 'pair';
      coupling: Coupling;
      places: [number, number];
      runs: [Factor[], Factor[]];
      angle: Angle | undefined;
      condition: BlockCondition | undefined;
      before: number;
      active: number;
    }
  | {
      kind: 'single';
      place: number;
      run: Factor[];
      condition: BlockCondition | undefined;
      before: number;
      active: number;
    }
  | Extract<Pass, { kind: 'map' }>;

/**
 * Collects maps in the order of the circuit and merges them into as few passes over the coordinates as it can: what acts on one
 * qubit joins the last pass that touched that qubit. A swap only renames places.
 */
export class Scheduler {
  readonly #passes: OpenPass[] = [];
  /** Last pass that touched a wire, −1 if none did. */
  readonly #last: number[];
  /** Passes on a single qubit, without condition, that can still take a second one. */
  #half = -1;
  readonly places: number[];
  readonly #shifts: readonly number[];
  readonly #sizes: readonly number[];
  /** Blocks in use now, and the most that were. */
  active = 1;
  blocks = 1;

  /** @param shifts first bit of every place; @param sizes coordinates of every wire */
  constructor(shifts: readonly number[], sizes: readonly number[]) {
    this.#shifts = shifts;
    this.#sizes = sizes;
    this.#last = sizes.map(() => -1);
    this.places = sizes.map((_, wire) => wire);
  }

  get passes(): readonly Pass[] {
    return this.#passes;
  }

  /** A map on one qubit. */
  factor(wire: number, factor: Factor, condition?: BlockCondition): void {
    const run = this.#openRun(wire, condition);
    const before = run.at(-1);
    if (before?.kind === 'fixed' && factor.kind === 'fixed') {
      run[run.length - 1] = { kind: 'fixed', matrix: product4(factor.matrix, before.matrix) };
    } else if (before?.kind === 'turn' && factor.kind === 'turn' && sameTurn(before, factor)) {
      const offset = before.angle.offset + factor.angle.offset;
      run[run.length - 1] = { ...before, angle: { terms: [], offset } };
    } else run.push(factor);
  }

  /** A coupling of two qubits. */
  couple(coupling: Coupling, wires: readonly [number, number], angle?: Angle, condition?: BlockCondition): void {
    this.#push(
      {
        kind: 'pair',
        coupling,
        places: [this.#place(wires[0]), this.#place(wires[1])],
        runs: [[], []],
        angle,
        ...this.#frame(condition),
      },
      wires,
    );
  }

  /** Two wires change names. */
  swap(a: number, b: number): void {
    [this.places[a], this.places[b]] = [this.#place(b), this.#place(a)];
    [this.#last[a], this.#last[b]] = [this.#last[b] ?? -1, this.#last[a] ?? -1];
  }

  /** A matrix on some wires and then some classical fields. */
  map(
    wires: readonly number[],
    digits: readonly Field[],
    pattern: Pattern,
    values: Float64Array | { readonly noise: number },
    condition?: BlockCondition,
    active = this.active,
  ): void {
    const before = this.active;
    this.active = active;
    this.blocks = Math.max(this.blocks, before, active);
    const places = wires.map((wire) => this.#place(wire));
    const fields = wires.map((wire, k) => ({
      shift: this.#shifts[places[k] as number] as number,
      size: this.#sizes[wire] as number,
    }));
    const frame = { condition, before, active: Math.max(before, active) };
    this.#push({ kind: 'map', fields: [...fields, ...digits], places, pattern, values, ...frame }, wires);
  }

  /** The value of a classical field is summed over and becomes 0. */
  forget(field: Field, active: number): void {
    const { size } = field;
    const { pattern, values } = sparse(
      size,
      Array.from({ length: size * size }, (_, k) => (k < size ? 1 : 0)),
    );
    this.map([], [field], pattern, values, undefined, active);
  }

  #place(wire: number): number {
    return this.places[wire] as number;
  }

  #frame(condition: BlockCondition | undefined) {
    return { condition, before: this.active, active: this.active };
  }

  #push(pass: OpenPass, wires: readonly number[]): void {
    this.#passes.push(pass);
    for (const wire of wires) this.#last[wire] = this.#passes.length - 1;
  }

  #openRun(wire: number, condition: BlockCondition | undefined): Factor[] {
    const index = this.#last[wire] as number;
    const place = this.#place(wire);
    const last = this.#passes[index];
    const open =
      condition === undefined
        ? last?.condition === undefined
        : index === this.#passes.length - 1 && same(last?.condition, condition);
    if (open && last?.kind === 'pair') return last.runs[last.places.indexOf(place)] as Factor[];
    if (open && last?.kind === 'single') return last.run;
    const half = this.#passes[this.#half];
    if (condition === undefined && this.#half > index && half?.kind === 'single') {
      const run: Factor[] = [];
      const { kind: _, place: other, run: first, ...frame } = half;
      this.#passes[this.#half] = {
        kind: 'pair',
        coupling: 'none',
        places: [other, place],
        runs: [first, run],
        angle: undefined,
        ...frame,
      };
      this.#last[wire] = this.#half;
      this.#half = -1;
      return run;
    }
    const run: Factor[] = [];
    this.#push({ kind: 'single', place, run, ...this.#frame(condition) }, [wire]);
    if (condition === undefined) this.#half = this.#passes.length - 1;
    return run;
  }
}

type Turn = Extract<Factor, { kind: 'turn' }>;

const sameTurn = (a: Turn, b: Turn): boolean =>
  a.axis === b.axis && a.angle.terms.length === 0 && b.angle.terms.length === 0;

const same = (a: BlockCondition | undefined, b: BlockCondition): boolean => a?.mask === b.mask && a.value === b.value;

/** Row 0 must be (1 0 0 0) within rounding, exactly afterwards: only then is a 4 × 4 matrix a {@link Run} factor. */
export function keepsTrace(matrix: Float64Array): boolean {
  for (let k = 0; k < 4; k++) if (Math.abs((matrix[k] as number) - (k === 0 ? 1 : 0)) > 1e-12) return false;
  matrix.set([1, 0, 0, 0]);
  return true;
}

/** Whether the coefficients of a run are only a scale of X, Y, Z and a shift of Z. */
export function isDiagonal(run: Run): boolean {
  const [only] = run;
  if (run.length !== 1 || only?.kind !== 'fixed') return false;
  return [4, 6, 7, 8, 9, 11, 13, 14].every((k) => only.matrix[k] === 0);
}
