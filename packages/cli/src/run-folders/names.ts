import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder beside a script that holds its runs. */
export function runsFolderOf(scriptPath: string): string {
  return join(dirname(scriptPath), 'runs');
}

/** Whether `folder` holds a run. */
export function isRunFolder(folder: string): boolean {
  return existsSync(join(folder, 'run.json'));
}

interface NumberedRun {
  readonly path: string;
  readonly number: number;
}

function numberedFolders(scriptPath: string, model: string): NumberedRun[] {
  const folder = runsFolderOf(scriptPath);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(`${model}-`))
    .map((entry) => ({ path: join(folder, entry.name), number: Number(entry.name.slice(model.length + 1)) }))
    .filter((run) => Number.isInteger(run.number) && run.number > 0)
    .sort((a, b) => a.number - b.number);
}

/** Makes `runs/<model>-<n>` beside the script with the next free n and returns its path. */
export function claimRunFolder(scriptPath: string, model: string): string {
  mkdirSync(runsFolderOf(scriptPath), { recursive: true });
  let number = (numberedFolders(scriptPath, model).at(-1)?.number ?? 0) + 1;
  for (;;) {
    const path = join(runsFolderOf(scriptPath), `${model}-${number}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      number++;
    }
  }
}

/** Removes a claimed folder that nothing was written to, so that a failed start leaves nothing behind. */
export function releaseRunFolder(path: string): void {
  try {
    if (readdirSync(path).length === 0) rmdirSync(path);
  } catch {
    // Whatever stands there now is not ours to judge.
  }
}

/** The run of `model` with the highest number beside the script, if there is one. */
export function newestRun(scriptPath: string, model: string): string | undefined {
  return numberedFolders(scriptPath, model)
    .filter((run) => isRunFolder(run.path))
    .at(-1)?.path;
}

/** Whether `path` is a folder. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
