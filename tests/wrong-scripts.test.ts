import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, kraus, ROOT } from './support/kraus.js';

const FOLDER = join(ROOT, 'packages/lang/test-data/invalid');

/** The script of each case: the only one in its folder, or the one called main or like the folder. */
function scripts(): string[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .sort()
    .flatMap((name) => {
      const path = join(FOLDER, name);
      if (!statSync(path).isDirectory()) return name.endsWith('.kraus') ? [path] : [];
      const files = readdirSync(path).filter((file) => file.endsWith('.kraus'));
      const main =
        files.find((file) => ['main.kraus', `${name}.kraus`].includes(file)) ??
        (files.length === 1 ? files[0] : undefined);
      return main === undefined ? [] : [join(path, main)];
    });
}

describe('wrong scripts through the command', () => {
  const paths = scripts();

  it('there are at least 40', () => {
    expect(paths.length).toBeGreaterThanOrEqual(40);
  });

  it.each(paths.map((path) => path.slice(FOLDER.length + 1)))('%s', async (name) => {
    const path = join(FOLDER, name);
    const { exitCode, stdout, stderr } = await kraus(['check', path, '--json']);
    expect(exitCode, stderr).toBe(1);
    // The place, the source line, and a caret under it.
    expect(stderr).toMatch(/:\d+:\d+: error K\d{3}: /);
    expect(stderr).toMatch(/^\s*\|\s*\^/m);
    expect(stderr).not.toContain('    at ');
    const diagnostics = jsonLines(stdout).filter(
      ({ event, severity }) => event === 'diagnostic' && severity === 'error',
    );
    expect(diagnostics).toHaveLength(1);
  });
});
