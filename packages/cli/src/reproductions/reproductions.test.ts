import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Job } from '../job.js';
import { createOutput } from '../terminal/index.js';
import { recordedContext } from '../testing/index.js';
import {
  finishedTrials,
  inWords,
  Results,
  runStudy,
  type Study,
  studies,
  summaryOf,
  summaryPage,
  writeReproduction,
} from './index.js';
import { distanceFromData } from './results.js';

const folder = mkdtempSync(join(tmpdir(), 'kraus-reproduce-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function jobOf(): Job {
  const { context } = recordedContext();
  return { context, output: createOutput(context) };
}

function studyOf(calls: string[], stopAt?: string): Study {
  return {
    system: 'toy',
    title: 'A study',
    doc: 'What it is <about>.',
    arms: [
      { name: 'good', doc: 'Low.' },
      { name: 'bad', doc: 'High.' },
    ],
    claims: [
      {
        text: 'good is below 1',
        source: 'a paper',
        published: '0.5',
        judge: (r) => Results.below(r.values('good', 'error'), 1),
      },
      { text: 'bad is below 1', source: 'a paper', judge: (r) => Results.below(r.values('bad', 'error'), 1) },
    ],
    figures: [{ measure: 'error', title: 'Errors', bound: () => ({ value: 1, label: 'one' }) }],
    async run({ arm, seed }) {
      const name = `${arm}-${seed}`;
      calls.push(name);
      return name === stopAt ? undefined : { numbers: { error: (arm === 'good' ? 0.5 : 2) + seed / 100 } };
    },
  };
}

describe('runStudy', () => {
  const options = {
    folder: join(folder, 'toy'),
    seeds: 3,
    minutes: 10,
    signal: new AbortController().signal,
    onTrial: () => {},
  };

  it('goes on where it was stopped, seed by seed over all arms, and does nothing twice', async () => {
    const calls: string[] = [];
    expect(await runStudy(studyOf(calls, 'good-2'), jobOf(), options)).toBe('stopped');
    expect(calls).toEqual(['good-1', 'bad-1', 'good-2']);
    expect(await runStudy(studyOf(calls), jobOf(), options)).toBe('done');
    expect(calls.slice(3)).toEqual(['good-2', 'bad-2', 'good-3', 'bad-3']);
    expect(await runStudy(studyOf(calls), jobOf(), options)).toBe('done');
    expect(calls).toHaveLength(7);
    // A file that was being written when the process was killed counts for nothing.
    writeFileSync(join(options.folder, 'trials', 'good-4.json.partial'), '{');
    expect(finishedTrials(options.folder).trials).toHaveLength(6);
  });

  it('gives some arms alone more seeds, and the page names every command', async () => {
    const calls: string[] = [];
    const some = { ...options, folder: join(folder, 'some'), seeds: 1 };
    expect(await runStudy(studyOf(calls), jobOf(), some)).toBe('done');
    expect(await runStudy(studyOf(calls), jobOf(), { ...some, seeds: 3, arms: ['bad'] })).toBe('done');
    expect(calls).toEqual(['good-1', 'bad-1', 'bad-2', 'bad-3']);
    for (const command of ['kraus first', 'kraus second', 'kraus second']) {
      writeReproduction(studyOf([]), finishedTrials(some.folder), some.folder, command);
    }
    expect(readFileSync(join(some.folder, 'README.md'), 'utf8')).toContain(
      'Made by `kraus first`, then `kraus second`.',
    );
  });

  it('begins nothing behind its budget or after the signal', async () => {
    const calls: string[] = [];
    const spent = { ...options, folder: join(folder, 'spent'), minutes: -1 };
    expect(await runStudy(studyOf(calls), jobOf(), spent)).toBe('budget');
    expect(await runStudy(studyOf(calls), jobOf(), { ...spent, minutes: 1, signal: AbortSignal.abort() })).toBe(
      'stopped',
    );
    expect(calls).toEqual([]);
  });

  it('is written as tables with verdicts, and figures', () => {
    const study = studyOf([]);
    writeReproduction(study, finishedTrials(options.folder), options.folder, 'kraus reproduce toy');
    const markdown = readFileSync(join(options.folder, 'README.md'), 'utf8');
    expect(markdown).toContain('| good is below 1 | a paper | 0.5 | 0.52 (0.495 to 0.545; 3 seeds) | **holds** |');
    expect(markdown).toContain(
      '| bad is below 1 | a paper | not readable | 2.02 (2 to 2.04; 3 seeds) | **does not hold** |',
    );
    const page = readFileSync(join(options.folder, 'reproduction.html'), 'utf8');
    expect(page).toContain('What it is &lt;about&gt;.');
    expect(page).toContain('class="holds"');
    expect(existsSync(join(options.folder, 'figures', 'error.svg'))).toBe(true);
  });
});

describe('curves', () => {
  it('stand where the arms say, means joined, with intervals', () => {
    const study: Study = {
      ...studyOf([]),
      figures: [
        {
          measure: 'error',
          title: 'Errors along',
          along: { label: 'size', places: (arm) => [{ curve: 'one curve', at: arm === 'good' ? 0 : 1 }] },
        },
      ],
      conclusion: (results) => `${results.differences('bad', 'good', 'error').length} pairs.`,
    };
    writeReproduction(study, finishedTrials(join(folder, 'toy')), join(folder, 'toy'), 'kraus reproduce toy');
    const chart = readFileSync(join(folder, 'toy', 'figures', 'errors-along.svg'), 'utf8');
    expect(chart.match(/class="m"/g)).toHaveLength(3);
    expect(chart.match(/class="o"/g)).toHaveLength(6);
    expect(chart.match(/class="w"/g)).toHaveLength(2);
    expect(readFileSync(join(folder, 'toy', 'README.md'), 'utf8')).toContain('3 pairs.');
  });

  it('and differences go seed by seed', () => {
    const trial = (arm: string, seed: number, error: number) => ({ arm, seed, seconds: 1, numbers: { error } });
    const results = new Results([trial('a', 2, 5), trial('a', 1, 3), trial('b', 1, 2), trial('b', 3, 9)]);
    expect(results.differences('a', 'b', 'error')).toEqual([1]);
  });

  it('and of distances from the data too, in the order of seeds, whatever that of the files', () => {
    const trial = (arm: string, seed: number, error: number) => ({
      ...{ arm, seed, seconds: 1 },
      numbers: { error, 'error of data': 1 },
    });
    const none = { arm: 'a', seed: 4, seconds: 1, numbers: { error: 7 } };
    const results = new Results([trial('a', 10, 3), trial('a', 2, -5), none, trial('b', 10, 1.5), trial('b', 3, 9)]);
    expect(results.values('a', distanceFromData('error'))).toEqual([6, 2]);
    expect(results.differences('a', 'b', distanceFromData('error'))).toEqual([1.5]);
  });
});

describe('verdicts', () => {
  it('are undecided with one seed, or when the interval of the mean holds the bound', () => {
    expect(Results.below([0.1], 1)).toEqual({ ours: '0.1 (1 seed)', verdict: 'undecided' });
    expect(Results.below([0.5, 1.4, 0.8], 1).verdict).toBe('undecided');
    expect(Results.above([1.2, 1.3, 1.25], 1).verdict).toBe('holds');
    expect(Results.above([], 1)).toEqual({ ours: 'not run', verdict: 'undecided' });
    // Student's 95 % interval of 1, 2, 3: 2 ± 4.303/√3.
    expect(summaryOf([1, 2, 3]).half).toBeCloseTo(4.303 / Math.sqrt(3), 12);
    expect(inWords(summaryOf([1, 2, 3]))).toBe('2 ± 1 (deviation, 3 seeds)');
  });
});

it('studies can be judged before anything was run', () => {
  for (const { claims, arms, system } of studies) {
    expect(new Set(arms.map(({ name }) => name)).size, system).toBe(arms.length);
    for (const { judge, text } of claims) expect(judge(new Results([])).verdict, text).toBe('undecided');
  }
});

it('the page over all studies is up to date: kraus reproduce --summary docs/reproductions', () => {
  const docs = join(import.meta.dirname, '../../../../docs/reproductions');
  expect(readFileSync(join(docs, 'README.md'), 'utf8')).toBe(summaryPage(docs));
});
