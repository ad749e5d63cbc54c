import { Command, CommanderError } from 'commander';
import { commands } from './commands/index.js';
import type { Context } from './context.js';
import { EXIT_CODE_MEANINGS, ExitCode } from './exit-codes.js';
import { type Session, withCommonOptions } from './job.js';
import { createOutput } from './terminal/index.js';
import { VERSION } from './version.js';

function exitCodesText(): string {
  return ['Exit codes:', ...EXIT_CODE_MEANINGS.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`)].join(
    '\n',
  );
}

/** The whole command line as commander objects; `session` receives the exit code of the command that ran. */
export function buildProgram(session: Session): Command {
  const { stdout, stderr } = session.context;
  const program = new Command('kraus')
    .description('Train, sample and evaluate diffusion models driven by quantum noise, written as .kraus scripts.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(kraus --help lists the commands, kraus help COMMAND explains one)')
    .addHelpText('after', `\n${exitCodesText()}`);
  for (const create of commands) program.addCommand(withCommonOptions(create(session)));
  const configure = (command: Command) => {
    const output = createOutput(session.context);
    command.exitOverride().configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error:/, `${output.noteColours.bold(output.noteColours.red('error'))}:`)),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
    for (const child of command.commands) configure(child);
  };
  configure(program);
  return program;
}

/**
 * Runs one command line, e.g. `run(['check', 'walk.kraus'], context)`; the program's name is not part of it.
 * Never throws for what the user did: it prints a sentence and returns the exit code.
 */
export async function run(argv: readonly string[], context: Context): Promise<ExitCode> {
  const session: Session = { context, exitCode: ExitCode.Ok };
  const program = buildProgram(session);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Usage;
  }
  return session.exitCode;
}
