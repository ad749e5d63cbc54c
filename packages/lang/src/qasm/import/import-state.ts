import { type Expression, type Program, type Range, refuse, type Statement, wrong } from '../parse/index.js';
import { asNumber, type ExpressionContext, evaluate, NotKnown } from './expressions.js';
import { gatesWithPhase, type Needs, visitAll } from './gates.js';
import { Names } from './names.js';
import { builtin2, qelib1, stdgates } from './standard-gates.js';
import type { Cell, Entity, Scope, Value } from './values.js';

/** The most statements that a program may come down to. */
export const MOST_STATEMENTS = 200_000;

/** Where a statement stands. */
export interface Place {
  readonly scope: Scope;
  /** Writes a line of the circuit. */
  readonly emit: (line: string) => void;
  /** Inside an `if` on measured bits. */
  readonly conditional: boolean;
  /** Inside a loop that stays a loop. */
  readonly looped: boolean;
  readonly inner: boolean;
}

/** Bits of the program, and where they come from. */
export interface DeclaredBits {
  readonly name: string;
  readonly entity: Extract<Entity, { kind: 'bits' }>;
  readonly output: boolean;
  readonly at: Range;
}

/** Thrown where a subroutine ends with a value. */
export class Returned extends Error {
  readonly value: Expression | undefined;
  readonly scope: Scope;
  constructor(value: Expression | undefined, scope: Scope) {
    super('return');
    this.value = value;
    this.scope = scope;
  }
}

/** What an import has gathered so far: the parts of the circuit to be written, and what its statements share. */
export class ImportState {
  readonly program: Program;
  readonly version: 2 | 3;
  readonly readFile: (path: string) => string | undefined;
  /** Works through statements; given by the importer, since statements hold statements. */
  readonly run: (statements: readonly Statement[], place: Place) => void;
  readonly fileNames = Names.ofFile();
  readonly names: Names;
  readonly needs: Needs;
  /** Sizes of registers, as Kraus names them. */
  readonly sizes = new Map<string, number>();
  /** Gate declarations, lines at the head of the circuit, wires, and channels of `std/channels`. */
  readonly gates: string[] = [];
  readonly heads: string[] = [];
  readonly wires: string[] = [];
  readonly noise = new Set<string>();
  readonly bits: DeclaredBits[] = [];
  readonly cells: Cell[] = [];
  /** Names of all gates that are used, and of those that are defined. */
  readonly applied = new Set<string>();
  readonly defined = new Set<string>();
  /** Statements, files and subroutines gone through, against those that do not end. */
  count = 0;
  included = 0;
  depth = 0;
  localBits = false;
  /** Within a loop that may stay one: what is not known is no error yet. */
  symbolic = false;
  globals: Scope | undefined;

  constructor(
    program: Program,
    readFile: (path: string) => string | undefined,
    run: (statements: readonly Statement[], place: Place) => void,
  ) {
    this.run = run;
    this.program = program;
    this.version = program.version;
    visitAll(program.statements, (statement) => {
      if (statement.kind === 'apply') this.applied.add(statement.name);
      if (statement.kind === 'gate') this.defined.add(statement.name);
    });
    this.readFile = readFile;
    for (const table of [stdgates, qelib1, builtin2]) {
      for (const { gate } of Object.values(table)) this.fileNames.reserve(gate);
    }
    for (const name of ['P', 'SX', 'GlobalPhase']) this.fileNames.reserve(name);
    this.names = this.fileNames;
    this.needs = {
      imports: new Set(),
      globalPhase: false,
      sizes: this.sizes,
      phaseSeen: gatesWithPhase(program.statements),
    };
  }

  context(scope: Scope): ExpressionContext {
    return { scope, version: this.version };
  }

  known(expression: Expression, scope: Scope): Value {
    try {
      return evaluate(expression, this.context(scope));
    } catch (error) {
      if (error instanceof NotKnown && !this.symbolic)
        return refuse(`${error.message}; here it must be known`, expression);
      throw error;
    }
  }

  number(expression: Expression, scope: Scope): number {
    return asNumber(this.known(expression, scope), expression);
  }

  size(expression: Expression | undefined, scope: Scope): number | undefined {
    if (expression === undefined) return undefined;
    const size = this.number(expression, scope);
    return Number.isInteger(size) && size > 0 && size <= 4096
      ? size
      : wrong('expected a size from 1 to 4096', expression);
  }

  fresh(name: string, scope: Scope, at: Statement): void {
    if (scope.has(name)) wrong(`${name} is declared twice`, at);
  }
}
