import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

interface Rule {
  readonly match?: string;
  readonly begin?: string;
  readonly patterns?: readonly Rule[];
}

const colours: { readonly repository: Readonly<Record<string, Rule>> } = JSON.parse(
  read('../../syntaxes/kraus.tmLanguage.json'),
);

/** Every regular expression of the colours that can match a word. */
const rules = Object.values(colours.repository)
  .flatMap((rule) => rule.patterns ?? [])
  .flatMap(({ match }) => (match === undefined ? [] : [new RegExp(match)]));

describe('the colours of text that is not analysed yet', () => {
  it('know every word of the grammar', () => {
    const grammar = read('../../../lang/src/grammar/kraus.langium').replace(/\/\*[\s\S]*?\*\//g, '');
    const words = new Set([...grammar.matchAll(/'([a-z]+)'/g)].map(([, word]) => word as string));
    expect(words.size).toBeGreaterThan(60);
    const unknown = [...words].filter((word) => !rules.some((rule) => rule.exec(word)?.[0] === word));
    expect(unknown).toEqual([]);
  });

  it('tell a ket from a comparison, and a unit from its number', () => {
    const matches = (text: string) => rules.flatMap((rule) => rule.exec(text)?.[0] ?? []);
    expect(matches('|01>')).toContain('|01>');
    expect(matches('a < b')).not.toContain('< b');
    expect(matches('12.5us')).toContain('12.5us');
  });
});
