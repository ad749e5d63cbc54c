import { readdirSync, readFileSync } from 'node:fs';
import { KrausError } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comments, grammarPrograms, parsed, services } from '../../test-data/grammar-programs.js';
import { formatScript } from './index.js';

function filesBelow(folder: URL): URL[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.kraus'))
    .map((name) => new URL(name.replaceAll('\\', '/'), folder));
}

describe('formatScript over generated programs', () => {
  it('keeps the syntax tree and every comment in order, and formats its own result to itself', () => {
    fc.assert(
      fc.property(grammarPrograms, (text) => {
        const once = formatScript(text);
        expect(parsed(once)).toEqual(parsed(text));
        expect(comments(once)).toEqual(comments(text));
        expect(formatScript(once)).toBe(once);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  }, 180_000);

  it('generates every kind of syntax node', () => {
    const seen = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('$type' in value) seen.add(String(value.$type));
      for (const part of Object.values(value)) collect(part);
    };
    for (const text of fc.sample(grammarPrograms, { numRuns: 3000, seed: 7 })) collect(parsed(text));
    const reflection = services.shared.AstReflection;
    const kinds = reflection.getAllTypes().filter((type) => reflection.getAllSubTypes(type).length === 1);
    expect(kinds.length).toBeGreaterThan(50);
    expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
  }, 180_000);
});

describe('formatScript', () => {
  it('leaves the script of the language page as it is', () => {
    const page = new URL('../../test-data/valid/language-page/main.kraus', import.meta.url);
    const text = readFileSync(page, 'utf8');
    expect(formatScript(text)).toBe(text);
  });

  it.each([
    ...filesBelow(new URL('../../std/', import.meta.url)),
    ...filesBelow(new URL('../../test-data/valid/', import.meta.url)),
    ...filesBelow(new URL('../../../../examples/', import.meta.url)),
  ])('keeps %s', (file) => {
    const text = readFileSync(file, 'utf8');
    const once = formatScript(text);
    expect(parsed(once)).toEqual(parsed(text));
    expect(formatScript(once)).toBe(once);
  });

  it.each([
    ['const  n=8 ;const m = n*-2', 'const n = 8\nconst m = n * -2\n'],
    ['gate G on a,b{CX a,b;CX b,a}', 'gate G on a, b {\n  CX a, b\n  CX b, a\n}\n'],
    ['gate G on q { X q ; }', 'gate G on q { X q }\n'],
    ['gate G on q {\nX q }', 'gate G on q {\n  X q\n}\n'],
    ['import {A,B as C,} from "./a.kraus"\nconst n=1', 'import { A, B as C } from "./a.kraus"\n\nconst n = 1\n'],
    [
      'model M{data D;encode mlp{width:3,};objective a+b}',
      'model M {\n  data      D\n  encode    mlp { width: 3 }\n  objective a + b\n}\n',
    ],
    [
      'sweep S of M {\np: [1,2]\nseeds:1..3\nplot line{x:p}}',
      'sweep S of M {\n  p:     [1, 2]\n  seeds: 1..3\n  plot   line { x: p }\n}\n',
    ],
    ['const a = [[1,0],\n[0,1]]', 'const a = [[1, 0],\n           [0, 1]]\n'],
    ['const a = [\n1,2\n]', 'const a = [\n  1, 2\n]\n'],
    ['const a = 1 +\n2', 'const a = 1 +\n  2\n'],
    ['const a = not(true)\nconst b = |i> <j|', 'const a = not (true)\nconst b = |i><j|\n'],
    ['train M{optimizer:adam{\nlr:1}}', 'train M {\n  optimizer: adam {\n    lr: 1\n  }\n}\n'],
    ['const a = 1    // why\n\n\n\n// next\nconst b = 2', 'const a = 1    // why\n\n// next\nconst b = 2\n'],
    [
      'gate G on q {\n// only\n/// doc\nX q // end\n// last\n}',
      'gate G on q {\n  // only\n  /// doc\n  X q // end\n  // last\n}\n',
    ],
    ['channel C on q { if a == 1 {X q} else {Y q} }', 'channel C on q { if a == 1 { X q } else { Y q } }\n'],
    ['const n = 1\r\nconst m = 2\r\n', 'const n = 1\r\nconst m = 2\r\n'],
    ['', ''],
    ['// alone', '// alone\n'],
  ])('writes %j', (text, expected) => {
    expect(formatScript(text)).toBe(expected);
  });

  it.each([
    ['const = 1', 'lang/syntax', 6],
    ['const n = "a', 'lang/syntax', 10],
    [`const n = ${'('.repeat(5000)}`, 'lang/syntax', 110],
    [`const n = ${'-'.repeat(200_000)}1`, 'lang/syntax', 0],
  ])('refuses what it cannot read', (text, code, offset) => {
    const error = (() => {
      try {
        return formatScript(text, 'a.kraus');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(KrausError);
    expect(error).toMatchObject({ code, span: { file: 'a.kraus', offset } });
    expect(formatScript('const n=1')).toBe('const n = 1\n');
  });
});
