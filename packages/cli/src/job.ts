import { Command, Option } from 'commander';
import type { Context } from './context.js';
import { ExitCode } from './exit-codes.js';
import { reportFailure } from './failures.js';
import { createOutput, type Output } from './terminal/index.js';

/** The options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** What a command's work is given. */
export interface Job {
  readonly context: Context;
  readonly output: Output;
}

/** Where a command leaves its exit code. */
export interface Session {
  readonly context: Context;
  exitCode: ExitCode;
}

/** A command line to show as an example, and what it does. */
export type Example = readonly [line: string, what: string];

const examplesOf = new WeakMap<Command, readonly Example[]>();

/** The examples of `command`, as given to {@link createCommand}. */
export function commandExamples(command: Command): readonly Example[] {
  return examplesOf.get(command) ?? [];
}

/** A command with the common options and with examples under its help. */
export function createCommand(
  name: string,
  summary: string,
  description: string,
  examples: readonly Example[],
): Command {
  const command = new Command(name)
    .summary(summary)
    .description(description)
    .helpOption('-h, --help', 'print this help');
  examplesOf.set(command, examples);
  command.addHelpText('after', () => {
    if (examples.length === 0) return '';
    return `\nExamples:\n${examples.map(([line, what]) => `  $ ${line}\n      ${what}`).join('\n')}`;
  });
  return command;
}

/** Adds `--json`, `--quiet` and `--debug`: last, so that a command's own options come first in its help. */
export function withCommonOptions(command: Command): Command {
  if (command.commands.length > 0) {
    for (const child of command.commands) withCommonOptions(child);
    return command;
  }
  return command
    .addOption(new Option('--json', 'for machines: JSON on standard output, one object a line; text on standard error'))
    .addOption(new Option('-q, --quiet', 'no remarks and no progress'))
    .addOption(new Option('--debug', 'show the stack of an error'));
}

/** Turns `work` into a commander action: makes the output, reports failures, and keeps the exit code. */
export function action<Arguments extends readonly unknown[]>(
  session: Session,
  work: (job: Job, ...given: Arguments) => Promise<ExitCode | undefined>,
): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given[given.length - 1] as Command;
    const options = command.optsWithGlobals<CommonOptions>();
    const output = createOutput(session.context, options);
    try {
      const own = given.slice(0, -1) as unknown as Arguments;
      session.exitCode = (await work({ context: session.context, output }, ...own)) ?? ExitCode.Ok;
    } catch (error) {
      session.exitCode = reportFailure(error, output, options.debug === true);
    }
  };
}
