import { type Expression, type Range, refuse, type Statement, type StatementOf, wrong } from '../parse/index.js';
import { declareBits } from './bit-places.js';
import { measureInto } from './bits.js';
import { isKnown } from './conditions.js';
import { asNumber, cast } from './expressions.js';
import { type ImportState, type Place, Returned } from './import-state.js';
import { bitsOf, qubits } from './registers.js';
import { type Cell, Scope, type Value } from './values.js';

/** A subroutine, put in place. `into` takes what it returns. */
export function callSubroutine(
  state: ImportState,
  subroutine: StatementOf<'subroutine'>,
  given: readonly Expression[],
  at: Range,
  into: readonly Cell[] | undefined,
  place: Place,
): void {
  if (given.length !== subroutine.arguments.length) {
    wrong(`${subroutine.name} takes ${subroutine.arguments.length} arguments, found ${given.length}`, at);
  }
  if (++state.depth > 100) refuse('subroutines that call each other more than 100 deep', at);
  const inner = new Scope(state.globals ?? place.scope);
  state.globals ??= place.scope;
  for (const [index, { name, type }] of subroutine.arguments.entries()) {
    const expression = given[index] as Expression;
    if (type.kind === 'qubit') {
      const size = state.size(type.size, inner);
      const found = qubits(state, expression, place.scope);
      if ((size ?? 1) !== found.wires.length) {
        wrong(`${subroutine.name} takes ${size ?? 1} qubits for ${name}, found ${found.wires.length}`, expression);
      }
      inner.set(name, { kind: 'qubits', wires: found.wires, single: size === undefined });
    } else if (type.kind === 'scalar' && type.name === 'bit') {
      const { cells, single } = bitsOf(state, expression, place.scope);
      inner.set(name, { kind: 'bits', cells: cells.map((cell) => ({ ...cell })), single });
    } else {
      const base = type.kind === 'scalar' ? type.name : type.base.name;
      const value = evaluated(state, expression, base, place);
      inner.set(name, { kind: 'value', value, type: base, constant: type.kind !== 'scalar' });
    }
  }
  try {
    state.run(bound(subroutine, into, inner), { ...place, scope: inner, inner: true });
  } catch (error) {
    if (!(error instanceof Returned)) throw error;
    if (into !== undefined && error.value !== undefined && !isBound(error.value, inner, into)) {
      storeInto(state, into, error.value, at, { ...place, scope: error.scope });
    } else if (into === undefined && error.value?.kind === 'measure') {
      measureInto(state, error.value.operand, undefined, at, { ...place, scope: error.scope });
    }
  } finally {
    state.depth--;
  }
}

/** Puts a value, the outcome of a measurement or what a subroutine returns into bits. */
export function storeInto(
  state: ImportState,
  cells: readonly Cell[],
  value: Expression,
  at: Range,
  place: Place,
): void {
  if (value.kind === 'measure') {
    measureInto(state, value.operand, cells, at, place);
    return;
  }
  if (value.kind === 'call') {
    const entity = place.scope.find(value.name);
    if (entity?.kind === 'subroutine') {
      callSubroutine(state, entity.statement, value.arguments, at, cells, place);
      return;
    }
  }
  if (place.conditional || place.looped) refuse('bits that are set under a condition or in a loop', at);
  const found = state.known(value, place.scope);
  const held = typeof found === 'object' && !Array.isArray(found) && found.kind === 'bits' ? found.cells : undefined;
  if (held !== undefined) {
    if (held.length !== cells.length) wrong(`${held.length} bits are put into ${cells.length}`, at);
    for (const [index, source] of held.entries()) Object.assign(cells[index] as Cell, source);
    return;
  }
  if (!isKnown(found)) refuse('bits computed from measured ones are supported in conditions alone', value);
  const list = Array.isArray(found)
    ? found
    : cells.map((_, bit) => Math.floor(asNumber(found, value) / 2 ** bit) % 2 === 1);
  if (list.length !== cells.length) wrong(`${list.length} bits are put into ${cells.length}`, at);
  for (const [index, cell] of cells.entries()) cell.known = list[index] === true || list[index] === 1;
}

export function evaluated(state: ImportState, expression: Expression, type: string, place: Place): Value {
  if (expression.kind === 'call' && place.scope.find(expression.name)?.kind === 'subroutine') {
    const cells = declareBits(state, expression.name, undefined, expression, place);
    state.localBits = true;
    storeInto(state, cells.cells, expression, expression, place);
    return { kind: 'bits', cells: cells.cells.map((cell) => ({ ...cell })) };
  }
  const value = state.known(expression, place.scope);
  return Array.isArray(value) && expression.kind === 'set' ? value : cast(value, type, expression);
}

/**
 * The body of a subroutine whose last statement returns bits that it declared: those bits are the caller's, so that outcomes
 * go where the caller wants them.
 */
function bound(
  { body }: StatementOf<'subroutine'>,
  into: readonly Cell[] | undefined,
  scope: Scope,
): readonly Statement[] {
  const last = body.at(-1);
  if (into === undefined || last?.kind !== 'return' || last.value?.kind !== 'name') return body;
  const { name } = last.value;
  const declared = body.findIndex((own) => own.kind === 'declare' && own.name === name && own.value === undefined);
  const own = body[declared];
  const local = own?.kind === 'declare' && own.type.kind === 'scalar' && own.type.name === 'bit';
  const written = body.filter((other) => other.kind === 'assign' && rootName(other.target) === name);
  if (!local || written.some((other) => other.kind === 'assign' && other.value.kind !== 'measure')) return body;
  scope.set(name, {
    kind: 'bits',
    cells: [...into],
    single: own.type.kind === 'scalar' && own.type.size === undefined,
  });
  return body.filter((_, index) => index !== declared);
}

function rootName(expression: Expression): string | undefined {
  let root = expression;
  while (root.kind === 'index') root = root.base;
  return root.kind === 'name' ? root.name : undefined;
}

function isBound(value: Expression, scope: Scope, into: readonly Cell[]): boolean {
  if (value.kind !== 'name') return false;
  const entity = scope.find(value.name);
  return entity?.kind === 'bits' && entity.cells.every((cell, index) => cell === into[index]);
}
