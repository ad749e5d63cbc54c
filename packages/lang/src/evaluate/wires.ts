import type { AstNode } from 'langium';
import type { Operation, WireReference } from '../generated/index.js';
import { describeValue, type Value } from '../values/index.js';
import { asInteger, asItems, checkIndex } from './convert.js';
import { fail } from './evaluation-error.js';
import type { Frame } from './frame.js';

/** The positions that an index chooses: one for a whole number, several for a range or list. */
export function chosenPositions(positions: readonly number[], index: Value, node: AstNode): number[] {
  const items = index.kind === 'number' ? [index] : asItems(index, node);
  return items.map((item) => {
    const at = asInteger(item, node, 'a whole number as index');
    checkIndex(at, positions.length, node);
    return positions[at] ?? 0;
  });
}

/** The factors of the system that a wire of a body stands for. */
export function positionsOf(reference: WireReference, frame: Frame): readonly number[] {
  const name = reference.wire.ref;
  const value = name === undefined ? undefined : frame.interpreter.lookUp(name, reference, frame);
  if (value?.kind !== 'wire') {
    return fail({ code: 'K106', message: `\`${reference.wire.$refText}\` is not a wire`, node: reference });
  }
  return indexed(reference, value.positions, frame);
}

/** The classical digits that `measure … -> c` writes into. */
export function bitsOf(reference: WireReference, frame: Frame): readonly number[] {
  const name = reference.wire.ref;
  const value = name === undefined ? undefined : frame.interpreter.lookUp(name, reference, frame);
  if (value?.kind === 'bits') return indexed(reference, value.positions, frame);
  const found = value === undefined ? '' : `, it is ${describeValue(value)}`;
  const message = `\`${reference.wire.$refText}\` is not a classical bit${found}`;
  return fail({ code: 'K106', message, node: reference, help: 'declare it: `bit c`' });
}

function indexed(reference: WireReference, positions: readonly number[], frame: Frame): readonly number[] {
  const { index } = reference;
  if (index === undefined) return positions;
  const value = frame.interpreter.evaluate(index, frame);
  const items = value.kind === 'number' ? [value] : asItems(value, index);
  return items.map((item) => {
    const at = asInteger(item, index, 'a whole number as index');
    const position = positions[at];
    if (position !== undefined && at >= 0) return position;
    const message = `index ${at} is out of range: \`${reference.wire.$refText}\` has 0 … ${positions.length - 1}`;
    return fail({ code: 'K109', message, node: index });
  });
}

/** What {@link applications} needs of an operation. */
export interface Applied {
  readonly name: string;
  readonly node: AstNode;
  /** Dimensions of the systems that it acts on. */
  readonly dims: readonly number[];
}

/**
 * The positions of every application of an operation to the wires written behind it. One on k systems takes k wires, or k
 * registers of one length (a single wire counts for each): then it is applied to the first of each, the second of each …
 *
 * @param all positions of each wire as written; none means the whole system
 * @param dims dimensions of the system
 */
export function applications(
  { name, node, dims }: Applied,
  all: readonly (readonly number[])[],
  systemDims: readonly number[],
): readonly (readonly number[])[] {
  const [first] = all;
  const flat = first === undefined ? systemDims.map((_, index) => index) : all.length === 1 ? first : all.flat();
  const fits = (own: readonly number[]): boolean =>
    own.length === dims.length && own.every((position, k) => systemDims[position] === dims[k]);
  const groups = fits(flat) ? [flat] : byRegister(all.length === 0 ? [flat] : all, dims.length);
  if (groups === undefined || !groups.every(fits)) {
    const given = flat.map((position) => systemDims[position] ?? 1);
    const message = `\`${name}\` acts on ${systemWords(dims)}, given ${systemWords(given)}`;
    return fail({ code: 'K110', message, node });
  }
  for (const group of groups) {
    if (group.length > 1 && new Set(group).size !== group.length)
      fail({ code: 'K105', message: 'a wire is given twice', node });
  }
  return groups;
}

function byRegister(all: readonly (readonly number[])[], count: number): number[][] | undefined {
  if (all.length !== count) return undefined;
  const length = Math.max(...all.map((own) => own.length));
  if (all.some((own) => own.length !== 1 && own.length !== length)) return undefined;
  return Array.from({ length }, (_, k) => all.map((own) => own[own.length === 1 ? 0 : k] ?? 0));
}

/** What an operation is called in messages: its modifiers and its name, e.g. `ctrl[2] X`. */
export function operationName({ modifiers, target }: Operation): string {
  if (modifiers.length === 0) return target.$refText;
  return [...modifiers.map(({ $cstNode }) => $cstNode?.text ?? ''), target.$refText].join(' ');
}

export function systemWords(dims: readonly number[]): string {
  const qubits = dims.every((dimension) => dimension === 2);
  if (qubits) return dims.length === 1 ? 'one qubit' : `${dims.length} qubits`;
  return dims.length === 1 ? `a ${dims[0]}-level system` : `systems of ${dims.join(', ')} levels`;
}
