import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from '../../test-data/catalogue.js';
import { testDevices } from '../../test-data/devices.js';
import { applyFix, type Diagnostic } from '../diagnostics/index.js';
import { readScriptFile } from '../node/index.js';
import { checkScript } from './index.js';

/**
 * What quick fixes make of the wrong scripts: `fixed.kraus` beside `main.kraus`, then `fixed-2.kraus` …, in the order in which they are offered.
 * `vitest run -u` writes them; read them before you commit.
 */
const folder = new URL('../../test-data/invalid/', import.meta.url);

const check = async (path: string, text?: string): Promise<readonly Diagnostic[]> => {
  const readFile = (file: string) => (file === path && text !== undefined ? text : readScriptFile(file));
  return (await checkScript({ path, readFile, catalogue: testCatalogue, devices: testDevices })).diagnostics;
};

/** The lines that say what is wrong with a script are none of what a fix leaves. */
const withoutMarks = (text: string): string => text.replace(/^\s*\/\/\s*\^+ .*\n/gm, '');

describe('quick fixes of wrong scripts', () => {
  const codes = new Set<string>();

  it.each(readdirSync(folder))(
    '%s',
    async (name) => {
      const path = new URL(`${name}/main.kraus`, folder).pathname;
      const text = withoutMarks((await readScriptFile(path)) ?? '');
      const found = (await check(path, text)).filter(({ span }) => span.file === path);
      const written = new Set<string>();
      for (const diagnostic of found) {
        const { code, message, fixes = [] } = diagnostic;
        for (const [rank, fix] of fixes.entries()) {
          codes.add(code);
          const fixed = applyFix(text, fix);
          const file = written.size === 0 ? 'fixed.kraus' : `fixed-${written.size + 1}.kraus`;
          written.add(file);
          await expect(`// ${code}: ${fix.title}\n${fixed}`).toMatchFileSnapshot(
            new URL(`${name}/${file}`, folder).pathname,
          );
          const left = await check(path, fixed);
          expect(
            left.filter((other) => other.code === code && other.message === message),
            fix.title,
          ).toEqual([]);
          // The first is what was most likely meant: nothing else becomes wrong by it.
          const told = found.map((other) => other.message);
          if (rank === 0)
            expect(
              left.filter((other) => !told.includes(other.message)),
              fix.title,
            ).toEqual([]);
        }
      }
      const files = readdirSync(new URL(`${name}/`, folder)).filter((file) => /^fixed.*\.kraus$/.test(file));
      expect(
        files.filter((file) => !written.has(file)),
        'files of no fix',
      ).toEqual([]);
      expect(found.length > 0 || existsSync(path)).toBe(true);
    },
    120_000,
  );

  it('are there for names, units, options, layout, physics and learning', () => {
    expect([...codes].sort()).toEqual(
      'K100 K101 K102 K103 K105 K108 K111 K115 K116 K118 K120 K122 K124 K201 K202 K203 K205 K206 K210 K301 K302 K305 K401 K404 K406'.split(
        ' ',
      ),
    );
  });
});
