import { type Expression, type Range, refuse, wrong } from '../parse/index.js';
import { declareBits } from './bit-places.js';
import type { ImportState, Place } from './import-state.js';
import { bitsOf, qubits } from './registers.js';
import { type Cell, listed } from './values.js';

export function measurement(
  state: ImportState,
  operand: Expression,
  target: Expression | undefined,
  at: Range,
  place: Place,
): void {
  if (target === undefined) {
    measureInto(state, operand, undefined, at, place);
    return;
  }
  measureInto(state, operand, bitsOf(state, target, place.scope).cells, at, place);
}

export function measureInto(
  state: ImportState,
  operand: Expression,
  cells: readonly Cell[] | undefined,
  at: Range,
  place: Place,
): void {
  const { wires } = qubits(state, operand, place.scope);
  if (place.conditional) refuse('a measurement under a condition on measured bits is not supported', at);
  if (cells === undefined) {
    place.emit(`measure ${listed(wires, state.sizes)}`);
    return;
  }
  if (place.looped) refuse('a measurement in a loop', at);
  if (wires.length !== cells.length) {
    wrong(`${wires.length} qubits are measured into ${cells.length} bits`, at);
  }
  for (const cell of cells) giveOwnPlace(state, cell, at);
  place.emit(
    `measure ${listed(wires, state.sizes)} -> ${listed(
      cells.map((cell) => cell.place),
      state.sizes,
    )}`,
  );
  for (const cell of cells) {
    cell.place.writes++;
    cell.writes = cell.place.writes;
    cell.known = undefined;
  }
}

/** A cell that shares its place with others gets a new one before it is written. */
function giveOwnPlace(state: ImportState, cell: Cell, at: Range): void {
  if (!state.cells.some((other) => other !== cell && other.place === cell.place && other.known === undefined)) return;
  const { place } = cell;
  const fresh = declareBits(state, place.register, undefined, at, { looped: false }).cells[0];
  if (fresh !== undefined) cell.place = fresh.place;
  state.localBits = true;
}
