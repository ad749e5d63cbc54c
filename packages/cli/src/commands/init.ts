import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { usageError } from '../failures.js';
import { action, createCommand, type Job, type Session } from '../job.js';
import { FIRST_SCRIPT } from './first-script.js';

async function init({ context, output }: Job, folder: string): Promise<undefined> {
  const target = resolve(context.workingDirectory, folder);
  const files: readonly (readonly [string, string])[] = [
    ['first.kraus', FIRST_SCRIPT],
    ['.gitignore', 'runs/\nnode_modules/\n'],
  ];
  const taken = files.filter(([name]) => name !== '.gitignore' && existsSync(join(target, name))).map(([name]) => name);
  if (taken.length > 0) {
    throw usageError(
      'file-exists',
      `${join(folder, taken[0] ?? '')} exists already; kraus init overwrites nothing. Choose another folder.`,
    );
  }
  mkdirSync(target, { recursive: true });
  const written: string[] = [];
  for (const [name, text] of files) {
    const path = join(target, name);
    if (existsSync(path)) continue;
    writeFileSync(path, text, { flag: 'wx' });
    written.push(path);
  }
  for (const path of written) output.event({ event: 'file', path });
  if (output.json) return;
  const script = join(folder, 'first.kraus');
  output.result(
    [
      `Wrote ${written.map((path) => join(folder, relative(target, path))).join(' and ')}. Next:`,
      '',
      `  kraus check ${script}      is the physics right?`,
      `  kraus train ${script}      about a minute`,
      `  kraus sample ${script}     draw new pictures`,
      `  kraus evaluate ${script}   how good are they?`,
      `  kraus report ${script}     one page with everything`,
    ].join('\n'),
  );
}

/** `kraus init [folder]` */
export function initCommand(session: Session): Command {
  return createCommand(
    'init',
    'write a first script to start from',
    'Writes first.kraus (a small model on the built-in glyphs, with comments) and a .gitignore into a folder. Overwrites nothing.',
    [
      ['kraus init', 'start in this folder'],
      ['kraus init my-study', 'start in a new folder'],
    ],
  )
    .argument('[folder]', 'where to write', '.')
    .action(action(session, init));
}
