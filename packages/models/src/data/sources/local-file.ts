import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { KrausError } from '@kraus/core';
import { type FoundFile, readIfThere, searchedDirs } from '../find-file.js';
import type { LoadOptions } from '../image-dataset.js';

/** Where a path of a script may point: itself if absolute, else beside the script, then in the data folders. */
function candidates(path: string, load: LoadOptions): string[] {
  if (isAbsolute(path)) return [path];
  return [resolve(load.baseDir ?? '.', path), ...searchedDirs(load).dirs.map((dir) => join(dir, path))];
}

function notFound(path: string, tried: readonly string[]): KrausError {
  const also = tried.length > 1 ? ` (looked for ${tried.join(', ')})` : '';
  return new KrausError(
    'data/not-found',
    `there is no ${path}${also}. Check the path, or set KRAUS_DATA to the folder that it is in.`,
  );
}

/** Reads a file that a script names. @throws KrausError `data/not-found`, `data/unreadable` */
export async function readLocalFile(path: string, load: LoadOptions): Promise<FoundFile> {
  const tried = candidates(path, load);
  for (const candidate of tried) {
    const found = await readIfThere(candidate, load.signal);
    if (found === undefined) continue;
    load.onProgress?.({ kind: 'read', file: found.name });
    return found;
  }
  throw notFound(path, tried);
}

/** The folder that a script names. @throws KrausError `data/not-found` */
export async function findLocalFolder(path: string, load: LoadOptions): Promise<string> {
  const tried = candidates(path, load);
  for (const candidate of tried) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isDirectory() === true) return candidate;
  }
  throw notFound(path, tried);
}
