import type { Catalogue, ComponentSchema, OptionSchema, OptionType, TaskSchema } from '@kraus/core';
import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { type Colours, formatTable, wrapText } from '../terminal/index.js';

type Entry = ComponentSchema | TaskSchema;

/** A type as a person writes it: `int 1 … 512`, `"a" | "b"`, `list of int`. */
export function describeOptionType(type: OptionType): string {
  switch (type.kind) {
    case 'int':
    case 'real': {
      const above = type.kind === 'real' ? type.above : undefined;
      const low = above === undefined ? type.min : `above ${above}`;
      if (low === undefined) return type.max === undefined ? type.kind : `${type.kind} up to ${type.max}`;
      if (type.max !== undefined) return `${type.kind} ${low} … ${type.max}`;
      return above === undefined ? `${type.kind} from ${low}` : `${type.kind} ${low}`;
    }
    case 'bool':
      return 'bool';
    case 'string':
      return type.oneOf === undefined ? 'string' : type.oneOf.map((text) => `"${text}"`).join(' | ');
    case 'list':
      return `list of ${describeOptionType(type.of)}`;
    case 'component':
      return `a component of '${type.slot}'`;
    case 'circuit':
      return 'a circuit';
  }
}

function need(option: OptionSchema): string {
  if (option.default !== undefined) return `default ${JSON.stringify(option.default)}`;
  return option.optional === true ? 'optional' : 'required';
}

/** The first sentence. */
function summary(doc: string): string {
  const first = doc.trim().split(/\n\s*\n/)[0] ?? '';
  return (/^[\s\S]*?\.(?=\s|$)/.exec(first)?.[0] ?? first).replace(/\s+/g, ' ');
}

function nameOf(entry: Entry): string {
  return 'task' in entry ? entry.task : entry.name;
}

function details(entry: Entry, colours: Colours): string {
  const kind = 'task' in entry ? 'task' : entry.slot;
  const lines = [`${colours.bold(nameOf(entry))} ${colours.dim(`(${kind})`)}`, wrapText(entry.doc.trim(), 100, '  ')];
  if ('source' in entry && entry.source !== undefined) lines.push(wrapText(`Source: ${entry.source}`, 100, '  '));
  if ('task' in entry && entry.components.length > 0)
    lines.push(`  lists components of: ${entry.components.join(', ')}`);
  const options = Object.entries(entry.options);
  if (options.length === 0) lines.push('  no options');
  else {
    const rows = options.map(([name, option]) => [
      colours.cyan(name),
      describeOptionType(option.type),
      colours.dim(need(option)),
      option.doc,
    ]);
    lines.push('', formatTable(rows, { indent: 4 }));
  }
  return lines.join('\n');
}

function overview(catalogue: Catalogue, colours: Colours): string {
  const slots = [...new Set(catalogue.components.map((component) => component.slot))];
  const blocks = slots.map((slot) => {
    const rows = catalogue.components
      .filter((component) => component.slot === slot)
      .map((component) => [colours.cyan(component.name), summary(component.doc)]);
    return `${colours.bold(slot)}\n${formatTable(rows, { indent: 2 })}`;
  });
  const tasks = catalogue.tasks.map((task) => [colours.cyan(task.task), summary(task.doc)]);
  if (tasks.length > 0) blocks.push(`${colours.bold('task')}\n${formatTable(tasks, { indent: 2 })}`);
  return blocks.join('\n\n');
}

async function list({ output }: Job, name: string | undefined): Promise<undefined> {
  const { catalogue } = await import('@kraus/models/catalogue');
  const everything: Entry[] = [...catalogue.components, ...catalogue.tasks];
  if (name === undefined) {
    if (output.json) output.event(catalogue);
    else output.result(overview(catalogue, output.colours));
    return;
  }
  const chosen = everything.filter((entry) => nameOf(entry) === name || ('slot' in entry && entry.slot === name));
  if (chosen.length === 0) {
    const { suggestion } = await import('@kraus/core');
    const known = [
      ...new Set(everything.flatMap((entry) => ('slot' in entry ? [entry.slot, entry.name] : [entry.task]))),
    ];
    throw usageError('unknown-component', `Nothing in the catalogue is called '${name}'.${suggestion(name, known)}`);
  }
  if (output.json) for (const entry of chosen) output.event(entry);
  else output.result(chosen.map((entry) => details(entry, output.colours)).join('\n\n'));
}

/** `kraus list [name]` */
export function listCommand(session: Session): Command {
  return createCommand(
    'list',
    'show the components that scripts may name, with their options',
    'Shows the catalogue: data sets, encodings, networks, objectives, metrics and tasks, with the type, range, default and meaning of each option. A place (slot) or a name narrows it.',
    [
      ['kraus list', 'every component with one sentence'],
      ['kraus list reverse', 'the networks, with all their options'],
      ['kraus list unet --json', 'the schema of one component as JSON'],
    ],
  )
    .argument('[name]', 'a place such as reverse or metric, or a component such as unet')
    .action(action(session, list));
}
