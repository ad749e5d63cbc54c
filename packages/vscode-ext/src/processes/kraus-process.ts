import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How the bundled `kraus` command is started. */
export interface Kraus {
  readonly program: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A line of `--json`. */
export type KrausEvent = Readonly<Record<string, unknown>>;

/** What a command that ended left behind. */
export interface Ended {
  /** Null after a signal. */
  readonly exitCode: number | null;
  /** All but those of every step. */
  readonly events: readonly KrausEvent[];
  /** Standard error. */
  readonly text: string;
}

export interface KrausOptions {
  readonly cwd: string;
  /** Beside the editor's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: KrausEvent) => void;
}

/** A command that was told to stop and does not is ended after so long. */
const PATIENCE_MS = 15_000;
/** Kept of standard error. */
const MOST_TEXT = 100_000;

/** The environment of a child: the editor's, what makes its program a Node, and `more`. */
export function childEnvironment(kraus: Kraus, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: '1', ...kraus.environment, ...more };
}

/** Runs `kraus ARGV --json` as a child process to its end. The signal stops it as Ctrl-C does: it saves first. */
export function runKraus(kraus: Kraus, argv: readonly string[], options: KrausOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(kraus.program, [...kraus.argv, ...argv, '--json'], {
      cwd: options.cwd,
      env: childEnvironment(kraus, options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const events: KrausEvent[] = [];
    let text = '';
    let late: ReturnType<typeof setTimeout> | undefined;
    const stop = () => {
      child.kill('SIGINT');
      late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = krausEvent(line);
      if (event === undefined) return;
      if (event.event !== 'step' && event.event !== 'progress') events.push(event);
      options.onEvent?.(event);
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      text = (text + piece).slice(-MOST_TEXT);
    });
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(late);
      options.signal?.removeEventListener('abort', stop);
      resolve({ exitCode, events, text });
    });
    if (options.signal?.aborted === true) stop();
    else options.signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Reads a line of `--json`; undefined for one that is none, e.g. cut off by a kill. */
export function krausEvent(line: string): KrausEvent | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as KrausEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** Why a command failed, in one sentence: the error it told, else the end of what it said. */
export function failureOf({ events, text, exitCode }: Ended): string {
  const error = events.findLast(({ event }) => event === 'error');
  if (typeof error?.message === 'string') return error.message;
  const last = text.trim().split('\n').at(-1) ?? '';
  return last === '' ? `kraus ended with exit code ${exitCode ?? 'none'}.` : last;
}
