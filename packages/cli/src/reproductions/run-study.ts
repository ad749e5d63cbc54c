import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Job } from '../job.js';
import { formatDuration } from '../terminal/index.js';
import { type FinishedTrial, Results } from './results.js';
import type { Study } from './study.js';

export interface StudyOptions {
  readonly folder: string;
  readonly seeds: number;
  /** Names of the arms to run; default all. */
  readonly arms?: readonly string[] | undefined;
  /** No trial is begun after so many minutes of this call. */
  readonly minutes: number;
  readonly signal: AbortSignal;
  /** Called with all results so far, after every trial. */
  readonly onTrial: (results: Results) => void;
}

export type StudyEnd = 'done' | 'budget' | 'stopped';

/**
 * Runs the trials of a study, seed by seed over its arms, so that whatever the budget every arm has as many seeds, or one less. Each
 * finished trial is a file `trials/ARM-SEED.json`, written aside and renamed: what is done is not done again.
 */
export async function runStudy(study: Study, job: Job, options: StudyOptions): Promise<StudyEnd> {
  const { folder, seeds, minutes, signal, onTrial } = options;
  const arms = study.arms.filter(({ name }) => options.arms?.includes(name) ?? true);
  const began = performance.now();
  const trials = join(folder, 'trials');
  mkdirSync(trials, { recursive: true });
  const names = new Set(arms.flatMap(({ name }) => Array.from({ length: seeds }, (_, k) => `${name}-${k + 1}`)));
  const { output } = job;
  for (let seed = 1; seed <= seeds; seed++) {
    for (const { name: arm } of arms) {
      const file = join(trials, `${arm}-${seed}.json`);
      if (existsSync(file)) continue;
      if (signal.aborted) return 'stopped';
      if (performance.now() - began > minutes * 60_000) return 'budget';
      const done = finishedTrials(folder).trials.filter((trial) => names.has(`${trial.arm}-${trial.seed}`)).length;
      output.note(`${output.noteColours.bold(`${arm}, seed ${seed}`)} (${done + 1} of ${names.size})`);
      const start = performance.now();
      const found = await study.run({ arm, seed, folder: join(folder, 'work', `${arm}-${seed}`), job, signal });
      if (found === undefined) return 'stopped';
      const seconds = Math.round((performance.now() - start) / 100) / 10;
      // Paths from the study's folder: it can be moved, and committed.
      const pictures = found.pictures?.map(({ title, file: picture }) => ({ title, file: relative(folder, picture) }));
      const finished: FinishedTrial = { arm, seed, seconds, ...found, ...(pictures && { pictures }) };
      writeFileSync(`${file}.partial`, `${JSON.stringify(finished, null, 2)}\n`);
      renameSync(`${file}.partial`, file);
      output.event({ event: 'trial', ...finished });
      output.note(`  done in ${formatDuration(seconds)}`);
      onTrial(finishedTrials(folder));
    }
  }
  return 'done';
}

/** What has been found so far. */
export function finishedTrials(folder: string): Results {
  const trials = join(folder, 'trials');
  if (!existsSync(trials)) return new Results([]);
  const files = readdirSync(trials).filter((name) => name.endsWith('.json'));
  return new Results(files.sort().map((name) => JSON.parse(readFileSync(join(trials, name), 'utf8')) as FinishedTrial));
}
