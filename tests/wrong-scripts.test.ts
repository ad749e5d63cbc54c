import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExitCode, run } from '../packages/cli/src/index.js';
import { recordedContext } from '../packages/cli/src/testing/index.js';
import { jsonLines, kraus, ROOT } from './support/kraus.js';

const FOLDER = 'packages/lang/test-data/invalid';
const NAMES = existsSync(join(ROOT, FOLDER)) ? readdirSync(join(ROOT, FOLDER)).sort() : [];

/** The script of a case: the one called main, or the only one of its folder. */
function scriptOf(name: string): string {
  const files = readdirSync(join(ROOT, FOLDER, name)).filter((file) => file.endsWith('.kraus'));
  return `${FOLDER}/${name}/${files.includes('main.kraus') ? 'main.kraus' : files[0]}`;
}

/** Wrong by the small catalogue of the language's own tests: the real components take these options, or do without them. */
const OTHER_OPTIONS = ['circuit-option-missing', 'device-option-missing', 'device-option-unknown'];
const isWarned = (name: string): boolean =>
  readdirSync(join(ROOT, FOLDER, name))
    .map((file) => readFileSync(join(ROOT, FOLDER, name, file), 'utf8'))
    .every((text) => !/^\s*\/\/\s*\^+ K/m.test(text));
/** Cases with errors, and those with warnings alone, which the command lets pass. */
const WRONG = NAMES.filter((name) => !OTHER_OPTIONS.includes(name) && !isWarned(name));
const DOUBTFUL = NAMES.filter(isWarned);

/** What every report of a wrong script must look like. */
function expectClearErrors(stdout: string, stderr: string): void {
  // The place and the code; the source line with a caret under it.
  expect(stderr).toMatch(/^\S+:\d+:\d+: error K\d{3}: /m);
  expect(stderr).toMatch(/^\s*\|\s*\^/m);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(jsonLines(stdout).some(({ event, severity }) => event === 'diagnostic' && severity === 'error')).toBe(true);
}

describe('wrong scripts through the command', () => {
  it('there are at least 40', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(40);
  });

  it.each(DOUBTFUL)('%s: warnings or notes, exit code 0', async (name) => {
    const { context, texts } = recordedContext({ workingDirectory: ROOT });
    expect(await run(['check', scriptOf(name), '--json'], context), texts.stderr).toBe(ExitCode.Ok);
    expect(texts.stderr).toMatch(/^\S+:\d+:\d+: (?:warning|info) K\d{3}: /m);
  });

  it.each(WRONG)('%s', async (name) => {
    const { context, texts } = recordedContext({ workingDirectory: ROOT });
    expect(await run(['check', scriptOf(name), '--json'], context), texts.stderr).toBe(ExitCode.Script);
    expectClearErrors(texts.stdout, texts.stderr);
  });

  it('all at once, as a process of its own: exit code 1, errors in every file, no stack', {
    timeout: 120_000,
  }, async () => {
    const paths = WRONG.map(scriptOf);
    const { exitCode, stdout, stderr } = await kraus(['check', ...paths, '--json']);
    expect(exitCode).toBe(ExitCode.Script);
    expectClearErrors(stdout, stderr);
    const checked = jsonLines(stdout).filter(({ event }) => event === 'checked');
    expect(checked.map(({ path }) => path)).toEqual(paths);
    for (const { path, errors } of checked) expect(errors, String(path)).toBeGreaterThan(0);
  });

  it.each(['train', 'lower', 'inspect', 'sample'])('kraus %s refuses one with exit code 1', async (verb) => {
    const { context, texts } = recordedContext({ workingDirectory: ROOT });
    expect(await run([verb, scriptOf(WRONG[0] ?? '')], context), texts.stderr).toBe(ExitCode.Script);
    expect(texts.stdout).toBe('');
    expect(texts.stderr).not.toMatch(/^ {4}at /m);
  });
});
