import type { AstNode } from 'langium';
import type { Report } from '../diagnostics/index.js';
import type { Import, Script, TopLevel } from '../generated/index.js';
import { isScript } from '../generated/index.js';
import { didYouMean, type ImportTargets } from '../language/index.js';

/** Reports `K105` for every item whose name an earlier one has. */
export function checkUnique<T extends AstNode>(
  items: readonly T[],
  nameOf: (item: T) => string | undefined,
  property: string,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined) continue;
    if (seen.has(name)) report({ code: 'K105', message: `\`${name}\` is declared twice`, node: item, property });
    seen.add(name);
  }
}

/** Imports: the file exists (K102), no circle (K104), no name twice (K105). `parts` are those of the script to check. */
export function checkImports(
  script: Script,
  parts: { readonly imports: readonly Import[]; readonly statements: readonly TopLevel[] },
  targets: ImportTargets,
  standardLibrary: Iterable<string>,
  report: Report,
): void {
  const names = new Set<string>();
  for (const statement of parts.imports) {
    if (statement.path === undefined) continue;
    const target = targets.get(statement)?.parseResult.value;
    if (target === undefined) {
      const std = statement.path.startsWith('std/');
      const help = std
        ? (didYouMean(statement.path, standardLibrary) ?? `there are ${[...standardLibrary].join(', ')}`)
        : 'the path is relative to this file';
      report({
        code: 'K102',
        message: `there is no file \`${statement.path}\``,
        node: statement,
        property: 'path',
        help,
      });
    } else if (isScript(target) && reaches(target, script, targets)) {
      const message =
        target === script ? 'a file cannot import itself' : `\`${statement.path}\` imports this file in turn`;
      report({ code: 'K104', message, node: statement, property: 'path' });
    }
    for (const imported of statement.names) {
      const name = imported.name ?? imported.declaration.$refText;
      if (names.has(name)) {
        const property = imported.name === undefined ? 'declaration' : 'name';
        report({ code: 'K105', message: `\`${name}\` is imported twice`, node: imported, property });
      }
      names.add(name);
    }
  }
  for (const statement of parts.statements) {
    if (!('name' in statement) || statement.name === undefined) continue;
    if (names.has(statement.name)) {
      const help = 'import it under another name with `as`';
      report({
        code: 'K105',
        message: `\`${statement.name}\` is imported and declared`,
        node: statement,
        property: 'name',
        help,
      });
    }
  }
}

function reaches(from: Script, goal: Script, targets: ImportTargets, seen = new Set<Script>()): boolean {
  if (from === goal) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return from.imports.some((statement) => {
    const next = targets.get(statement)?.parseResult.value;
    return isScript(next) && reaches(next, goal, targets, seen);
  });
}

/** Reports `K122` where two items of a list stand on one line without a separator between them. */
export function checkSeparated(items: readonly AstNode[], separators: string, what: string, report: Report): void {
  for (let index = 1; index < items.length; index++) {
    const [before, after] = [items[index - 1]?.$cstNode, items[index]?.$cstNode];
    const node = items[index];
    if (before === undefined || after === undefined || node === undefined) continue;
    const between = after.root.fullText.slice(before.end, after.offset);
    if (/\n/.test(between) || [...separators].some((separator) => between.includes(separator))) continue;
    report({ code: 'K122', message: `${what} end with the line or with \`${separators[0] ?? ';'}\``, node });
  }
}
