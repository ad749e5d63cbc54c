import {
  type Catalogue,
  type ComponentSchema,
  describeType,
  type OptionSchema,
  type Slot,
  type TaskSchema,
} from '@kraus/core';
import { defaultText } from '../server/index.js';
import { anchor, generated, type ReferencePage, table } from './page.js';

/** Where the components of each place stand in a script. */
const places: Readonly<Record<Slot, string>> = {
  dataset: 'Data sets: `dataset D = …`',
  encode: 'Encodings: `encode …` of a model',
  forward: 'Forward processes: `forward … for N steps` of a model',
  reverse: 'Reverse models: `reverse …` of a model',
  predict: 'Predictions: `predict …` of a model',
  objective: 'Objectives: `objective … + …` of a model',
  condition: 'Conditions: `condition …` of a model',
  optimizer: 'Optimizers: `optimizer: …` of `train`',
  sampler: 'Samplers: `sampler: …` of `train`, `sample` and `evaluate`',
  metric: 'Metrics: listed in `evaluate`',
  plot: 'Plots: `plot …` of a sweep',
  device: 'Devices: `device B = …`',
};

/** The page of the components and tasks that scripts may name, with all their options. */
export function componentsPage({ components, tasks }: Catalogue): ReferencePage {
  const slots = (Object.keys(places) as Slot[]).filter((slot) =>
    components.some((component) => component.slot === slot),
  );
  const title = (slot: Slot): string => places[slot].split(':')[0] ?? '';
  const contents = slots.map((slot) => {
    const names = components.filter((component) => component.slot === slot).map(({ name }) => `\`${name}\``);
    return [`[${title(slot)}](#${anchor(title(slot))})`, names.join(', ')];
  });
  const head = [
    '# Components and tasks',
    generated,
    'What may stand in the places of a model, and what may be done with it. Every component and task has typed options with defaults; ' +
      'an option without a default must be written. `kraus list NAME` says the same on a terminal, completion and hovers in an editor.',
    table(
      ['place', 'components'],
      [...contents, ['[Tasks](#tasks)', tasks.map(({ task }) => `\`${task}\``).join(', ')]],
    ),
  ];
  const bodies = slots.map((slot) =>
    [
      `## ${title(slot)}`,
      `Written as ${places[slot].split(': ').slice(1).join(': ')}.`,
      ...components
        .filter((component) => component.slot === slot)
        .map((component) => section(component.name, component)),
    ].join('\n\n'),
  );
  const taskBody = ['## Tasks', ...tasks.map((task) => section(task.task, task))].join('\n\n');
  return { path: 'components.md', text: `${[...head, ...bodies, taskBody].join('\n\n')}\n` };
}

function section(name: string, schema: ComponentSchema | TaskSchema): string {
  const options = Object.entries(schema.options).map(([own, option]) => row(own, option));
  const listed = 'components' in schema && schema.components.length > 0 ? schema.components : [];
  return [
    `### ${name}`,
    schema.doc,
    ...('source' in schema && schema.source !== undefined ? [`*Source: ${schema.source}*`] : []),
    ...(listed.length > 0
      ? [`Lists components: ${listed.map((slot) => places[slot].split(':')[0]?.toLowerCase()).join(', ')}.`]
      : []),
    ...(options.length > 0 ? [table(['option', 'takes', 'default', 'meaning'], options)] : ['No options.']),
    ...('slot' in schema && schema.slot === 'dataset' ? [`\`\`\`kraus\n${datasetExample(schema)}\n\`\`\``] : []),
  ].join('\n\n');
}

function row(name: string, option: OptionSchema): string[] {
  const preset = defaultText(option);
  return [
    `\`${name}\``,
    describeType(option.type),
    preset ?? (option.optional === true ? '' : '**needed**'),
    option.doc,
  ];
}

/** A data set with what must be written. */
function datasetExample({ name, options }: ComponentSchema): string {
  const given = Object.entries(options)
    .filter(([, { default: preset, optional }]) => preset === undefined && optional !== true)
    .map(([own, { type }]) => `${own}: "${(type.kind === 'string' ? type.oneOf?.[0] : undefined) ?? `my-${own}`}"`);
  return `dataset Mine = ${name}${given.length === 0 ? '' : ` { ${given.join(', ')} }`}`;
}
