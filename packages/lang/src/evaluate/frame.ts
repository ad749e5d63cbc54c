import type { AstNode } from 'langium';
import type { CallSite } from '../calls/index.js';
import type { Declaration, Expression, Named, Parameter, Wire } from '../generated/index.js';
import type { Value } from '../values/index.js';
import { BudgetError } from './evaluation-error.js';

/** The largest dimension, matrix, list and number of loop passes that checking works out. */
export const limits = {
  dimension: 4096,
  entries: 1 << 19,
  /** Wires of a circuit. */
  wires: 4096,
  listLength: 100_000,
  loopPasses: 100_000,
  /** Operations, parameters, inputs and bits of a circuit. */
  operations: 1_000_000,
  /** Channels in a sequence. */
  parts: 20_000,
  /** Steps of one evaluation: a multiplication of matrix entries takes 1, an expression or statement 10. About a second. */
  steps: 2_000_000,
  /** Steps of a circuit, in which they are cheap: no matrices are worked out. */
  circuitSteps: 6_000_000,
} as const;

/** Counts the work of one evaluation, so that no script can keep the checker busy. */
export class Budget {
  #left: number;

  constructor(steps: number = limits.steps) {
    this.#left = steps;
  }

  get left(): number {
    return this.#left;
  }

  spend(steps: number, node: AstNode): void {
    this.#left -= steps;
    if (this.#left >= 0) return;
    const help = 'use fewer loop passes or a smaller system';
    throw new BudgetError({ code: 'K113', message: 'working this out takes too many steps', node, help });
  }
}

/** The system that a declaration acts on. */
export interface System {
  /** Dimension of each factor, least significant first. */
  readonly dims: readonly number[];
  readonly total: number;
  readonly wires: ReadonlyMap<Wire, readonly number[]>;
  /** Whether this is a circuit, whose whole state need not fit a matrix. */
  readonly circuit: boolean;
  /** How `|0>` is read: bits of qubits, a level of the one d-level system, or not at all. */
  readonly kets: 'qubits' | 'levels' | 'mixed';
}

/** The functions that evaluate expressions and declarations, handed around so that their files need not import each other. */
export interface Interpreter {
  readonly budget: Budget;
  evaluate(expression: Expression, frame: Frame): Value;
  /** The value of a name. */
  lookUp(name: Named, node: AstNode, frame: Frame): Value;
  /** Calls a declaration or builtin with the arguments of `site`, evaluated in `frame`. */
  call(declaration: Declaration, site: CallSite, frame: Frame): Value;
  /** Calls a declaration with values instead of arguments. */
  instantiate(declaration: Declaration, values: ReadonlyMap<Parameter, Value>, node: AstNode): Value;
  /** The values of matched schedules, by schedule and number of steps. */
  readonly matched: Map<AstNode, Map<number, readonly Value[]>>;
}

/** Names and their values at some place, and the system there. */
export interface Frame {
  readonly interpreter: Interpreter;
  readonly variables: Map<Named, Value>;
  readonly outer?: Frame | undefined;
  readonly system?: System | undefined;
  /** The time t of a forward process's step. */
  readonly time?: number | undefined;
  /** How many steps the process has. */
  readonly steps?: number | undefined;
}

export function innerFrame(frame: Frame): Frame {
  const { interpreter, system, time, steps } = frame;
  return { interpreter, variables: new Map(), outer: frame, system, time, steps };
}
