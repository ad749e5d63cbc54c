/** File access for programs that run on Node; the rest of this package reads no files. */
import { readFile } from 'node:fs/promises';

/** Reads a script or an imported file as UTF-8; `undefined` if there is none. For `checkScript({ readFile })`. */
export async function readScriptFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}
