import { homedir, platform } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** The environment variables that decide where data is looked for; a parameter so that tests need not change the real one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where downloads are kept: `KRAUS_CACHE` if set, else `$XDG_CACHE_HOME/kraus` (`~/.cache/kraus`) on Linux,
 * `~/Library/Caches/kraus` on macOS, `%LOCALAPPDATA%\kraus\Cache` on Windows.
 */
export function defaultCacheDir(environment: Environment = process.env, system: NodeJS.Platform = platform()): string {
  const own = environment.KRAUS_CACHE;
  if (own !== undefined && own !== '') return resolve(own);
  if (system === 'win32')
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'kraus', 'Cache');
  if (system === 'darwin') return join(homedir(), 'Library', 'Caches', 'kraus');
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'kraus');
}

/** The folders in `KRAUS_DATA`, separated as in `PATH`. */
export function dataDirsOf(environment: Environment = process.env): string[] {
  return (environment.KRAUS_DATA ?? '')
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => resolve(dir));
}
