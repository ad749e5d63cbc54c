import { readdirSync, readFileSync } from 'node:fs';
import { type AstNode, AstUtils } from 'langium';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../diagnostics/index.js';
import { isScript, KrausAstReflection } from '../generated/index.js';
import { createKrausServices, scriptUri } from '../language/index.js';

const folder = (name: string): URL => new URL(`../../test-data/${name}/`, import.meta.url);
const right = readdirSync(folder('valid'));
const wrong = readdirSync(folder('invalid'));

const { shared } = createKrausServices();
let parsed = 0;

/** The tree of a text, linked to nothing. */
function treeOf(text: string): AstNode {
  return shared.workspace.LangiumDocumentFactory.fromString(text, scriptUri(0, `${++parsed}.kraus`)).parseResult.value;
}

function textsOf(kind: string, name: string): string[] {
  const files = readdirSync(new URL(`${name}/`, folder(kind)), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.kraus'))
    .map((file) => readFileSync(new URL(`${name}/${file}`, folder(kind)), 'utf8'));
}

/** The places that a wrong script points at (`// ^^^ K101: …` under them), as offsets, with the codes. */
function pointedAt(text: string): { readonly offset: number; readonly code: string }[] {
  const lines = text.split('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).join('\n').length + (index === 0 ? 0 : 1));
  return lines.flatMap((line, index) => {
    const [, before, code] = /^(\s*\/\/\s*)\^+ (?:warning |info )?(K\d+): /.exec(line) ?? [];
    if (before === undefined || code === undefined) return [];
    let above = index;
    while (/^\s*\/\/\s*\^/.test(lines[above - 1] ?? '')) above--;
    return [{ offset: (starts[above - 1] ?? 0) + before.length, code }];
  });
}

/** The kinds of nodes that a script can hold; the prelude alone declares builtins. */
const reflection = new KrausAstReflection();
const constructs = reflection
  .getAllTypes()
  .filter((type) => reflection.getAllSubTypes(type).every((below) => below === type))
  .filter((type) => type !== 'BuiltinDeclaration');

describe('the cases in test-data', () => {
  it('are at least four hundred', () => {
    expect(right.length + wrong.length).toBeGreaterThanOrEqual(400);
  });

  it('hold every construct in a right script', () => {
    const seen = new Set<string>();
    for (const text of right.flatMap((name) => textsOf('valid', name)))
      for (const node of AstUtils.streamAst(treeOf(text))) seen.add(node.$type);
    expect(constructs.filter((type) => !seen.has(type))).toEqual([]);
  });

  it('hold every construct in a wrong script, with the error in it', () => {
    const seen = new Set<string>();
    for (const text of wrong.flatMap((name) => textsOf('invalid', name))) {
      const places = pointedAt(text).map(({ offset }) => offset);
      if (places.length === 0) continue;
      for (const node of AstUtils.streamAst(treeOf(text))) {
        const { offset = 0, end = -1 } = node.$cstNode ?? {};
        if (places.some((place) => offset <= place && place < end)) seen.add(node.$type);
      }
    }
    expect(constructs.filter((type) => !seen.has(type))).toEqual([]);
    expect(isScript(treeOf(''))).toBe(true);
  });

  it('hold every code where it is due', () => {
    const seen = new Set(
      wrong.flatMap((name) => textsOf('invalid', name)).flatMap((text) => pointedAt(text).map(({ code }) => code)),
    );
    expect(Object.keys(diagnosticCodes).filter((code) => !seen.has(code))).toEqual([]);
  });

  it('hold every code where it is nearly, but not, due: a folder of right scripts not-K…', () => {
    const seen = new Set(right.flatMap((name) => name.match(/^not-(?:K\d+-)+/)?.[0].match(/K\d+/g) ?? []));
    expect(Object.keys(diagnosticCodes).filter((code) => !seen.has(code))).toEqual([]);
  });
});
