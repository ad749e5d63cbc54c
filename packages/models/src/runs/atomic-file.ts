import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The ending of files under way; a killed process may leave some. */
const UNFINISHED = '.partial';

/**
 * Writes a file so that at every moment either the old content or the whole new content is there: a new file beside it,
 * flushed to the disk, then renamed. Folders are made as needed.
 */
export async function writeAtomically(file: string, content: Uint8Array | string): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}${UNFINISHED}`);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Removes what a killed process left unfinished in a folder. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await listFolder(folder)) {
    if (name.endsWith(UNFINISHED)) await rm(path.join(folder, name), { force: true });
  }
}

/** The names in a folder, sorted; none if it does not exist. */
export async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether a file-system error says that the file or folder does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Makes a rename durable. Not every system can flush a folder; there the rename stays atomic all the same. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}
