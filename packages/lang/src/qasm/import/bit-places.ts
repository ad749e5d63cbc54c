import { type Expression, type Range, refuse } from '../parse/index.js';
import type { ImportState, Place } from './import-state.js';
import type { BitPlace, BitsValue, Cell, Entity } from './values.js';

type Variable = Extract<Entity, { kind: 'value' }>;

/** Declares a bit or register of the Kraus circuit. */
export function declareBits(
  state: ImportState,
  name: string,
  size: number | undefined,
  at: Range,
  { looped }: Pick<Place, 'looped'>,
): Extract<Entity, { kind: 'bits' }> {
  if (looped) refuse('bits declared in a loop are not supported', at);
  const register = state.names.unique(name);
  state.heads.push(`bit ${register}${size === undefined ? '' : `[${size}]`}`);
  state.sizes.set(register, size ?? 1);
  const cells = Array.from({ length: size ?? 1 }, (_, index): Cell => {
    const place: BitPlace = { register, index: size === undefined ? undefined : index, size: size ?? 1, writes: 0 };
    return { place, writes: 0, known: false };
  });
  state.cells.push(...cells);
  return { kind: 'bits', cells, single: size === undefined };
}

/** The bits of an angle or unsigned number, some of which are measured. Its value becomes that of its bits. */
export function wordOf(
  state: ImportState,
  at: Extract<Expression, { kind: 'name' }>,
  variable: Variable,
): { readonly cells: Cell[] } {
  const { value, type, size, constant } = variable;
  if (typeof value === 'object' && 'kind' in value && value.kind === 'bits') return { cells: value.cells as Cell[] };
  if (constant || size === undefined || size > 52 || !['angle', 'uint'].includes(type) || typeof value !== 'number') {
    return refuse('a measurement goes into bits, and into those of an angle or unsigned number of known size', at);
  }
  const unit = type === 'angle' ? (2 * Math.PI) / 2 ** size : 1;
  const digits = Math.round(value / unit);
  const entity = declareBits(state, at.name, size, at, { looped: false });
  for (const [bit, cell] of entity.cells.entries()) cell.known = Math.floor(digits / 2 ** bit) % 2 === 1;
  state.bits.push({ name: entity.cells[0]?.place.register ?? at.name, entity, output: false, at });
  variable.value = { kind: 'bits', cells: entity.cells, unit };
  return entity;
}

/** Shifts the bits of a word to higher places, or to lower ones by a negative number; what comes in is 0. */
export function shiftWord(state: ImportState, name: string, word: BitsValue, by: number, at: Expression): void {
  // They are those of the register in `state.bits`, which sees the shift too.
  const cells = word.cells as Cell[];
  const moved = cells.map((_, bit) => cells[bit - by]);
  // A place that nothing was measured into serves the bits that come in.
  const free = cells.filter((cell) => !moved.includes(cell) && cell.known !== undefined && cell.place.writes === 0);
  for (const [bit, cell] of moved.entries()) {
    if (cell !== undefined) {
      cells[bit] = cell;
      continue;
    }
    const { place } = free.shift() ?? declareBits(state, name, undefined, at, { looped: false }).cells[0] ?? {};
    if (place !== undefined) cells[bit] = { place, writes: 0, known: false };
  }
}
