import { readFileSync } from 'node:fs';

/** The version of `@kraus/models`, from its package file (two folders up, from the sources and from the build alike). */
export const krausVersion: string = readVersion();

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version?: string };
  return version ?? '';
}
