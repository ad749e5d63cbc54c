import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from '../../test-data/catalogue.js';
import { testDevices } from '../../test-data/devices.js';
import { readScriptFile } from '../node/index.js';
import { checkScript, lowerScript } from './index.js';

const folder = new URL('../../test-data/invalid/', import.meta.url);

/** What a script says about itself: a line `// ^^^ K101: words` under the place of the error. */
interface Expectation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly severity: string;
  readonly code: string;
  readonly words: string;
}

function expectationsOf(file: string, text: string): Expectation[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match =
      /^(\s*\/\/\s*)(\^+) (warning |info )?(K\d+): (.+)$/.exec(line) ??
      /^(\/\/)(\^+) (warning |info )?(K\d+): (.+)$/.exec(line);
    if (match === null) return [];
    const [, before = '', carets = '', severity = 'error', code = '', words = ''] = match;
    let above = index;
    while (/^\s*\/\/\s*\^/.test(lines[above - 1] ?? '')) above--;
    return [
      { file, line: above, column: before.length + 1, length: carets.length, severity: severity.trim(), code, words },
    ];
  });
}

describe('wrong scripts', () => {
  const names = readdirSync(folder);

  it('are at least forty', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(names)(
    '%s',
    async (name) => {
      const path = new URL(`${name}/main.kraus`, folder).pathname;
      const { diagnostics, script } = await checkScript({
        path,
        readFile: readScriptFile,
        catalogue: testCatalogue,
        devices: testDevices,
      });
      const expected = script.files.flatMap((file) => expectationsOf(file.path, file.text));
      const found = diagnostics.map(({ span, severity, code, message, help }) => ({
        ...span,
        severity,
        code,
        message,
        help,
      }));
      expect(expected.length, 'the script says what is wrong with it').toBeGreaterThan(0);
      expect(
        found.map(({ file, line, column, length, severity, code }) => ({ file, line, column, length, severity, code })),
        found.map(({ message }) => message).join('\n'),
      ).toEqual(
        expected.map(({ file, line, column, length, severity, code }) => ({
          file,
          line,
          column,
          length,
          severity,
          code,
        })),
      );
      expected.forEach(({ words }, index) => {
        const said = [found[index]?.message, found[index]?.help].filter((part) => part !== undefined).join('; ');
        expect(said).toContain(words);
      });
      if (expected.some(({ severity }) => severity === 'error')) {
        expect(() => lowerScript(script)).toThrow(
          expect.objectContaining({ name: 'KrausError', code: 'lang/script-has-errors' }),
        );
      }
    },
    120_000,
  );
});
