import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { checkAll, circles, entersByDoor, importsOf } from '../tools/check-imports.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders: string[] = [];

/** A throw-away project: package name → its dependencies and files. */
function project(
  packages: Record<string, { dependencies?: Record<string, string>; files: Record<string, string> }>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'kraus-imports-'));
  folders.push(folder);
  for (const [name, { dependencies = {}, files }] of Object.entries(packages)) {
    const manifest = { name: name === 'cli' ? 'kraus' : `@kraus/${name}`, dependencies };
    const texts = { 'package.json': JSON.stringify(manifest), ...files };
    for (const [path, text] of Object.entries(texts)) {
      const at = join(folder, 'packages', name, path === 'package.json' ? path : join('src', path));
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, text);
    }
  }
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('importsOf', () => {
  it('finds imports, re-exports, bare and dynamic imports, over several lines, and skips comments', () => {
    const text = `
      import a from 'one';
      import type { B } from './two.js';
      import {
        c,
      } from "three";
      export * from './four.js';
      import 'five';
      const six = await import('six');
      // import no from 'comment';
      /* import no from 'block'; */
    `;
    expect(importsOf(text)).toEqual(['one', './two.js', 'three', './four.js', 'five', 'six']);
  });
});

describe('entersByDoor', () => {
  it.each([
    ['a/x.ts', 'a/y.ts', true],
    ['a/x.ts', 'b/index.ts', true],
    ['a/x.ts', 'b/schema.ts', true],
    ['a/x.ts', 'b/y.ts', false],
    ['a/x.ts', 'b/inner/index.ts', false],
    ['a/x.ts', 'a/inner/index.ts', true],
    ['a/x.ts', 'a/inner/y.ts', false],
    ['a/inner/x.ts', 'a/y.ts', true],
    ['a/inner/x.ts', 'b/index.ts', true],
    ['index.ts', 'a/index.ts', true],
    ['a/x.ts', 'a/generated/ast.ts', true],
    ['b/x.ts', 'a/generated/ast.ts', false],
    ['b/x.ts', 'generated/ast.ts', true],
  ])('%s → %s: %s', (from, to, allowed) => {
    expect(entersByDoor(from, to)).toBe(allowed);
  });

  it('takes a deeper folder without index.ts as part of its room', () => {
    const isRoom = (folder: string) => folder !== 'a/parts';
    expect(entersByDoor('a/index.ts', 'a/parts/y.ts', isRoom)).toBe(true);
    expect(entersByDoor('b/x.ts', 'a/parts/y.ts', isRoom)).toBe(false);
  });
});

describe('circles', () => {
  it('finds a circle of three and a file that imports itself, and no others', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['e']],
      ['e', []],
      ['f', ['f']],
    ]);
    expect(circles(graph)).toEqual([['a', 'b', 'c'], ['f']]);
  });
});

describe('checkAll', () => {
  it('has no complaint about this repository', () => {
    expect(checkAll(root)).toEqual([]);
  });

  it('accepts an orderly project', () => {
    const folder = project({
      core: { files: { 'index.ts': "export * from './room/index.js';", 'room/index.ts': 'export const x = 1;' } },
      sim: {
        dependencies: { '@kraus/core': 'workspace:*' },
        files: { 'index.ts': "import { x } from '@kraus/core';\nexport { x };" },
      },
    });
    expect(checkAll(folder)).toEqual([]);
  });

  it.each([
    [
      'a forbidden direction',
      { core: { dependencies: { '@kraus/sim': '*' }, files: { 'index.ts': "import '@kraus/sim';" } } },
      'may import only: nothing',
    ],
    [
      'a room entered past its door',
      { core: { files: { 'index.ts': "import './room/inside.js';", 'room/inside.ts': '' } } },
      'past its door',
    ],
    [
      'an import circle',
      { core: { files: { 'index.ts': "import './b.js';", 'b.ts': "import './index.js';" } } },
      'import circle: b.ts ↔ index.ts',
    ],
    ['an undeclared dependency', { core: { files: { 'index.ts': "import 'left-pad';" } } }, 'does not declare'],
    [
      'an unused dependency',
      { core: { dependencies: { 'left-pad': '1' }, files: { 'index.ts': '' } } },
      'which nothing imports',
    ],
    ['a Node built-in in core', { core: { files: { 'index.ts': "import 'node:fs';" } } }, 'must run in a browser'],
    [
      'an import out of the package',
      { core: { files: { 'index.ts': "import '../../sim/src/index.js';" } } },
      "leaves the package's src",
    ],
    ['a package without rules', { surprise: { files: { 'index.ts': '' } } }, 'add its directions'],
  ])('complains of %s', (_what, packages, message) => {
    const complaints = checkAll(project(packages as Parameters<typeof project>[0]));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(message);
  });
});
