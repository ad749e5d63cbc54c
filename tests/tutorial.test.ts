import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, ROOT } from './support/kraus.js';

const PAGE = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');

/** A fenced block: its language, the word or words behind it, its text. */
interface Block {
  readonly language: string;
  readonly note: string;
  readonly text: string;
}

const blocks: readonly Block[] = [...PAGE.matchAll(/^```(\w+)(?: (.+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', note = '', text = '']) => ({ language, note, text }),
);

/** What differs from machine to machine and run to run: times, sizes, lines of progress. */
function steady(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\S+ +\d+ % /.test(line))
    .map((line) => line.trimEnd().replace(/about .* a call\./, 'about … a call.'))
    .join('\n')
    .trim();
}

/** Whether two words are the same, numbers with a decimal point within `tolerance` of each other. */
function same(shown: string, found: string, tolerance: number): boolean {
  if (shown === found || !/^-?\d+\.\d+\W?$/.test(shown)) return shown === found;
  const [a, b] = [shown, found].map((word) => Number(word.replace(/[,.;:]$/, '')));
  return a !== undefined && b !== undefined && Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** Whether `found` is the line `shown`, in which `…` stands for anything to the end. */
function fits(shown: string, found: string, tolerance: number): boolean {
  const open = shown.endsWith('…');
  const [words, others] = [shown.replace(/ *…$/, ''), found].map((line) => line.split(/\s+/));
  if (words === undefined || others === undefined) return false;
  return (
    (open ? others.length >= words.length : others.length === words.length) &&
    words.every((word, index) => same(word, others[index] ?? '', tolerance))
  );
}

/** Compares line by line; a line `…` stands for any number of lines. Returns the first line that was not found. */
function missing(shown: readonly string[], found: readonly string[], tolerance: number): string | undefined {
  let at = 0;
  let skipping = false;
  for (const line of shown) {
    if (line === '…') {
      skipping = true;
      continue;
    }
    while (skipping && at < found.length && !fits(line, found[at] ?? '', tolerance)) at++;
    if (!fits(line, found[at] ?? '', tolerance)) return line;
    at++;
    skipping = false;
  }
  return skipping || at === found.length ? undefined : `(nothing after this) ${found[at]}`;
}

describe('docs/tutorial.md', () => {
  it('works as printed: files, commands, outputs', { timeout: 900_000 }, () =>
    inFolder(async (folder) => {
      const environment = {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
        NO_COLOR: '1',
        KRAUS_CACHE: join(folder, '.cache'),
      };
      let output = '';
      let compared = 0;
      for (const { language, note, text } of blocks) {
        if (language === 'kraus') writeFileSync(join(folder, note), text);
        else if (language === 'sh' && note !== 'setup') {
          const options = { cwd: folder, env: environment, encoding: 'utf8' } as const;
          const { stdout, status } = spawnSync('bash', ['-ec', `exec 2>&1\n${text}`], options);
          expect(status === 0, `${text}\n${stdout}`).toBe(note !== 'fails');
          output = stdout;
        } else if (language === 'text') {
          const tolerance = Number(/±(\d+)%/.exec(note)?.[1] ?? 0) / 100;
          const [shown, found] = [steady(text), steady(output)];
          expect(missing(shown.split('\n'), found.split('\n'), tolerance), `\n${found}\n`).toBeUndefined();
          compared++;
        }
      }
      expect(compared).toBeGreaterThanOrEqual(9);
      expect(existsSync(join(folder, 'runs/Small-1/small.png'))).toBe(true);
      // What the page says of the figures: far better than before training.
      const { metrics } = JSON.parse(readFileSync(join(folder, 'runs/Small-1/evaluation.json'), 'utf8')) as {
        metrics: readonly { readonly metric: string; readonly value: number }[];
      };
      expect(metrics.find(({ metric }) => metric === 'kid')?.value).toBeLessThan(0.02);
    }),
  );

  it('has links that lead somewhere', () => {
    for (const [, target = ''] of PAGE.matchAll(/\]\((?!https?:)([^)#]+)/g))
      expect(existsSync(join(ROOT, 'docs', target)), target).toBe(true);
  });
});
