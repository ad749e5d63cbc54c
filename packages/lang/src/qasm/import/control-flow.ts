import { refuse, type Statement, type StatementOf, wrong } from '../parse/index.js';
import { checkFresh, conditionOf, isKnown } from './conditions.js';
import { asNumber, NotKnown } from './expressions.js';
import { type ImportState, MOST_STATEMENTS, type Place, Returned } from './import-state.js';
import { rangeOf } from './registers.js';
import { Scope } from './values.js';

export function importIf(state: ImportState, statement: StatementOf<'if'>, place: Place): void {
  const { then, otherwise } = statement;
  const condition = conditionOf('id', [state.known(statement.condition, place.scope)], statement.condition);
  const inner = (): Place => ({ ...place, scope: new Scope(place.scope), inner: true });
  if (typeof condition === 'boolean') {
    state.run(condition ? then : otherwise, inner());
    return;
  }
  if (typeof condition !== 'object' || Array.isArray(condition) || condition.kind !== 'condition') {
    wrong('expected a condition', statement.condition);
  }
  checkFresh(condition, statement.condition);
  const block = (body: readonly Statement[]): string[] => {
    const lines: string[] = [];
    try {
      state.run(body, { ...inner(), emit: (line) => void lines.push(line), conditional: true });
    } catch (error) {
      if (!(error instanceof Returned)) throw error;
      refuse('a return under a condition on measured bits', statement);
    }
    return lines;
  };
  const [first, second] = [block(then), block(otherwise)];
  if (first.length > 0) place.emit(`if ${condition.text} {\n${first.join('\n')}\n}`);
  if (second.length === 0) return;
  place.emit(
    first.length > 0 ? `else {\n${second.join('\n')}\n}` : `if not (${condition.text}) {\n${second.join('\n')}\n}`,
  );
}

export function importFor(state: ImportState, statement: StatementOf<'for'>, place: Place): void {
  const { variable, range, body } = statement;
  if (range.kind === 'range' && body.every((own) => isPlain(own, place.scope)) && asLoop(state, statement, place))
    return;
  const values =
    range.kind === 'range' ? rangeOf(state, range, undefined, place.scope) : state.known(range, place.scope);
  if (!Array.isArray(values)) wrong('expected a range or a list', range);
  for (const value of values) {
    const scope = new Scope(place.scope);
    scope.set(variable, { kind: 'value', value, type: 'int', constant: true });
    state.run(body, { ...place, scope, inner: true });
  }
}

/** Writes a loop as a loop, if nothing in it needs the value of its variable. */
function asLoop(state: ImportState, { variable, range, body }: StatementOf<'for'>, place: Place): boolean {
  const values = rangeOf(state, range, undefined, place.scope);
  const [start, second = 1] = values;
  if (start === undefined || values.length < 2) return false;
  const step = second - start;
  if (!Number.isInteger(start) || !Number.isInteger(step)) return false;
  const names = state.names.inner();
  const name = names.unique(variable);
  const lines: string[] = [];
  const scope = new Scope(place.scope);
  scope.set(variable, { kind: 'symbol', text: name, shape: [], runtime: false });
  const outer = state.symbolic;
  state.symbolic = true;
  try {
    state.run(body, { ...place, scope, emit: (line) => void lines.push(line), looped: true, inner: true });
  } catch (error) {
    if (error instanceof NotKnown) return false;
    throw error;
  } finally {
    state.symbolic = outer;
  }
  const counter = names.unique('step');
  const head =
    step === 1 && start >= 0
      ? `for ${name} in ${start}..${start + values.length} {`
      : `for ${counter} in 0..${values.length} {\nlet ${name} = ${start} ${step < 0 ? '-' : '+'} ${Math.abs(step) === 1 ? '' : `${Math.abs(step)} * `}${counter}`;
  place.emit(`${head}\n${lines.join('\n')}\n}`);
  return true;
}

export function importWhile(state: ImportState, statement: StatementOf<'while'>, place: Place): void {
  for (let pass = 0; ; pass++) {
    const condition = conditionOf('id', [state.known(statement.condition, place.scope)], statement.condition);
    if (condition === false) return;
    if (condition !== true) {
      refuse('a loop whose length depends on what is measured cannot be unrolled', statement.condition);
    }
    if (pass > MOST_STATEMENTS) refuse('this loop does not come to an end', statement);
    state.run(statement.body, { ...place, scope: new Scope(place.scope), inner: true });
    if (++state.count > MOST_STATEMENTS) refuse('this loop does not come to an end', statement);
  }
}

export function importSwitch(state: ImportState, statement: StatementOf<'switch'>, place: Place): void {
  const value = state.known(statement.value, place.scope);
  if (!isKnown(value)) refuse('a switch on measured bits; write it as a chain of if', statement.value);
  const number = asNumber(value, statement.value);
  const found = statement.cases.find(({ values }) => values.some((own) => state.number(own, place.scope) === number));
  state.run(found?.body ?? statement.otherwise ?? [], { ...place, scope: new Scope(place.scope), inner: true });
}

/** Whether a statement may stay in a loop: gates, resets and barriers, and loops of them. */
function isPlain(statement: Statement, scope: Scope): boolean {
  if (statement.kind === 'for') return statement.body.every((own) => isPlain(own, scope));
  if (statement.kind === 'apply' && scope.find(statement.name)?.kind === 'subroutine') return false;
  return ['apply', 'reset', 'barrier', 'nop'].includes(statement.kind);
}
