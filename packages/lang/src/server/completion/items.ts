import type { Catalogue, OptionSchema, Slot } from '@kraus/core';
import { type CompletionItem, CompletionItemKind, InsertTextFormat, type MarkupContent } from 'vscode-languageserver';
import { numberTypes, otherTypes, units, wireTypes } from '../../values/index.js';
import { optionText, schemaText, startOf } from '../describe/index.js';

function markdown(value: string): MarkupContent {
  return { kind: 'markdown', value };
}

/**
 * The components for some places of the catalogue; those with an option that must be given begin with it. The component `circuit` is
 * written as the call of one, and not among them.
 */
export function componentItems(catalogue: Catalogue, slots: readonly Slot[]): CompletionItem[] {
  return catalogue.components
    .filter(({ slot, name }) => slots.includes(slot) && name !== 'circuit')
    .map((schema) => {
      const needed = Object.entries(schema.options).filter(
        ([, option]) => option.default === undefined && option.optional !== true,
      );
      const filled = needed.map(([name, option], index) => `${name}: \${${index + 1}:${inSnippet(startOf(option))}}`);
      return {
        label: schema.name,
        kind: CompletionItemKind.Class,
        detail: `${schema.slot} component`,
        documentation: markdown(schemaText(schema)),
        sortText: `0${schema.name}`,
        ...(filled.length === 0
          ? {}
          : { insertText: `${schema.name} { ${filled.join(', ')} }`, insertTextFormat: InsertTextFormat.Snippet }),
      };
    });
}

/** The options that are not given yet; what must be given comes first. */
export function optionItems(
  options: Readonly<Record<string, OptionSchema>>,
  given: readonly string[],
): CompletionItem[] {
  return Object.entries(options)
    .filter(([name]) => !given.includes(name))
    .map(([name, option]) => {
      const needed = option.default === undefined && option.optional !== true;
      return {
        label: name,
        kind: CompletionItemKind.Property,
        detail: needed ? 'option, needed' : 'option',
        documentation: markdown(optionText(name, option)),
        sortText: `${needed ? 0 : 1}${name}`,
        insertText: `${name}: \${1:${inSnippet(startOf(option))}}`,
        insertTextFormat: InsertTextFormat.Snippet,
      };
    });
}

/** What an option can be, where there is a choice. `quoted` inside of quotation marks. */
export function valueItems(catalogue: Catalogue, { type }: OptionSchema, quoted: boolean): CompletionItem[] {
  if (type.kind === 'component') return quoted ? [] : componentItems(catalogue, [type.slot]);
  const value = (label: string): CompletionItem => ({
    label,
    kind: CompletionItemKind.EnumMember,
    sortText: `0${label}`,
  });
  if (type.kind === 'bool') return quoted ? [] : ['true', 'false'].map(value);
  if (type.kind === 'string') return (type.oneOf ?? []).map((text) => value(quoted ? text : `"${text}"`));
  return [];
}

/** The units that a number can have: `word` is the number with what is typed of the unit. */
export function unitItems(word: string): CompletionItem[] {
  const digits = /^[\d_]+(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(word)?.[0] ?? word;
  return Object.entries(units).map(([unit, { meaning }]) => ({
    label: `${digits}${unit}`,
    kind: CompletionItemKind.Unit,
    detail: meaning,
    sortText: `0${unit}`,
  }));
}

/** Types of parameters, or of wires. */
export function typeItems(of: 'value' | 'wire'): CompletionItem[] {
  const numbers = Object.entries(numberTypes).map(([name, { domain }]) => [name, domain] as const);
  const named = of === 'wire' ? Object.entries(wireTypes) : [...numbers, ...Object.entries(otherTypes)];
  return named.map(([label, detail]) => ({
    label,
    kind: CompletionItemKind.TypeParameter,
    detail,
    sortText: `0${label}`,
    ...(label === 'level' ? { insertText: 'level[$1]', insertTextFormat: InsertTextFormat.Snippet } : {}),
  }));
}

/** Text within a snippet. */
function inSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
