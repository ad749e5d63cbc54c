import type {
  ChannelDeclaration,
  CircuitDeclaration,
  Declaration,
  GateDeclaration,
  GeneratorDeclaration,
  ScheduleDeclaration,
  Script,
} from '../generated/index.js';
import { documentationOf } from '../language/index.js';
import { blochPicture, circuitText, type Figures, kindOf, operatorText } from '../server/index.js';
import { anchor, generated, type ReferencePage, table } from './page.js';

type Item = ChannelDeclaration | CircuitDeclaration | GateDeclaration | GeneratorDeclaration | ScheduleDeclaration;

const kinds: readonly Declaration['$type'][] = [
  'ChannelDeclaration',
  'CircuitDeclaration',
  'GateDeclaration',
  'GeneratorDeclaration',
  'ScheduleDeclaration',
];

const isItem = (node: { readonly $type: string }): node is Item => (kinds as readonly string[]).includes(node.$type);

/** Another name of an item, as its documentation says; undefined for an item of its own. */
function aliasOf(item: Item): string | undefined {
  const [, main] =
    /^(?:Another name of|The name of|The Mølmer–Sørensen gate of trapped ions, another name of) `(\w+)`/.exec(
      documentationOf(item),
    ) ?? [];
  return main;
}

/** The remarks at the top of a file of the library. */
function preface(script: Script): string {
  const lines = (script.$document?.textDocument.getText() ?? '').split('\n');
  const end = lines.findIndex((line) => !/^\/\/(?!\/)/.test(line));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n');
}

/** The page of a file of the standard library and the pictures on it. */
export function libraryPages(name: string, title: string, script: Script, figures: Figures): ReferencePage[] {
  const items = script.statements.filter(isItem);
  const own = items.filter((item) => aliasOf(item) === undefined);
  const pictures: ReferencePage[] = [];
  const summary = table(
    ['name', 'what it is'],
    own.map((item) => {
      const [first = ''] = /^.*?[.:](?=\s|$)/s.exec(documentationOf(item).replace(/\n/g, ' ')) ?? [];
      return [`[\`${item.name}\`](#${anchor(item.name)})`, first.replace(/:$/, '.')];
    }),
  );
  const sections = own.map((item) => {
    const names = items.filter((other) => aliasOf(other) === item.name).map((other) => `\`${other.name}\``);
    const [text = '', source = ''] = documentationOf(item).split(/(?:^|\s)Source: /);
    const picture = pictureOf(item, figures);
    if (picture !== undefined) pictures.push(picture);
    return [
      `## ${item.name}`,
      text.trim(),
      ...(names.length > 0 ? [`Other names: ${names.join(', ')}.`] : []),
      ...(source === '' ? [] : [`*Source: ${source.replace(/\s*\n\s*/g, ' ').trim()}*`]),
      `\`\`\`kraus\n${item.$cstNode?.text ?? ''}\n\`\`\``,
      ...(picture === undefined
        ? []
        : [`![The Bloch ball, cut through its poles, and its image under ${item.name}](${picture.path})`]),
      ...factsOf(item, figures),
    ].join('\n\n');
  });
  const example = `import { ${own[0]?.name ?? ''} } from "${name}"`;
  const head = [`# ${title}`, generated, preface(script), `\`\`\`kraus\n${example}\n\`\`\``, summary];
  return [{ path: `${name.replace('std/', '')}.md`, text: `${[...head, ...sections].join('\n\n')}\n` }, ...pictures];
}

/** What an item comes to at its defaults or typical values. */
function factsOf(item: Item, figures: Figures): string[] {
  if (item.$type === 'ChannelDeclaration' || item.$type === 'GeneratorDeclaration') {
    const work = figures.operator(item);
    return work === undefined ? [] : [operatorText({ ...work, figures: withoutPicture(work.figures) })];
  }
  if (item.$type === 'CircuitDeclaration') {
    const work = figures.circuit(item);
    return work === undefined ? [] : [circuitText(work)];
  }
  return [];
}

function withoutPicture(figures: NonNullable<ReturnType<Figures['operator']>>['figures']): typeof figures {
  return figures === undefined ? undefined : { ...figures, bloch: undefined };
}

function pictureOf(item: Item, figures: Figures): ReferencePage | undefined {
  if (item.$type !== 'ChannelDeclaration') return undefined;
  const bloch = figures.operator(item)?.figures?.bloch;
  return bloch === undefined
    ? undefined
    : { path: `pictures/${kindOf(item)}-${item.name}.svg`, text: `${blochPicture(bloch)}\n` };
}
