import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './support/kraus.js';

const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
const PACKAGES = readdirSync(join(ROOT, 'packages')).filter((name) =>
  existsSync(join(ROOT, 'packages', name, 'package.json')),
);

describe('docs/architecture.md', () => {
  it.each(PACKAGES)('names the rooms of %s, and no others', (name) => {
    const row = PAGE.split('\n').find((line) => line.startsWith(`| \`packages/${name}\` |`)) ?? '';
    const named = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)].map(([, room]) => room);
    const src = join(ROOT, 'packages', name, 'src');
    const rooms = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      // A room has something to import; a folder without TypeScript (the grammar) is none.
      .filter((room) => readdirSync(join(src, room)).some((file) => file.endsWith('.ts')));
    expect(named).toEqual(rooms.sort());
  });
});
