import type { Catalogue, ComponentSchema, OptionSchema, OptionType, OptionValue, Slot, TaskSchema } from '@kraus/core';
import { describeType, isCircuitPart } from '@kraus/core';

/** A component of the catalogue by place and name. */
export function componentIn(catalogue: Catalogue, slot: Slot, name: string): ComponentSchema | undefined {
  return catalogue.components.find((component) => component.slot === slot && component.name === name);
}

export function taskIn(catalogue: Catalogue, task: string): TaskSchema | undefined {
  return catalogue.tasks.find((schema) => schema.task === task);
}

/** An option in Markdown: what it takes, its default and its documentation. */
export function optionText(name: string, { type, default: preset, optional, doc }: OptionSchema): string {
  const standard =
    preset === undefined ? (optional === true ? ', may be left out' : ', needed') : `, default ${shown(preset)}`;
  return `\`${name}\`: ${describeType(type)}${standard}. ${doc}`;
}

/** The default of an option as it is written in a script; undefined if it has none. */
export function defaultText({ default: preset }: OptionSchema): string | undefined {
  return preset === undefined ? undefined : shown(preset);
}

/** A component or task in Markdown, with all its options. */
export function schemaText(schema: ComponentSchema | TaskSchema): string {
  const options = Object.entries(schema.options).map(([name, option]) => `- ${optionText(name, option)}`);
  return [schema.doc, ...(options.length > 0 ? ['', ...options] : [])].join('\n');
}

/** What to write for an option at first: its default, or something of its type. */
export function startOf({ type, default: preset }: OptionSchema): string {
  return preset === undefined ? ofType(type) : shown(preset);
}

function ofType(type: OptionType): string {
  switch (type.kind) {
    case 'int':
      return String(type.min ?? 1);
    case 'real':
      return String(type.min ?? type.above ?? 1);
    case 'bool':
      return 'true';
    case 'string':
      return `"${type.oneOf?.[0] ?? ''}"`;
    case 'list':
      return `[${ofType(type.of)}]`;
    case 'component':
    case 'circuit':
      return '';
  }
}

function shown(value: OptionValue): string {
  if (typeof value !== 'object') return String(value);
  if (isCircuitPart(value)) return value.name;
  return 'component' in value ? value.component : `[${value.map(shown).join(', ')}]`;
}
