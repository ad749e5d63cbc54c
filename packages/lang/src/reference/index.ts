/** The reference manual, made from the grammar, the standard library and a catalogue. */
import { type Catalogue, KrausError } from '@kraus/core';
import type { Script } from '../generated/index.js';
import { createKrausServices } from '../language/index.js';
import { Figures } from '../server/index.js';
import { componentsPage } from './components-page.js';
import { languagePage } from './language-page.js';
import { libraryPages } from './library-pages.js';
import { generated, type ReferencePage, table } from './page.js';
import { preludePage } from './prelude-page.js';

export { type CaseFiles, diagnosticPages, type WrongCases } from './diagnostic-pages.js';
export type { ReferencePage } from './page.js';

/** What the manual is made of beside the grammar and the standard library. */
export interface ReferenceSources {
  readonly catalogue: Catalogue;
  /** `packages/lang/reference/language.md`: the constructs in words and examples, with places for their syntax. */
  readonly language: string;
  /** `packages/lang/reference/prelude.md`: the builtins in groups, with examples. */
  readonly prelude: string;
}

const library: readonly (readonly [name: string, title: string, about: string])[] = [
  ['std/gates', 'Gates', 'unitaries of one, two and three qubits'],
  [
    'std/channels',
    'Channels',
    'noise of qubits, systems of d levels and devices, with conversions between conventions',
  ],
  ['std/generators', 'Generators', 'Lindblad generators: walks, dephasing, decay, spin chains'],
  ['std/ansatz', 'Ansätze', 'circuits with trainable parameters'],
  ['std/schedules', 'Schedules', 'noise as a function of time'],
];

/**
 * Every page and picture of the reference manual.
 *
 * @throws KrausError `lang/reference` if a rule of the grammar or a builtin has no place in the texts
 */
export async function referencePages({ catalogue, language, prelude }: ReferenceSources): Promise<ReferencePage[]> {
  const { kraus } = createKrausServices();
  await kraus.kraus.StandardLibrary.load();
  const script = (name: string): Script => {
    const found = kraus.kraus.StandardLibrary.scripts.get(name);
    if (found === undefined) throw new KrausError('lang/reference', `There is no ${name} in the standard library.`);
    return found;
  };
  const figures = new Figures({ catalogue }, kraus);
  return [
    indexPage(),
    languagePage(kraus.Grammar, language),
    preludePage(script('std/prelude'), prelude),
    ...library.flatMap(([name, title]) => libraryPages(name, title, script(name), figures)),
    componentsPage(catalogue),
  ];
}

function indexPage(): ReferencePage {
  const text = [
    '# Reference manual',
    generated,
    'Looked up rather than read; to learn the language, begin with the [tutorial](../tutorial.md) or [the language, in short](../language.md).',
    table(
      ['page', 'what it holds'],
      [
        [
          '[The language](language.md)',
          'every construct: its syntax, its meaning, an example; all words of the language',
        ],
        ['[The prelude](prelude.md)', 'functions, matrices and curves that need no import'],
        ...library.map(([name, title, about]) => [
          `[${title}](${name.replace('std/', '')}.md)`,
          `\`${name}\`: ${about}`,
        ]),
        [
          '[Components and tasks](components.md)',
          'data sets, encodings, networks, objectives, metrics, tasks, with all options',
        ],
        ['[The command line](../command-line.md)', 'every command with its options'],
        ['[Diagnostics](../diagnostics.md)', 'every code of the checker, with a page for each'],
      ],
    ),
    'The definitions shown on the pages of the standard library are its source: what is checked, run and differentiated. Figures stand at the ' +
      'defaults of the parameters; one without a default is taken at the value that the table names.',
  ].join('\n\n');
  return { path: 'README.md', text: `${text}\n` };
}
