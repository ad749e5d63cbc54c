import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/kraus.js';

const run = promisify(execFile);

/** VS Code as a server, and the Node that it wants; both are npm packages. */
const SERVER = 'code-server@4.139.1';
const NODE = `node-${process.platform}-${process.arch}@24.21.0`;

/** Where a real VS Code stands. */
export interface VscodeHost {
  readonly node: string;
  readonly entry: string;
  /** VS Code's own files. */
  readonly vscode: string;
}

/**
 * VS Code 1.139 as a server, from the npm registry alone, without install scripts. It stays in `.vscode-host` (or where
 * `KRAUS_VSCODE_HOST` says): 0.8 GB, half a minute the first time.
 */
export async function vscodeHost(): Promise<VscodeHost> {
  const folder = join(
    process.env.KRAUS_VSCODE_HOST ?? join(ROOT, '.vscode-host'),
    `${SERVER}-${NODE}`.replaceAll('@', '-'),
  );
  if (!existsSync(folder)) await install(folder);
  const server = join(folder, 'node_modules/code-server');
  return {
    node: join(folder, 'node_modules', NODE.split('@')[0] ?? '', 'bin/node'),
    entry: join(server, 'out/node/entry.js'),
    vscode: join(server, 'lib/vscode'),
  };
}

/** Installs beside the place and renames: a broken installation is never taken for a good one. */
async function install(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  writeFileSync(join(unfinished, 'package.json'), '{"private":true}');
  const npm = async (cwd: string, ...argv: string[]) => {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    await run('npm', ['install', ...argv, ...quiet], { cwd, env: environment, maxBuffer: 1e8 });
  };
  try {
    await npm(unfinished, '--save-exact', SERVER, NODE);
    const vscode = join(unfinished, 'node_modules/code-server/lib/vscode');
    await npm(vscode, '--omit=dev');
    await npm(join(vscode, 'extensions'), '--omit=dev');
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(
      `VS Code (${SERVER}) could not be installed from the npm registry: ${String(error).slice(0, 2000)}`,
    );
  }
  // Several test files may install at once: the first one that is done wins.
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
