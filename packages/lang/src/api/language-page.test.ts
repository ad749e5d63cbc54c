import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkText } from '../../test-data/check-text.js';
import { formatDiagnostics } from '../diagnostics/index.js';
import { lowerCircuit, lowerScript } from './index.js';

const page = readFileSync(new URL('../../../../docs/language.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^## (.+)$|```kraus\n([\s\S]*?)```/gm)];

describe('docs/language.md', () => {
  let section = '';
  for (const [, title, text] of blocks) {
    section = title ?? section;
    if (text === undefined) continue;
    it(section, async () => {
      const { diagnostics, script } = await checkText(text);
      expect(formatDiagnostics(diagnostics, { sources: new Map([['main.kraus', text]]) })).toBe('');
      lowerScript(script);
      for (const { kind, name, parameters } of script.declarations) {
        if (kind === 'circuit' && parameters.every((parameter) => parameter.default !== undefined))
          lowerCircuit(script, name);
      }
    });
  }
});
