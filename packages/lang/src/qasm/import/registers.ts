import { type Expression, type Range, refuse, wrong } from '../parse/index.js';
import { wordOf } from './bit-places.js';
import { asNumber, evaluate, NotKnown, written } from './expressions.js';
import { type ImportState, MOST_STATEMENTS } from './import-state.js';
import { type Cell, type Element, elementText, type Scope, type Value } from './values.js';

export function qubits(
  state: ImportState,
  operand: Expression,
  scope: Scope,
): { wires: readonly Element[]; single: boolean } {
  if (operand.kind === 'hardware') return hardwareQubit(state, operand.text);
  if (operand.kind === 'name') {
    const entity = scope.find(operand.name);
    if (entity?.kind === 'qubits') return entity;
    const what = entity === undefined ? 'is not declared' : 'is no qubit';
    return wrong(`${operand.name} ${what}`, operand);
  }
  if (operand.kind !== 'index') return wrong('expected qubits', operand);
  const { wires } = qubits(state, operand.base, scope);
  const [index, ...more] = operand.indices;
  if (index === undefined || more.length > 0) return wrong('a register has one index', operand);
  if (index.kind === 'range' || index.kind === 'set') {
    return { wires: positions(state, index, wires.length, scope).map((at) => wires[at] as Element), single: false };
  }
  try {
    return { wires: [wires[position(state, index, wires.length, scope)] as Element], single: true };
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    const [first] = wires;
    const whole = wires.every((wire, at) => wire.register === first?.register && wire.index === at);
    if (first === undefined || !whole) throw error;
    return { wires: [{ register: first.register, index: written(index, state.context(scope)).text }], single: true };
  }
}

function hardwareQubit(state: ImportState, text: string): { wires: readonly Element[]; single: boolean } {
  const name = `physical_${text.slice(1)}`;
  if (!state.sizes.has(name)) {
    state.wires.push(name);
    state.sizes.set(name, 1);
    state.names.reserve(name);
  }
  return { wires: [{ register: name }], single: true };
}

export function position(state: ImportState, index: Expression, size: number, scope: Scope): number {
  const at = asNumber(symbolicValue(state, index, scope), index);
  const position = at < 0 ? size + at : at;
  if (Number.isInteger(position) && position >= 0 && position < size) return position;
  return wrong(`there is no index ${at} in a register of ${size}`, index);
}

/** As {@link evaluate}: throws NotKnown for loop variables. */
function symbolicValue(state: ImportState, index: Expression, scope: Scope): Value {
  return evaluate(index, state.context(scope));
}

export function positions(state: ImportState, index: Expression, size: number, scope: Scope): number[] {
  if (index.kind === 'set') return index.items.map((item) => position(state, item, size, scope));
  return rangeOf(state, index, size, scope).map((at) => {
    const position = at < 0 ? size + at : at;
    return position < size ? position : wrong(`there is no index ${at} in a register of ${size}`, index);
  });
}

export function rangeOf(state: ImportState, range: Expression, size: number | undefined, scope: Scope): number[] {
  if (range.kind !== 'range') return wrong('expected a range', range);
  const step = range.step === undefined ? 1 : state.number(range.step, scope);
  const from = range.from === undefined ? (step < 0 ? -1 : 0) : state.number(range.from, scope);
  const to = range.to === undefined ? (step < 0 ? 0 : -1) : state.number(range.to, scope);
  const absolute = (at: number): number => (at < 0 && size !== undefined ? size + at : at);
  const [start, end] = [absolute(from), absolute(to)];
  if (step === 0) return wrong('the step of a range must not be 0', range);
  const count = Math.max(0, Math.floor((end - start) / step + 1 + 1e-9));
  if (count > MOST_STATEMENTS) return refuse(`a range of more than ${MOST_STATEMENTS} numbers`, range);
  return Array.from({ length: count }, (_, k) => start + k * step);
}

export function bitsOf(
  state: ImportState,
  operand: Expression,
  scope: Scope,
): { cells: readonly Cell[]; single: boolean } {
  if (operand.kind === 'name') {
    const entity = scope.find(operand.name);
    if (entity?.kind === 'bits') return entity;
    return wrong(`${operand.name} ${entity === undefined ? 'is not declared' : 'is no bit'}`, operand);
  }
  if (operand.kind !== 'index') return wrong('expected bits', operand);
  const base = operand.base.kind === 'name' ? scope.find(operand.base.name) : undefined;
  const word = base?.kind === 'value' && operand.base.kind === 'name' ? wordOf(state, operand.base, base) : undefined;
  const { cells } = word ?? bitsOf(state, operand.base, scope);
  const [index] = operand.indices;
  if (index === undefined || operand.indices.length > 1) return wrong('a register has one index', operand);
  if (index.kind === 'range' || index.kind === 'set') {
    return { cells: positions(state, index, cells.length, scope).map((at) => cells[at] as Cell), single: false };
  }
  const at = asNumber(state.known(index, scope), index);
  const cell = cells[at < 0 ? cells.length + at : at];
  return { cells: [cell ?? wrong(`there is no index ${at} in a register of ${cells.length}`, index)], single: true };
}

export function checkDistinct(operands: readonly { wires: readonly Element[]; single: boolean }[], at: Range): void {
  const size = Math.max(1, ...operands.map(({ wires }) => wires.length));
  for (let k = 0; k < size; k++) {
    const used = operands.map(({ wires, single }) => elementText(wires[single ? 0 : k] ?? { register: `${k}` }));
    if (new Set(used).size < used.length) wrong('a gate acts on one qubit twice', at);
  }
}
