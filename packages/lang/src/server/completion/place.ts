import type { Catalogue, OptionSchema, Slot } from '@kraus/core';
import type { Cursor, Level } from '../cursor/index.js';
import { componentIn, taskIn } from '../describe/index.js';

type Options = Readonly<Record<string, OptionSchema>>;

/** What may be written at the cursor, as far as it is not a matter of the grammar. */
export type Place =
  | { readonly kind: 'component'; readonly slots: readonly Slot[]; readonly names?: true }
  | {
      readonly kind: 'option';
      readonly options: Options;
      readonly given: readonly string[];
      readonly slots: readonly Slot[];
    }
  | { readonly kind: 'axis'; readonly model: string; readonly given: readonly string[] }
  | { readonly kind: 'value'; readonly option: OptionSchema }
  | { readonly kind: 'type'; readonly of: 'value' | 'wire' }
  | { readonly kind: 'unit' | 'path' | 'nothing' | 'grammar' };

const clauseSlots: Readonly<Record<string, Slot>> = {
  encode: 'encode',
  forward: 'forward',
  reverse: 'reverse',
  predict: 'predict',
  objective: 'objective',
  condition: 'condition',
};
const declarations = /^(gate|channel|circuit|generator|graph|schedule|model)$/;

/** The place of a cursor. */
export function placeAt(cursor: Cursor, catalogue: Catalogue): Place {
  const { levels, current, word, inText } = cursor;
  const words = current.map(({ text }) => text);
  const [first, last] = [words[0], words.at(-1)];
  const top = levels.at(-1);
  const owner = top?.open === '{' ? ownerOf(levels, levels.length - 1, catalogue) : undefined;
  const option = owner !== undefined && words[1] === ':' && words.length === 2 ? owner.options[first ?? ''] : undefined;
  if (inText) {
    if (last === 'from') return { kind: 'path' };
    return option === undefined ? { kind: 'nothing' } : { kind: 'value', option };
  }
  if (/^\d/.test(word)) return { kind: 'unit' };
  if (top?.open === '{' && top.head[0]?.text === 'sweep') {
    if (words.length === 0) return { kind: 'axis', model: top.head[3]?.text ?? '', given: top.given };
    if (first === 'plot' && words.length === 1) return { kind: 'component', slots: ['plot'] };
    return { kind: 'grammar' };
  }
  if (owner !== undefined) {
    if (words.length === 0)
      return { kind: 'option', options: owner.options, given: top?.given ?? [], slots: owner.slots };
    if (option !== undefined) return { kind: 'value', option };
    return { kind: 'grammar' };
  }
  if (top?.open === '{' && top.head[0]?.text === 'model') {
    const slot = clauseSlots[first ?? ''];
    const begins = words.length === 1 || last === '+' || last === ',';
    if (slot === undefined || !begins) return { kind: 'grammar' };
    return { kind: 'component', slots: [slot], ...(slot === 'forward' || slot === 'reverse' ? { names: true } : {}) };
  }
  if (top === undefined && first === 'dataset' && last === '=') return { kind: 'component', slots: ['dataset'] };
  return typePlace(cursor) ?? { kind: 'grammar' };
}

/** The options of a circuit that stands in the place of a component. */
function circuitOptions(catalogue: Catalogue, slot: Slot): ReturnType<typeof ownerOf> {
  const schema = componentIn(catalogue, slot, 'circuit');
  if (schema === undefined) return undefined;
  const { circuit: _, ...options } = schema.options;
  return { options, slots: [] };
}

/** Behind a colon in a declaration. */
function typePlace({ levels, current }: Cursor): Place | undefined {
  const words = current.map(({ text }) => text);
  if (words.at(-1) !== ':') return undefined;
  const top = levels.at(-1);
  if (top?.open === '(' && declarations.test(top.head[0]?.text ?? '')) return { kind: 'type', of: 'value' };
  if (/^(param|input|const)$/.test(words[0] ?? '')) return { kind: 'type', of: 'value' };
  if (declarations.test(words[0] ?? '') && words.includes('on')) return { kind: 'type', of: 'wire' };
  return undefined;
}

/** The component or task whose options stand between the braces of a level. */
function ownerOf(
  levels: readonly Level[],
  index: number,
  catalogue: Catalogue,
): { readonly options: Options; readonly slots: readonly Slot[] } | undefined {
  const words = levels[index]?.head.map(({ text }) => text) ?? [];
  const [first, name] = [words[0] ?? '', words.at(-1) ?? ''];
  const outer = levels[index - 1];
  const component = (slot: Slot): ReturnType<typeof ownerOf> => {
    const schema = componentIn(catalogue, slot, name);
    return schema && { options: schema.options, slots: [] };
  };
  if (outer === undefined) {
    if (first === 'dataset') return component('dataset');
    const task = taskIn(catalogue, first);
    return task && { options: task.options, slots: task.components };
  }
  if (outer.head[0]?.text === 'model') {
    const slot = clauseSlots[first];
    // Behind the arguments of a circuit.
    if (slot !== undefined && name === ')') return circuitOptions(catalogue, slot);
    return slot && component(slot);
  }
  if (outer.head[0]?.text === 'sweep') return first === 'plot' ? component('plot') : undefined;
  const around = ownerOf(levels, index - 1, catalogue);
  if (around === undefined) return undefined;
  const type = words[1] === ':' ? around.options[first]?.type : undefined;
  if (type?.kind === 'component') return component(type.slot);
  return around.slots.map(component).find((found) => found !== undefined);
}
