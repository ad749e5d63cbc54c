import type { Angle } from '@kraus/core';
import {
  type BlockStep,
  type Factor,
  type PauliString,
  type PlanCondition,
  type PlanObservable,
  type PlanOutput,
  type SmallSystem,
  type Step,
  sizeOf,
  type TrajectoryPlan,
} from './plan/index.js';

/** The two tables of a plan, see kernels-trajectories/plan.h, and what else its head says. */
export interface EncodedPlan {
  readonly words: readonly number[];
  readonly numbers: readonly number[];
  readonly head: {
    readonly ops: number;
    readonly firstOp: number;
    readonly outputs: number;
    readonly firstOutput: number;
    readonly slots: number;
    /** Numbers of the shared matrices. */
    readonly sharedSize: number;
    /** Numbers of one thread's lanes' matrices and masks. */
    readonly lanesSize: number;
    readonly temporarySize: number;
  };
}

const FACTOR_KIND = { rotation: 0, constant: 1, mixture: 2 } as const;
const STEP_KIND = { block: 0, permutation: 1, kraus: 2, measure: 3, reset: 4 } as const;
const OUTPUT_KIND = { expectation: 0, probabilities: 1, state: 2, density: 3, classical: 4, fidelity: 5 } as const;

/** @param vector numbers of one 128-bit vector; @param lanes lanes of a tile */
export function encodePlan(plan: TrajectoryPlan, vector: number, lanes: number): EncodedPlan {
  return new PlanEncoder(plan, vector, lanes).encode();
}

class PlanEncoder {
  readonly #words: number[] = [];
  readonly #numbers: number[] = [];
  readonly #systems = new Map<string, number>();
  #shared = 0;
  #lanes = 0;
  #temporary = 0;
  #slots = 0;
  #tables = 0;

  constructor(
    readonly plan: TrajectoryPlan,
    readonly vector: number,
    readonly lanes: number,
  ) {}

  encode(): EncodedPlan {
    const { steps, outputs } = this.plan;
    const ops = steps.map((step) => this.#step(step));
    const firstOp = this.#place(ops.flat());
    const heads = outputs.map((output) => this.#output(output));
    const firstOutput = this.#place(heads.flat());
    return {
      words: this.#words,
      numbers: this.#numbers,
      head: {
        ops: ops.length,
        firstOp,
        outputs: heads.length,
        firstOutput,
        slots: this.#slots,
        sharedSize: this.#shared,
        lanesSize: this.#lanes,
        temporarySize: this.#temporary,
      },
    };
  }

  #place(values: readonly number[]): number {
    const at = this.#words.length;
    for (const value of values) this.#words.push(value);
    return at;
  }

  #constants(values: ArrayLike<number>): number {
    const at = this.#numbers.length;
    for (let i = 0; i < values.length; i++) this.#numbers.push(values[i] as number);
    return at;
  }

  #system(system: SmallSystem): number {
    const { size, offsets, groups, first, steps } = system;
    const key = [first, steps.flat().join(' '), offsets.join(' ')].join(';');
    let at = this.#systems.get(key);
    if (at === undefined) {
      at = this.#place([size, this.#place(offsets), groups, first, this.#place(steps.flat())]);
      this.#systems.set(key, at);
    }
    return at;
  }

  /** Room for `size` × `size` numbers a lane on the fly. */
  #matrixRoom(size: number): void {
    this.#temporary = Math.max(this.#temporary, size * size * 2 * this.lanes);
  }

  #condition(condition: PlanCondition | undefined): number {
    if (condition === undefined) return -1;
    return this.#place([condition.value, condition.terms.length, this.#place(condition.terms.flat())]);
  }

  #angle({ terms, offset }: Angle): number {
    const encoded = terms.map(({ source, index, scale }) => [
      source === 'input' ? 1 : 0,
      index,
      this.#constants([scale]),
    ]);
    return this.#place([this.#constants([offset]), this.#place(encoded.flat()), terms.length]);
  }

  #step(step: Step): number[] {
    const word = {
      kind: STEP_KIND[step.kind],
      system: this.#system(step.system),
      diagonal: 0,
      factors: 0,
      first: 0,
      wide: 0,
      mask: -1,
      matrix: 0,
      rows: 0,
      numbers: -1,
      draw: 0,
      slot: -1,
      options: step.system.size,
      table: 0,
      known: -1,
      condition: -1,
    };
    switch (step.kind) {
      case 'block': {
        word.diagonal = step.diagonal ? 1 : 0;
        word.wide = step.wide ? 1 : 0;
        word.factors = step.factors.length;
        this.#matrixRoom(step.system.size);
        const matrices = step.factors.map(() => this.#matrix(step));
        word.matrix = matrices.length === 1 ? (matrices[0] as number) : this.#matrix(step);
        if (step.optional) {
          word.mask = this.#lanes;
          this.#lanes += this.lanes;
        }
        word.first = this.#place(step.factors.flatMap((factor, k) => this.#factor(factor, matrices[k] as number)));
        break;
      }
      case 'permutation':
        word.rows = this.#place(step.rows);
        if (step.phases !== undefined) word.numbers = this.#constants(step.phases);
        break;
      case 'kraus':
        word.diagonal = step.diagonal ? 1 : 0;
        word.draw = step.draw;
        word.slot = this.#slots++;
        word.table = this.#tables++;
        word.condition = this.#condition(step.condition);
        word.matrix = this.#lanes;
        this.#lanes += step.system.size ** 2 * 2 * this.lanes;
        this.#matrixRoom(step.system.size);
        break;
      case 'measure':
      case 'reset':
        word.draw = step.draw;
        word.slot = this.#slots++;
        this.#temporary = Math.max(this.#temporary, (step.system.size + 1) * this.lanes);
        if (step.kind === 'reset') {
          word.known = step.known ?? -1;
          word.condition = this.#condition(step.condition);
        }
    }
    return Object.values(word);
  }

  /** Where one matrix of a block is kept. */
  #matrix(step: BlockStep): number {
    const entries = step.diagonal ? step.system.size : step.system.size ** 2;
    const at = step.wide ? this.#lanes : this.#shared;
    if (step.wide) this.#lanes += entries * 2 * this.lanes;
    else this.#shared += entries * 2 * this.vector;
    return at;
  }

  #factor(factor: Factor, matrix: number): number[] {
    const size = sizeOf(factor);
    const kind = FACTOR_KIND[factor.kind];
    const condition = this.#condition(factor.condition);
    if (factor.kind === 'rotation') {
      const rows = this.#place(factor.rows);
      const numbers = this.#constants(factor.phases);
      const angle = this.#angle(factor.angle);
      return [kind, matrix, rows, numbers, angle, 0, -1, 0, condition, factor.angle.terms.length > 0 ? 1 : 0];
    }
    this.#matrixRoom(size);
    if (factor.kind === 'constant') {
      return [kind, matrix, 0, this.#constants(factor.matrix), 0, 1, -1, 0, condition, 0];
    }
    const numbers = this.#constants(factor.cumulative);
    for (const unitary of factor.matrices) this.#constants(unitary);
    return [kind, matrix, 0, numbers, 0, factor.matrices.length, factor.idle, factor.draw, condition, 0];
  }

  #output(output: PlanOutput): number[] {
    const head = (at: number, target = 0) => [OUTPUT_KIND[output.kind], output.column, output.size, at, target];
    switch (output.kind) {
      case 'expectation':
        return head(this.#place(output.observables.flatMap((observable) => this.#observable(observable))));
      case 'probabilities':
        return head(this.#system(output.system));
      case 'state':
      case 'density':
        return head(0);
      case 'classical':
        return head(this.#condition({ value: 0, terms: output.terms }));
      case 'fidelity':
        return head(0, output.target === 'per-sample' ? -1 : this.#constants(output.target));
    }
  }

  #observable(observable: PlanObservable): number[] {
    if (observable.kind === 'matrix') {
      this.#matrixRoom(observable.system.size);
      return [-1, 0, this.#system(observable.system), this.#constants(observable.matrix)];
    }
    const strings = observable.strings.flatMap((string) => this.#string(string));
    return [observable.strings.length, this.#place(strings), 0, 0];
  }

  #string({ system, coefficient, rows, phases }: PauliString): number[] {
    const numbers = this.#constants([coefficient]);
    this.#constants(phases);
    return [this.#system(system), this.#place(rows), numbers];
  }
}
