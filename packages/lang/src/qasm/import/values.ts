import type { StatementOf } from '../parse/index.js';
import type { StandardGate } from './standard-gates.js';

/** One wire or classical bit of the circuit, as Kraus writes it; `index` is missing for one that is no register. */
export interface Element {
  readonly register: string;
  readonly index?: number | string | undefined;
}

/** A classical bit of the Kraus circuit; `writes` counts what has been measured into it. */
export interface BitPlace extends Element {
  /** How many bits its register has. */
  readonly size: number;
  writes: number;
}

/** What a bit of the OpenQASM program holds: a place in the circuit, and its value where that is known already. */
export interface Cell {
  place: BitPlace;
  writes: number;
  known: boolean | undefined;
}

/** Something that depends on what is measured, as Kraus writes it, and the bits that it reads. */
export interface Condition {
  readonly kind: 'condition';
  readonly text: string;
  readonly cells: readonly Cell[];
}

/** Bits, the lowest first. */
export interface BitsValue {
  readonly kind: 'bits';
  readonly cells: readonly Cell[];
  /** What the lowest bit is worth in an angle; 1 if missing. */
  readonly unit?: number | undefined;
}

export type Value = number | boolean | Condition | BitsValue | Value[];

export type Entity =
  | { readonly kind: 'qubits'; readonly wires: readonly Element[]; readonly single: boolean }
  | { readonly kind: 'bits'; readonly cells: Cell[]; readonly single: boolean }
  | {
      readonly kind: 'value';
      value: Value | undefined;
      readonly type: string;
      readonly constant: boolean;
      /** How many bits it has, if that is said. */
      readonly size?: number | undefined;
    }
  /** Known only when the circuit, or the loop around, is run. */
  | { readonly kind: 'symbol'; readonly text: string; readonly shape: readonly number[]; readonly runtime: boolean }
  | { readonly kind: 'gate'; readonly name: string; readonly parameters: number; readonly wires: number }
  | { readonly kind: 'standard'; readonly gate: StandardGate; readonly name: string }
  | { readonly kind: 'subroutine'; readonly statement: StatementOf<'subroutine'> }
  | { readonly kind: 'extern' };

/** A list with its lists, so that what is assigned to one is not seen in the other. */
export function copyOf(value: Value): Value {
  return Array.isArray(value) ? value.map(copyOf) : value;
}

/** Names, innermost first. */
export class Scope {
  readonly #names = new Map<string, Entity>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  find(name: string): Entity | undefined {
    return this.#names.get(name) ?? this.#outer?.find(name);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  set(name: string, entity: Entity): void {
    this.#names.set(name, entity);
  }

  /** Everything declared here, in order. */
  entries(): IterableIterator<[string, Entity]> {
    return this.#names.entries();
  }
}

/** Elements as a list that Kraus reads: whole registers by name, neighbours as a range. */
export function listed(elements: readonly Element[], sizes: ReadonlyMap<string, number>): string {
  const parts: string[] = [];
  for (let at = 0; at < elements.length; ) {
    const { register, index } = elements[at] as Element;
    let end = at + 1;
    if (typeof index === 'number') {
      while (elements[end]?.register === register && elements[end]?.index === index + (end - at)) end++;
    }
    const count = end - at;
    if (index === 0 && count === sizes.get(register)) parts.push(register);
    else if (count > 1) parts.push(`${register}[${index}..${Number(index) + count}]`);
    else parts.push(elementText({ register, index }));
    at = end;
  }
  return parts.join(', ');
}

export function elementText({ register, index }: Element): string {
  return index === undefined ? register : `${register}[${index}]`;
}
