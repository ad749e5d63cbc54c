import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  type AstNode,
  AstUtils,
  type CstNode,
  CstUtils,
  createParser,
  type GrammarAST,
  isLeafCstNode,
  LangiumParser,
  type LeafCstNode,
} from 'langium';
import { describe, expect, it } from 'vitest';
import { grammarPrograms } from '../../test-data/grammar-programs.js';
import { createKrausServices } from '../language/index.js';
import { Root } from './index.js';

const { kraus } = createKrausServices();
const langium = createParser(kraus.Grammar, new LangiumParser(kraus), kraus.parser.Lexer.definition);
langium.finalize();

function textsBelow(folder: string): [name: string, text: string][] {
  const base = new URL(`../../../../${folder}/`, import.meta.url);
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.kraus'))
    .map((name) => [`${folder}/${name}`, readFileSync(new URL(name.replaceAll('\\', '/'), base), 'utf8')]);
}

const texts = ['packages/lang/std', 'packages/lang/test-data', 'examples'].flatMap(textsBelow);

function numbers({ range: { start, end } }: CstNode): number[] {
  return [start.line, start.character, end.line, end.character];
}

const place = (node: CstNode | undefined): unknown => node && [node.offset, node.end, ...numbers(node)];

/** As toEqual, which is too slow for trees of this size where they are equal. */
function same(ours: unknown, theirs: unknown): void {
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) expect(ours).toEqual(theirs);
}

/** Everything that a tree says, its places and the places of its names included. */
function told(node: AstNode): unknown {
  const value = (own: unknown): unknown => {
    if (Array.isArray(own)) return own.map(value);
    if (typeof own !== 'object' || own === null) return own;
    if ('$refText' in own) return [own.$refText, place((own as { $refNode?: CstNode }).$refNode)];
    return told(own as AstNode);
  };
  return {
    $type: node.$type,
    at: [node.$containerProperty, node.$containerIndex],
    place: place(node.$cstNode),
    properties: Object.entries(node).flatMap(([name, own]) => (name.startsWith('$') ? [] : [[name, value(own)]])),
  };
}

/** The tokens of a tree with the syntax node and the part of the grammar that each belongs to; comments apart. */
function leavesOf(root: AstNode): {
  tokens: unknown[];
  sources: (GrammarAST.AbstractElement | undefined)[];
  comments: unknown[];
} {
  const all = root.$cstNode === undefined ? [] : CstUtils.streamCst(root.$cstNode).filter(isLeafCstNode).toArray();
  const shown = (leaf: LeafCstNode): unknown[] => [leaf.offset, leaf.text, leaf.tokenType.name, ...numbers(leaf)];
  const tokens = all.filter(({ hidden }) => !hidden);
  return {
    tokens: tokens.map((leaf) => [...shown(leaf), leaf.astNode.$type, leaf.astNode.$cstNode?.offset]),
    sources: tokens.map(({ grammarSource }) => grammarSource),
    comments: all
      .filter(({ hidden }) => hidden)
      .map(shown)
      .sort((a, b) => Number(a[0]) - Number(b[0])),
  };
}

function sameAsLangium(text: string): void {
  const [quick, slow] = [kraus.parser.LangiumParser.parse(text), langium.parse(text)];
  expect(quick.parserErrors.map(({ message }) => message)).toEqual(slow.parserErrors.map(({ message }) => message));
  same(told(quick.value), told(slow.value));
  const [ours, theirs] = [leavesOf(quick.value), leavesOf(slow.value)];
  same(ours.tokens, theirs.tokens);
  same(ours.comments, theirs.comments);
  expect(ours.sources.every((source, index) => source === theirs.sources[index])).toBe(true);
}

describe('the parser', () => {
  it.each(texts)('reads %s as Langium does', (_, text) => sameAsLangium(text));

  it('reads generated programs, in which every construct occurs, as Langium does', () => {
    fc.assert(fc.property(grammarPrograms, sameAsLangium), { numRuns: 60, endOnFailure: true });
  }, 60_000);

  it.each(['', '\n', '// nothing\n', '/* nothing */'])('reads %j, which says nothing, as Langium does', sameAsLangium);

  it('reads texts with something cut out as Langium does', () => {
    const cut = fc
      .record({ index: fc.nat(texts.length - 1), from: fc.nat(), length: fc.integer({ min: 1, max: 30 }) })
      .map(({ index, from, length }) => {
        const text = texts[index]?.[1] ?? '';
        const start = from % (text.length + 1);
        return text.slice(0, start) + text.slice(start + length);
      });
    fc.assert(fc.property(cut, sameAsLangium), { numRuns: 60, endOnFailure: true });
  }, 60_000);

  // Counted work: no script of the repository needs a second reading.
  it('leaves to Langium only what has errors', () => {
    for (const [name, text] of texts) {
      const { value, parserErrors, lexerErrors } = kraus.parser.LangiumParser.parse(text);
      expect(value.$cstNode instanceof Root, name).toBe(parserErrors.length + lexerErrors.length === 0);
    }
  });

  it('makes nodes of tokens only when somebody asks', () => {
    const { value } = kraus.parser.LangiumParser.parse('const n = 1 // one\nconst m = n + 2');
    const nodes = AstUtils.streamAst(value).toArray();
    for (const node of nodes) expect(Object.keys(node.$cstNode ?? {})).not.toContain('content');
    expect(nodes.map(({ $cstNode }) => $cstNode?.text)).toEqual([
      'const n = 1 // one\nconst m = n + 2',
      'const n = 1',
      '1',
      'const m = n + 2',
      'n + 2',
      'n',
      '2',
    ]);
    const [first, again] = [value.$cstNode?.root.content, value.$cstNode?.root.content];
    expect(first).toBe(again);
  });
});
