import { KrausError } from '@kraus/core';
import type { Grammar, GrammarAST } from 'langium';
import { keywordDocs } from '../server/index.js';
import { generated, type ReferencePage, table } from './page.js';
import { syntaxOf } from './syntax.js';

/** Rules that are white space and comments. */
const hidden = new Set(['WS', 'ML_COMMENT', 'SL_COMMENT']);

/**
 * The page of the language: the text of `template`, with the syntax of the rules named by each line `<!-- syntax: A, B -->` in its
 * place and the table of words in place of `<!-- words -->`.
 *
 * @throws KrausError `lang/reference` for a rule that does not exist, that is named twice, or that is named nowhere
 */
export function languagePage(grammar: Grammar, template: string): ReferencePage {
  const rules = new Map(grammar.rules.map((rule) => [rule.name, rule]));
  const placed = new Set<string>();
  const take = (name: string): GrammarAST.AbstractRule => {
    const rule = rules.get(name);
    if (rule === undefined) throw new KrausError('lang/reference', `The grammar has no rule ${name}.`);
    if (placed.has(name)) throw new KrausError('lang/reference', `The rule ${name} is shown twice.`);
    placed.add(name);
    return rule;
  };
  const text = template
    .replace(/^<!-- syntax: (.+) -->$/gm, (_, names: string) => {
      const lines = names.split(/,\s*/).map((name) => syntaxOf(take(name)));
      return `\`\`\`ebnf\n${lines.join('\n')}\n\`\`\``;
    })
    .replace(/^<!-- words -->$/m, () =>
      table(
        ['word', 'meaning'],
        Object.entries(keywordDocs)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([word, doc]) => [`\`${word}\``, doc]),
      ),
    );
  const missing = [...rules.keys()].filter((name) => !placed.has(name) && !hidden.has(name));
  if (missing.length > 0) {
    const places =
      'name them in a line `<!-- syntax: … -->` of packages/lang/reference/language.md and say what they mean';
    throw new KrausError(
      'lang/reference',
      `Rules of the grammar without a place in the manual: ${missing.join(', ')}; ${places}.`,
    );
  }
  return { path: 'language.md', text: text.replace('\n', `\n\n${generated}\n`) };
}
