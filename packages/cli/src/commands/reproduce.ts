import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suggestion } from '@kraus/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { usageError } from '../failures.js';
import { withInterrupts } from '../interrupts.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import {
  finishedTrials,
  runStudy,
  type Study,
  studies,
  summaryPage,
  writeReproduction,
} from '../reproductions/index.js';
import { shownPath } from '../run-folders/index.js';
import { formatTable } from '../terminal/index.js';
import { type EngineOptions, engineOptions, wholeNumber } from './options.js';

interface ReproduceOptions extends EngineOptions {
  readonly list?: true;
  readonly summary?: string;
  readonly budget: number;
  readonly seeds: number;
  readonly arms?: readonly string[];
  readonly out?: string;
}

function chooseStudy(system: string): Study {
  const found = studies.find((study) => study.system === system);
  if (found !== undefined) return found;
  const names = studies.map((study) => study.system);
  throw usageError(
    'no-such-system',
    `There is no study of '${system}'.${suggestion(system, names)} kraus reproduce --list shows all.`,
  );
}

function checkArms(study: Study, given: readonly string[]): void {
  const names = study.arms.map(({ name }) => name);
  for (const arm of given) {
    if (names.includes(arm)) continue;
    const text = `The study of ${study.system} has no arm '${arm}'.${suggestion(arm, names)} Its arms: ${names.join(', ')}.`;
    throw usageError('no-such-arm', text);
  }
}

function list({ output }: Job): ExitCode {
  for (const { system, title, claims, arms } of studies) {
    output.event({
      event: 'system',
      system,
      title,
      claims: claims.map(({ text }) => text),
      arms: arms.map(({ name }) => name),
    });
  }
  if (!output.json) {
    const rows = studies.map(({ system, title, claims, arms }) => [
      output.colours.cyan(system),
      title,
      `${claims.length} claims, ${arms.length} arms`,
    ]);
    output.result(formatTable(rows));
  }
  return ExitCode.Ok;
}

function summarise(job: Job, to: string): ExitCode {
  const folder = resolve(job.context.workingDirectory, to);
  if (!existsSync(folder)) throw usageError('no-such-folder', `There is no folder ${to} with pages of studies.`);
  const file = join(folder, 'README.md');
  writeFileSync(`${file}.partial`, summaryPage(folder));
  renameSync(`${file}.partial`, file);
  job.output.result(`  ${shownPath(job, file)}`);
  return ExitCode.Ok;
}

async function reproduce(job: Job, system: string | undefined, options: ReproduceOptions): Promise<ExitCode> {
  const { output, context } = job;
  if (options.list === true) return list(job);
  if (options.summary !== undefined) return summarise(job, options.summary);
  if (system === undefined) throw usageError('no-system', 'Name a system; kraus reproduce --list shows all.');
  const study = chooseStudy(system);
  const folder = resolve(context.workingDirectory, options.out ?? join('reproductions', study.system));
  const { arms } = options;
  if (arms !== undefined) checkArms(study, arms);
  const some = arms === undefined ? '' : ` --arms ${arms.join(',')}`;
  const command = `kraus reproduce ${study.system} --budget ${options.budget} --seeds ${options.seeds}${some}`;
  const { startEngine } = await import('@kraus/models');
  await startEngine(options);
  return withInterrupts(output, async (signal) => {
    const { seeds, budget: minutes } = options;
    let files = writeReproduction(study, finishedTrials(folder), folder, command);
    const end = await runStudy(study, job, {
      folder,
      seeds,
      arms,
      minutes,
      signal,
      onTrial: (results) => {
        files = writeReproduction(study, results, folder, command);
      },
    });
    const results = finishedTrials(folder);
    const claims = study.claims.map(({ text, judge }) => ({ text, ...judge(results) }));
    output.event({ event: 'reproduction', system, end, folder, files, claims });
    if (end === 'stopped') {
      output.result(`Stopped after ${results.trials.length} trials. The same command goes on.`);
      return ExitCode.Stopped;
    }
    const rows = claims.map(({ text, ours, verdict }) => [verdict, text, ours]);
    const note = end === 'budget' ? ['The budget is spent; the same command goes on with more seeds.'] : [];
    output.result([formatTable(rows), ...note, ...files.map((file) => `  ${shownPath(job, file)}`)].join('\n'));
    return ExitCode.Ok;
  });
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('Expected a number of minutes above 0.');
  return value;
}

/** `kraus reproduce [system]` */
export function reproduceCommand(session: Session): Command {
  const command = createCommand(
    'reproduce',
    'run the study behind the published claims of a system',
    'Runs all arms of a study over seeds and writes one table (Markdown and HTML) of claim, source, published figure, ours with spread, and verdict, with figures. Ctrl-C saves; the same command goes on, and what is done is not done again.',
    [
      ['kraus reproduce --list', 'the systems'],
      ['kraus reproduce cqgdm --budget 30 --seeds 5', 'five seeds, or as many as half an hour allows'],
    ],
  )
    .argument('[system]', 'the system')
    .addOption(new Option('--list', 'show the systems with their numbers of claims and arms'))
    .addOption(new Option('--summary <folder>', 'write one page over the pages of all studies in a folder'))
    .addOption(new Option('--budget <minutes>', 'begin no trial after so many minutes').argParser(minutes).default(30))
    .addOption(new Option('--seeds <n>', 'seeds of every arm').argParser(wholeNumber(1)).default(5))
    .addOption(
      new Option('--arms <names>', 'run these arms alone, e.g. to give them more seeds: names with commas').argParser(
        (text) => text.split(',').map((name) => name.trim()),
      ),
    )
    .addOption(new Option('-o, --out <folder>', 'where results go (default: reproductions/SYSTEM)'));
  for (const option of engineOptions()) command.addOption(option);
  return command.action(action(session, reproduce));
}
