import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { EXIT_CODE_MEANINGS, ExitCode } from './exit-codes.js';
import { commandExamples } from './job.js';
import { buildProgram, run } from './program.js';
import { recordedContext } from './testing/index.js';

async function kraus(...argv: string[]) {
  const { context, texts } = recordedContext();
  return { exitCode: await run(argv, context), ...texts };
}

const program = buildProgram({ context: recordedContext().context, exitCode: ExitCode.Ok });
const leavesOf = (command: Command): Command[] =>
  command.commands.length > 0 ? command.commands.flatMap(leavesOf) : [command];
const leaves = program.commands.flatMap(leavesOf);

describe('the command line', () => {
  it('explains every exit code once', () => {
    expect(EXIT_CODE_MEANINGS.map(([code]) => code)).toEqual(Object.values(ExitCode));
  });

  it.each(leaves.map((command) => [command.name(), command] as const))(
    '%s has examples, a summary and --json',
    (_name, command) => {
      expect(commandExamples(command).length).toBeGreaterThan(0);
      expect(command.summary()).not.toBe('');
      expect(command.options.map((option) => option.long)).toContain('--json');
    },
  );

  it('prints its help on standard output with exit code 0', async () => {
    const { exitCode, stdout, stderr } = await kraus('--help');
    expect(exitCode).toBe(ExitCode.Ok);
    expect(stderr).toBe('');
    for (const command of program.commands) expect(stdout).toContain(`  ${command.name()} `);
  });

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['list', '--nonsense'], "unknown option '--nonsense'"],
    [['doctor', '--threads', 'two'], 'Expected a whole number from 1 on.'],
    [['doctor', '--backend', 'abacus'], 'Allowed choices are auto, node, wasm, js'],
  ])('%j is a usage error', async (argv, message) => {
    const { exitCode, stdout, stderr } = await kraus(...argv);
    expect(exitCode).toBe(ExitCode.Usage);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});
