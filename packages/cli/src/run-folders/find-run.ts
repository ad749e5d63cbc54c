import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { ExitCode } from '../exit-codes.js';
import { CommandFailure, usageError } from '../failures.js';
import type { Job } from '../job.js';
import { chooseModel, lowerFile } from '../scripts/index.js';
import { isFolder, isRunFolder, newestRun, runsFolderOf } from './names.js';

/** `path` as a user would write it from where the command was started. */
export function shownPath(job: Job, path: string): string {
  const short = relative(job.context.workingDirectory, path);
  return short === '' ? '.' : short.startsWith('..') && short.length >= path.length ? path : short;
}

/**
 * The run folder that a command line means: a run folder itself, or a script, which means its model's newest run.
 * @throws CommandFailure exit code 2 if `target` does not exist, 6 if there is no run
 */
export async function findRun(job: Job, target: string, model: string | undefined): Promise<string> {
  const path = resolve(job.context.workingDirectory, target);
  if (!existsSync(path)) {
    throw usageError(
      'no-such-file',
      `There is no ${target}. Give a run folder such as runs/MyModel-1, or the script that was trained.`,
    );
  }
  if (isFolder(path)) {
    if (isRunFolder(path)) return path;
    throw new CommandFailure(
      ExitCode.Run,
      'cli/no-run',
      `${target} holds no run (there is no run.json in it). Give a run folder such as runs/MyModel-1, or the script that was trained.`,
    );
  }
  const name = model ?? (await modelOf(job, target));
  const run = newestRun(path, name);
  if (run === undefined) {
    throw new CommandFailure(
      ExitCode.Run,
      'cli/no-run',
      `${name} has no run in ${shownPath(job, runsFolderOf(path))}; train it first: kraus train ${target} ${name}`,
    );
  }
  return run;
}

async function modelOf(job: Job, script: string): Promise<string> {
  const { spec } = await lowerFile(job, script);
  return chooseModel(spec, script, undefined).name;
}
