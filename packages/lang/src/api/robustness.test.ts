import { readdirSync, readFileSync } from 'node:fs';
import { KrausError } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCatalogue } from '../../test-data/catalogue.js';
import { checkText } from '../../test-data/check-text.js';
import { checkScript, lowerCircuit, lowerScript } from './index.js';

const corpus = ['valid', 'invalid', 'circuits'].flatMap((kind) => {
  const folder = new URL(`../../test-data/${kind}/`, import.meta.url);
  return readdirSync(folder).map((name) => readFileSync(new URL(`${name}/main.kraus`, folder), 'utf8'));
});

/** Pieces that mutations put in: words, marks and numbers that mean something somewhere. */
const pieces = [
  ...'{}()[]<>|,;:=+-*/^%"\\\n\t#@'.split(''),
  ...[
    '..',
    '..=',
    '>>',
    '//',
    '/*',
    '*/',
    '|0>',
    '|i>',
    '<j|',
    '⊗',
    'for',
    'in',
    'if',
    'else',
    'let',
    'kraus',
    'jump',
    'mix',
  ],
  ...[
    'evolve',
    'circuit',
    'param',
    'input',
    'bit',
    'measure',
    '->',
    'inverse',
    'ctrl',
    'ctrl[',
    'return',
    'start',
    'theta',
    'q',
    'model',
    'channel',
    'generator',
    'import',
    'from',
    'p',
    'omega',
    't',
    'sqrt(',
    'level[',
    'at(',
    'identity(',
    'expm(',
  ],
  ...[
    '0',
    '1e999',
    '1e9',
    '-1',
    '2i',
    '35ns',
    '5GHz',
    '0..1000000000',
    '4096',
    'Infinity',
    '__proto__',
    'constructor',
    'é',
    '𝟘',
    '\u0000',
  ],
];

const mutation = fc.record({
  place: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.integer({ min: 0, max: 12 }),
  added: fc.array(fc.constantFrom(...pieces), { maxLength: 3 }),
});

function mutate(
  text: string,
  changes: readonly { place: number; removed: number; added: readonly string[] }[],
): string {
  return changes.reduce((old, { place, removed, added }) => {
    const at = Math.floor(place * old.length);
    return old.slice(0, at) + added.join(' ') + old.slice(at + removed);
  }, text);
}

/** Checks and, if it has no error, lowers; only errors for users may come out. */
async function digest(text: string): Promise<void> {
  const started = process.cpuUsage();
  const { diagnostics, script } = await checkText(text);
  for (const { code, message, span } of diagnostics) {
    expect(code).toMatch(/^K\d{3}$/);
    expect(message).not.toMatch(/undefined|\[object|NaN/);
    expect(span.line).toBeGreaterThan(0);
    expect(span.offset + span.length).toBeLessThanOrEqual(text.length);
  }
  const circuits = script.declarations.filter(({ kind }) => kind === 'circuit').map(({ name }) => name);
  const works = [() => lowerScript(script), ...circuits.map((name) => () => lowerCircuit(script, name))];
  for (const work of works) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof KrausError)) throw error;
    }
  }
  expect(process.cpuUsage(started).user / 1e6, 'it answers soon (seconds of CPU)').toBeLessThan(2);
}

describe('check and lower', () => {
  const runs = Number(process.env.KRAUS_FUZZ ?? 120);
  it(
    `never throw anything but a KrausError on mutated scripts (${runs} of them)`,
    async () => {
      const scripts = fc.tuple(fc.constantFrom(...corpus), fc.array(mutation, { minLength: 1, maxLength: 4 }));
      await fc.assert(
        fc.asyncProperty(scripts, async ([text, changes]) => digest(mutate(text, changes))),
        { numRuns: runs },
      );
    },
    120_000 + runs * 1000,
  );

  it('never throw on arbitrary text', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), digest), { numRuns: 50 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (words) => digest(words.join(' '))),
      { numRuns: 100 },
    );
  });

  it('take a script of any file name', async () => {
    for (const path of ['walk', 'walk.txt', 'a b/ä%20.kraus', '../up.kraus', 'C:/x.kraus']) {
      const { diagnostics } = await checkScript({ path, readFile: () => 'const n = m', catalogue: testCatalogue });
      expect(diagnostics).toMatchObject([{ code: 'K101', span: { file: path } }]);
    }
  });

  it('answer at once where the work would be endless', async () => {
    const bombs = [
      'const x = sum(0..1000000000)',
      'const x = linspace(0, 1, 1000000000)',
      'const x = kron(identity(4096), identity(4096))',
      `const x = ${'('.repeat(2000)}1${')'.repeat(2000)}`,
      `const x = 1${' + 1'.repeat(20_000)}`,
      `const x = ${'- '.repeat(20_000)}1`,
      `const x = ${'2 ^ '.repeat(20_000)}1`,
      `channel C on q { ${'if 1 > 2 { X q } else '.repeat(3000)} { X q } }`,
      'const x = (2 * X) ^ 1000000000000',
      'channel C on q = Y1 ^ 1000000000000',
      'graph G = complete(1000000)',
      'channel C on x: level[1000000] { kraus identity(1000000) }',
      `${Array.from({ length: 30 }, (_, k) => `const a${k + 1} = kron(a${k}, a${k})`).join('\n')}\nconst a0 = X`,
      `${Array.from({ length: 60 }, (_, k) => `channel C${k + 1}(p: prob) on q = C${k}(p) >> C${k}(p)`).join('\n')}\nchannel C0(p: prob) on q { kraus sqrt(p) * X; kraus sqrt(1 - p) * I }`,
      'circuit C on q { for i in 0..1000000000 { X q } }',
      'circuit C on q { repeat 100000 { repeat 100000 { X q } } }',
      'circuit C on q[1000000000] { X q }',
      'circuit C on q { X ^ 1000000000 q }',
      'circuit C on q { param t: angle[100000, 100000]; X q }',
      'circuit C on q[30] { bit c[30]; measure q -> c; if c != 5 { X q[0] } }',
      'circuit C on q[20] { let s = sum([at(X, q[i]) + at(Y, q[i]) + at(Z, q[i]) for i in 0..20]); return expval(s ^ 20) }',
      `circuit C0 on q { X q }\n${Array.from({ length: 40 }, (_, k) => `circuit C${k + 1} on q { C${k} q; C${k} q }`).join('\n')}`,
      `gate G0 on q = X ^ 3\n${Array.from({ length: 40 }, (_, k) => `gate G${k + 1} on q { G${k} q; G${k} q }`).join('\n')}\ncircuit C on q { G40 q }`,
      'const x = [[[[i for i in 0..1000] for j in 0..1000] for k in 0..1000] for l in 0..1000]',
      'channel Look on q[6] { measure q }\nchannel C on q[6] = twirl(Look)',
    ];
    for (const bomb of bombs) {
      const started = process.cpuUsage();
      const { diagnostics } = await checkText(bomb);
      expect(diagnostics.length, bomb.slice(0, 60)).toBeGreaterThan(0);
      // The next script is none the worse for it.
      expect((await checkText('const n = 1')).diagnostics).toEqual([]);
      expect(process.cpuUsage(started).user / 1e6, bomb.slice(0, 60)).toBeLessThan(2);
    }
  }, 300_000);
});
