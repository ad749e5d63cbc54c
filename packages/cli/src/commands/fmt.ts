import { statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { KrausError } from '@kraus/core';
import type { Command } from 'commander';
import { ExitCode } from '../exit-codes.js';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { replaceFile } from './replace-file.js';

interface FmtOptions {
  readonly check?: boolean;
  readonly stdin?: boolean;
}

async function fmt(job: Job, paths: readonly string[], options: FmtOptions): Promise<ExitCode> {
  const { formatScript } = await import('@kraus/lang');
  const { output, context } = job;
  if (options.stdin === true) {
    if (paths.length > 0) throw usageError('stdin-and-files', 'Give either --stdin or files, not both.');
    const text = await readAll(context.stdin);
    const formatted = formatScript(text, 'standard input');
    if (options.check !== true) context.stdout.write(formatted);
    return formatted === text || options.check !== true ? ExitCode.Ok : ExitCode.Script;
  }
  const files = await scriptsOf(context.workingDirectory, paths.length === 0 ? ['.'] : paths);
  let [wrong, loose] = [0, 0];
  for (const path of files) {
    const file = resolve(context.workingDirectory, path);
    const text = await readFile(file, 'utf8');
    try {
      const formatted = formatScript(text, path);
      const changed = formatted !== text;
      output.event({ event: 'formatted', path, changed });
      if (!changed) continue;
      loose++;
      if (options.check !== true) await replaceFile(file, formatted);
      if (!output.json) output.result(options.check === true ? `${path} is not formatted` : path);
    } catch (error) {
      if (!(error instanceof KrausError) || error.code !== 'lang/syntax') throw error;
      wrong++;
      output.event({ event: 'error', code: error.code, message: error.message, span: error.span });
      output.warn(error.message);
    }
  }
  output.note(
    `${files.length} script${files.length === 1 ? '' : 's'}, ${loose} ${options.check === true ? 'to format' : 'changed'}`,
  );
  return wrong > 0 || (options.check === true && loose > 0) ? ExitCode.Script : ExitCode.Ok;
}

/** The files given, and every script in the folders given: not in hidden ones, run folders or `node_modules`. */
async function scriptsOf(workingDirectory: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const stats = statSync(resolve(workingDirectory, path), { throwIfNoEntry: false });
    if (stats === undefined)
      throw usageError('no-such-file', `There is no ${path}. Give the path of a script or a folder.`);
    if (stats.isDirectory()) found.push(...(await scriptsIn(workingDirectory, path)));
    else found.push(path);
  }
  return [...new Set(found)];
}

async function scriptsIn(workingDirectory: string, folder: string): Promise<string[]> {
  const entries = await readdir(resolve(workingDirectory, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === 'runs') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await scriptsIn(workingDirectory, path)));
    else if (entry.isFile() && entry.name.endsWith('.kraus')) found.push(path);
  }
  return found;
}

async function readAll(stream: AsyncIterable<string | Uint8Array>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

/** `kraus fmt [files…]` */
export function fmtCommand(session: Session): Command {
  return createCommand(
    'fmt',
    'format scripts',
    'Writes scripts in the one form that all scripts have: indentation, spaces, one statement a line, the clauses of a model in columns. Comments and line ends inside brackets stay, the meaning never changes. Folders are searched for .kraus files; run folders are left alone. A script with syntax errors is not touched.',
    [
      ['kraus fmt', 'every script below this folder'],
      ['kraus fmt --check', 'change nothing; the exit code is 1 if a script is not formatted'],
      ['kraus fmt --stdin < walk.kraus', 'as a filter, for editors'],
    ],
  )
    .argument('[paths...]', 'scripts and folders (default: the current folder)')
    .option('--check', 'only say which scripts are not formatted')
    .option('--stdin', 'format standard input to standard output')
    .action(action(session, fmt));
}
