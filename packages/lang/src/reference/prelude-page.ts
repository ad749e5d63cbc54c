import { KrausError } from '@kraus/core';
import type { BuiltinDeclaration, Script } from '../generated/index.js';
import { documentationOf } from '../language/index.js';
import { signatureOf } from '../server/index.js';
import { generated, type ReferencePage, table } from './page.js';

/**
 * The page of what every script sees without an import: the text of `template`, with a table of the builtins named by each line
 * `<!-- builtins: a, b -->` in its place.
 *
 * @throws KrausError `lang/reference` for a builtin that does not exist or has no place
 */
export function preludePage(prelude: Script, template: string): ReferencePage {
  const builtins = new Map(
    prelude.statements
      .filter((node): node is BuiltinDeclaration => node.$type === 'BuiltinDeclaration')
      .map((node) => [node.name, node]),
  );
  const left = new Set(builtins.keys());
  const text = template.replace(/^<!-- builtins: (.+) -->$/gm, (_, names: string) =>
    table(
      ['name', 'what it is'],
      names.split(/,\s*/).map((name) => {
        const node = builtins.get(name);
        if (node === undefined) throw new KrausError('lang/reference', `The prelude has no ${name}.`);
        left.delete(name);
        return [`\`${signatureOf(node)}\``, documentationOf(node).replace(/\n/g, ' ')];
      }),
    ),
  );
  if (left.size > 0) {
    const place = 'name them in a line `<!-- builtins: … -->` of packages/lang/reference/prelude.md';
    throw new KrausError(
      'lang/reference',
      `Builtins without a place in the manual: ${[...left].join(', ')}; ${place}.`,
    );
  }
  return { path: 'prelude.md', text: text.replace('\n', `\n\n${generated}\n`) };
}
