import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandReference } from '../packages/cli/src/index.js';
import { deviceJudge } from '../packages/hardware/src/suitability/index.js';
import { checkScript, formatDiagnostics } from '../packages/lang/src/index.js';
import { readScriptFile } from '../packages/lang/src/node/index.js';
import { diagnosticPages, type ReferencePage, referencePages } from '../packages/lang/src/reference/index.js';
import { testCatalogue } from '../packages/lang/test-data/catalogue.js';
import { catalogue } from '../packages/models/src/catalogue/index.js';
import { wrongCases } from '../tools/diagnostic-cases.mjs';
import { ROOT } from './support/kraus.js';

const MANUAL = join(ROOT, 'docs/reference');
const template = (name: string): string => readFileSync(join(ROOT, 'packages/lang/reference', name), 'utf8');
/** Devices are not of the models' catalogue; those of the language's own tests stand for them where examples name one. */
const withDevices = {
  ...catalogue,
  components: [
    ...catalogue.components,
    ...testCatalogue.components.filter(
      ({ slot, name }) =>
        slot === 'device' && !catalogue.components.some((own) => own.slot === slot && own.name === name),
    ),
  ],
};
const LIBRARY = ['gates', 'channels', 'generators', 'ansatz', 'schedules'] as const;

describe('docs/command-line.md', () => {
  it('is what the definitions of the command line say (write it anew: pnpm reference)', () => {
    expect(readFileSync(join(ROOT, 'docs/command-line.md'), 'utf8')).toBe(commandReference());
  });
});

describe('the pages of the diagnostic codes', () => {
  let pages: readonly ReferencePage[] = [];
  beforeAll(async () => {
    pages = await diagnosticPages(wrongCases(), { catalogue, devices: async () => deviceJudge });
  });

  it('are what the codes, the cases and the checker say (write them anew: pnpm reference)', () => {
    const files = readdirSync(join(ROOT, 'docs/diagnostics')).map((file) => `diagnostics/${file}`);
    expect([...files, 'diagnostics.md'].sort()).toEqual(pages.map(({ path }) => path).sort());
    for (const { path, text } of pages) expect(readFileSync(join(ROOT, 'docs', path), 'utf8'), path).toBe(text);
  });

  it('show a script of which the code is said, and a right one', async () => {
    for (const { path, text } of pages.filter((page) => page.path !== 'diagnostics.md')) {
      const code = path.slice('diagnostics/'.length, -'.md'.length);
      expect(/```text\n([\s\S]*?)```/.exec(text)?.[1], path).toContain(code);
      const right = /(?:Right|After the quick fix):\n\n```kraus\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
      expect(right.length, path).toBeGreaterThan(10);
      const readFile = (file: string) => (file === 'main.kraus' ? right : readScriptFile(file));
      const { diagnostics } = await checkScript({ path: 'main.kraus', readFile, catalogue: withDevices });
      expect(formatDiagnostics(diagnostics, { sources: new Map([['main.kraus', right]]) }), path).toBe('');
    }
  });
});

describe('the reference manual', () => {
  let pages: readonly ReferencePage[] = [];
  beforeAll(async () => {
    pages = await referencePages({ catalogue, language: template('language.md'), prelude: template('prelude.md') });
  });

  it('is what grammar, library and catalogue say (write it anew: pnpm reference)', () => {
    const files = readdirSync(MANUAL, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.(md|svg)$/.test(file));
    expect(files.sort()).toEqual(pages.map(({ path }) => path).sort());
    for (const { path, text } of pages) expect(readFileSync(join(MANUAL, path), 'utf8'), path).toBe(text);
  });

  it('has links and pictures that lead somewhere', () => {
    for (const { path, text } of pages.filter((page) => page.path.endsWith('.md'))) {
      for (const [, target = '', heading] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)) {
        const file = target === '' ? join(MANUAL, path) : join(dirname(join(MANUAL, path)), target);
        expect(existsSync(file), `${path}: ${target}`).toBe(true);
        if (heading === undefined) continue;
        const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, own = '']) =>
          own
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\- _]/gu, '')
            .replaceAll(' ', '-'),
        );
        expect(headings, `${path}: ${target}#${heading}`).toContain(heading);
      }
    }
  });

  it('has examples that are right', async () => {
    const declared = new Map<string, string>();
    for (const module of LIBRARY) {
      const text = readFileSync(join(ROOT, `packages/lang/std/${module}.kraus`), 'utf8');
      for (const [, name = ''] of text.matchAll(/^(?:gate|channel|generator|circuit|schedule) (\w+)/gm))
        declared.set(name, module);
    }
    let examples = 0;
    for (const { path, text } of pages) {
      const [, own] = /^(\w+)\.md$/.exec(path) ?? [];
      for (const [, block = ''] of text.matchAll(/```kraus\n([\s\S]*?)```/g)) {
        // A definition of the library stands among the others of its file, and sees what that file imports.
        const imports =
          LIBRARY.some((module) => module === own) && !block.startsWith('import')
            ? [...declared]
                .filter(
                  ([name]) => new RegExp(`\\b${name}\\b`).test(block) && !new RegExp(`^\\w+ ${name}\\b`).test(block),
                )
                .map(([name, module]) => `import { ${name} } from "std/${module}"\n`)
                .join('')
            : '';
        const source = imports + block;
        const readFile = (file: string) => (file === 'main.kraus' ? source : readScriptFile(file));
        const { diagnostics } = await checkScript({ path: 'main.kraus', readFile, catalogue: withDevices });
        // The published ansätze have rotations that change nothing where they stand alone (K302); they are meant as parts.
        const told = diagnostics.filter(({ code }) => !(own === 'ansatz' && code === 'K302'));
        expect(formatDiagnostics(told, { sources: new Map([['main.kraus', source]]) }), path).toBe('');
        examples++;
      }
    }
    expect(examples).toBeGreaterThan(120);
  }, 120_000);

  it('says of every item of the library where it comes from', () => {
    const same = /[Aa]nother name of `|^The name of `|see `\w+`|^The inverse of |^Controlled/;
    for (const module of LIBRARY) {
      const text = readFileSync(join(ROOT, `packages/lang/std/${module}.kraus`), 'utf8');
      for (const [, doc = '', name] of text.matchAll(
        /((?:^\/\/\/.*\n)*)^(?:gate|channel|generator|circuit|schedule) (\w+)/gm,
      )) {
        const words = doc.replace(/^\/\/\/ ?/gm, '').trim();
        expect(/Source: |arXiv/.test(words) || same.test(words), `${module}: ${name}: ${words}`).toBe(true);
      }
    }
  });
});
