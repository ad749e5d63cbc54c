// The wrong scripts of the language's tests, from which the pages of the diagnostic codes are made.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../packages/lang/test-data/invalid/', import.meta.url);

/** Files by name, of every case by name. */
export function wrongCases() {
  const filesOf = (name) =>
    readdirSync(new URL(`${name}/`, folder)).map((file) => [
      file,
      readFileSync(new URL(`${name}/${file}`, folder), 'utf8'),
    ]);
  return Object.fromEntries(readdirSync(folder).map((name) => [name, Object.fromEntries(filesOf(name))]));
}
