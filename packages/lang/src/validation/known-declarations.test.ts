import { describe, expect, it, vi } from 'vitest';
import { testCatalogue } from '../../test-data/catalogue.js';
import { ScriptInterpreter } from '../evaluate/index.js';
import { createKrausServices, scriptUri } from '../language/index.js';
import { registerChecks } from './index.js';

const { shared, kraus } = createKrausServices();
let texts = 0;

/** What the checks of a text say, and how many declarations they work out for it. */
async function checked(text: string): Promise<{ codes: unknown[]; worked: string[] }> {
  const document = shared.workspace.LangiumDocumentFactory.fromString(text, scriptUri(0, `${++texts}.kraus`));
  shared.workspace.LangiumDocuments.addDocument(document);
  const built = vi.spyOn(ScriptInterpreter.prototype, 'build');
  try {
    await shared.workspace.DocumentBuilder.build([document], { validation: true });
    return {
      codes: (document.diagnostics ?? []).map(({ code }) => code),
      worked: [...new Set(built.mock.calls.map(([{ name }]) => name))].sort(),
    };
  } finally {
    built.mockRestore();
  }
}

/** A, B that uses it, C that stands alone; `a` is the part of A that the tests change. */
const script = (a: string, names = { A: 'A', B: 'B', C: 'C' }): string => `
channel ${names.A}(p: prob) on q { kraus sqrt(1 - p) * I; kraus sqrt(${a}) * X } // ${names.C}
channel ${names.B}(p: prob) on q { ${names.A}(p / 2) q; ${names.A}(p) q }
gate ${names.C}(theta: angle) on q { inverse H q; S q }`;

describe('what is known of declarations', () => {
  registerChecks(kraus, testCatalogue);

  it('spares those that say the same, in another file and under other names too', async () => {
    await kraus.kraus.StandardLibrary.load();
    expect(await checked(script('p'))).toEqual({ codes: [], worked: ['A', 'B', 'C'] });
    expect(await checked(script('p'))).toEqual({ codes: [], worked: [] });
    expect(await checked(`\n\n${script('p')}\n`)).toEqual({ codes: [], worked: [] });
    expect(await checked(script('p', { A: 'X1', B: 'Y1', C: 'Z1' }))).toEqual({ codes: [], worked: [] });
  });

  it('covers a changed one and those that use it, and no other', async () => {
    expect(await checked(script('1 * p'))).toEqual({ codes: [], worked: ['A', 'B'] });
  });

  it('never covers one with an error, nor what uses it', async () => {
    for (let round = 0; round < 2; round++) {
      expect((await checked(script('p / 2'))).codes).toEqual(['K201']);
      expect((await checked(script('q / 2'))).codes).not.toEqual([]);
    }
    expect((await checked(script('p'))).codes).toEqual([]);
  });
});
