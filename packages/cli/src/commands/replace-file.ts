import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';

/** Puts a text or bytes in place of a file's, whole or not at all. Its mode stays, and a link goes on leading to it. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await realpath(path);
  const partial = `${file}.${randomBytes(4).toString('hex')}.partial`;
  try {
    const handle = await open(partial, 'wx', (await stat(file)).mode);
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
