import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from '../../support/kraus.js';

const FOLDER = join(ROOT, 'packages/vscode-ext');
const VSIX = join(FOLDER, 'dist/kraus-vscode.vsix');
const LOCK = join(FOLDER, 'node_modules/.packing');
/** A lock that old is of a process that was killed. */
const STALE_MS = 300_000;

/** Bundles and packs the extension if anything that it is made of is newer than the pack; returns the path of the .vsix. */
export async function packagedExtension(): Promise<string> {
  await withLock(async () => {
    if (timeOf(VSIX) > newest()) return;
    await promisify(execFile)(process.execPath, [join(FOLDER, 'scripts/package.mjs')], { cwd: ROOT });
  });
  return VSIX;
}

/** Files of tests run side by side: one packs, the others wait for it. */
async function withLock(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch {
      if (Date.now() - timeOf(LOCK) > STALE_MS) rmdirSync(LOCK);
      else await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    rmdirSync(LOCK);
  }
}

/** When anything under the packages' sources was last written, made or deleted. */
function newest(): number {
  const packages = join(ROOT, 'packages');
  const roots = readdirSync(packages).flatMap((name) => [
    join(packages, name, 'src'),
    join(packages, name, 'std'),
    join(packages, name, 'package.json'),
  ]);
  const own = ['scripts', 'icons', 'snippets', 'syntaxes', 'walkthrough', 'README.md', 'CHANGELOG.md'].map((name) =>
    join(FOLDER, name),
  );
  const within = (path: string): readonly string[] =>
    statSync(path, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
      : [];
  // A folder's own time changes when a file in it is deleted.
  return Math.max(...[...roots, ...own].flatMap((path) => [path, ...within(path)]).map(timeOf));
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
