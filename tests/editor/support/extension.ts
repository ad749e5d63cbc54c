import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/kraus.js';

/** Bundles and packs the extension; returns the path of the .vsix. */
export async function packagedExtension(): Promise<string> {
  await promisify(execFile)(process.execPath, [join(ROOT, 'packages/vscode-ext/scripts/package.mjs')], { cwd: ROOT });
  return join(ROOT, 'packages/vscode-ext/dist/kraus-vscode.vsix');
}
