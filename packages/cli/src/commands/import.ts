import { existsSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { replaceFile } from './replace-file.js';

interface ImportOptions {
  readonly output?: string;
  readonly name: string;
}

async function importFile(job: Job, path: string, options: ImportOptions): Promise<undefined> {
  const { importQasm } = await import('@kraus/lang');
  const { context, output } = job;
  const file = resolve(context.workingDirectory, path);
  if (!existsSync(file)) throw usageError('no-such-file', `There is no file ${path}. Give the path of a .qasm file.`);
  const folder = dirname(file);
  const source = importQasm(await readFile(file, 'utf8'), {
    path,
    circuit: options.name,
    readFile: (name) => {
      const included = resolve(folder, name);
      return existsSync(included) ? readFileSync(included, 'utf8') : undefined;
    },
  });
  if (options.output === undefined) {
    output.event({ event: 'imported', path, source });
    if (!output.json) context.stdout.write(source);
    return;
  }
  const target = resolve(context.workingDirectory, options.output);
  if (existsSync(target)) await replaceFile(target, source);
  else await writeFile(target, source, 'utf8');
  output.event({ event: 'imported', path, output: options.output });
  output.note(`${options.output} written`);
}

/** `kraus import file.qasm` */
export function importCommand(session: Session): Command {
  return createCommand(
    'import',
    'turn OpenQASM 2 or 3 into a script',
    'Writes an OpenQASM file as Kraus: one circuit with the gates that the file defines. Loops stay loops where they can, subroutines are put in place, inputs become trainable parameters. What Kraus has no counterpart of is refused with its place and the reason.',
    [
      ['kraus import qft.qasm', 'the script on standard output'],
      ['kraus import qft.qasm -o qft.kraus', 'into a file'],
    ],
  )
    .argument('<file>', 'the OpenQASM file')
    .option('-o, --output <file>', 'write the script into this file')
    .option('--name <name>', 'what the circuit is called', 'Main')
    .action(action(session, importFile));
}
