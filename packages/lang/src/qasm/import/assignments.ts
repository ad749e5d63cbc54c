import { type Expression, refuse, type StatementOf, wrong } from '../parse/index.js';
import { shiftWord } from './bit-places.js';
import { arithmetic, asNumber } from './expressions.js';
import type { ImportState, Place } from './import-state.js';
import { bitsOf, position, positions } from './registers.js';
import { evaluated, storeInto } from './subroutines.js';
import { type BitsValue, copyOf, type Entity, type Scope, type Value } from './values.js';

export function assignment(state: ImportState, statement: StatementOf<'assign'>, place: Place): void {
  const { target, operator, value } = statement;
  const { scope } = place;
  let root = target;
  while (root.kind === 'index') root = root.base;
  const entity = root.kind === 'name' ? scope.find(root.name) : undefined;
  if (entity === undefined) wrong(`${root.kind === 'name' ? root.name : 'this'} is not declared`, root);
  if (entity.kind === 'bits') {
    if (operator !== '=') refuse('bits are set with = alone', statement);
    storeInto(state, bitsOf(state, target, scope).cells, value, statement, place);
    return;
  }
  if (entity.kind !== 'value' || entity.constant) wrong('this cannot be assigned', target);
  if (place.conditional || place.looped) {
    refuse('a variable that is set under a condition on measured bits or in a loop', statement);
  }
  if (value.kind === 'measure' && target.kind === 'index' && operator === '=') {
    storeInto(state, bitsOf(state, target, scope).cells, value, statement, place);
    return;
  }
  const given = evaluated(state, value, entity.type, place);
  const word = entity.value;
  if (target.kind === 'name' && (operator === '<<=' || operator === '>>=') && isWord(word)) {
    const by = asNumber(given, value);
    if (!Number.isInteger(by)) wrong('expected a whole number of places', value);
    shiftWord(state, target.name, word, operator === '<<=' ? by : -by, target);
    return;
  }
  const sign = operator.slice(0, -1);
  const current = sign === '' ? undefined : asNumber(state.known(target, scope), target);
  const next = current === undefined ? given : arithmetic(sign, current, asNumber(given, value));
  const stored = inType(next, entity);
  if (target.kind === 'name') entity.value = copyOf(stored);
  else assignEntry(state, entity, target, stored, scope);
}

function inType(value: Value, { type, size }: Extract<Entity, { kind: 'value' }>): Value {
  if (typeof value !== 'number' || (type !== 'int' && type !== 'uint')) return value;
  const whole = Math.trunc(value);
  return type === 'uint' && size !== undefined ? whole - 2 ** size * Math.floor(whole / 2 ** size) : whole;
}

function isWord(value: Value | undefined): value is BitsValue {
  return typeof value === 'object' && 'kind' in value && value.kind === 'bits';
}

function assignEntry(
  state: ImportState,
  entity: Extract<Entity, { kind: 'value' }>,
  target: Expression,
  value: Value,
  scope: Scope,
): void {
  const indices: Expression[] = [];
  for (let at = target; at.kind === 'index'; at = at.base) indices.unshift(...at.indices);
  let list = entity.value;
  for (const [depth, index] of indices.entries()) {
    if (!Array.isArray(list)) refuse('bits of a number cannot be set one by one', target);
    if (index.kind === 'range' || index.kind === 'set') {
      const at = positions(state, index, list.length, scope);
      if (depth < indices.length - 1 || !Array.isArray(value)) refuse('this assignment to a part', target);
      for (const [k, position] of at.entries()) list[position] = copyOf(value[k] ?? 0);
      return;
    }
    const at = position(state, index, list.length, scope);
    if (depth === indices.length - 1) list[at] = copyOf(value);
    else list = list[at];
  }
}
