import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const BIN = join(ROOT, 'packages/cli/bin/kraus.mjs');

/** What a finished command left behind. */
export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with the process and what it has written so far, at every piece of output. */
  readonly onOutput?: (child: ChildProcess, stdout: string, stderr: string) => void;
}

/** Starts the built command as a process of its own and waits for its end. */
export function kraus(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  if (!existsSync(join(ROOT, 'packages/cli/dist/main.js')))
    throw new Error('The command is not built: run `pnpm build` first.');
  return new Promise((resolve, reject) => {
    const environment: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...options.environment };
    delete environment.FORCE_COLOR;
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: options.cwd ?? ROOT,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(child, stdout, stderr);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onOutput?.(child, stdout, stderr);
    });
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
}

/** The JSON objects of `text`, one a line. Throws where a line is none. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new Error(`Not an object: ${line}`);
      return value as Record<string, unknown>;
    });
}

/** Runs `work` with an empty folder that is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kraus-test-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
