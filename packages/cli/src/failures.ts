import { KrausError, type KrausErrorDetails } from '@kraus/core';
import { ExitCode } from './exit-codes.js';
import type { Output } from './terminal/index.js';

/** A failure that knows its exit code: what the command itself finds wrong. */
export class CommandFailure extends KrausError {
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, code: string, message: string, details: KrausErrorDetails = {}) {
    super(code, message, details);
    this.name = 'CommandFailure';
    this.exitCode = exitCode;
  }
}

/** The command line names something that does not exist or does not fit. */
export function usageError(code: string, message: string): CommandFailure {
  return new CommandFailure(ExitCode.Usage, `cli/${code}`, message);
}

/** The script's errors were already printed; only the exit code is left to say. */
export class ScriptErrors extends Error {}

/** Exit codes by the whole code of an error, else by its area; an error with a place in a script is the script's. */
const BY_CODE: Readonly<Record<string, ExitCode>> = {
  'data/wrong-option': ExitCode.Script,
  'data/no-such-set': ExitCode.Usage,
  'lang/internal': ExitCode.Internal,
  'lang/no-such-file': ExitCode.Usage,
  'metrics/inception-weights': ExitCode.Data,
  'metrics/lenet-weights': ExitCode.Data,
  'metrics/no-onnxruntime': ExitCode.Data,
  'models/bad-backend': ExitCode.Usage,
  'models/bad-threads': ExitCode.Usage,
  'models/no-node-backend': ExitCode.Usage,
  'models/no-wasm-backend': ExitCode.Usage,
};

const BY_AREA: Readonly<Record<string, ExitCode>> = {
  lang: ExitCode.Script,
  data: ExitCode.Data,
  runs: ExitCode.Run,
  cli: ExitCode.Usage,
};

/** The exit code for an error thrown by any of the packages. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandFailure) return error.exitCode;
  if (error instanceof ScriptErrors) return ExitCode.Script;
  if (isAbort(error)) return ExitCode.Stopped;
  if (error instanceof KrausError) {
    const area = BY_AREA[error.code.split('/')[0] ?? ''];
    return BY_CODE[error.code] ?? area ?? (error.span === undefined ? ExitCode.Failed : ExitCode.Script);
  }
  return systemSentence(error) === undefined ? ExitCode.Internal : ExitCode.Failed;
}

/** Whether `error` says that an `AbortSignal` stopped the work. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || (error instanceof KrausError && /\/(aborted|stopped)$/.test(error.code));
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read or written by this user',
  EPERM: 'may not be changed by this user',
  EISDIR: 'is a folder, and a file was expected',
  ENOTDIR: 'is a file, and a folder was expected',
  ENOSPC: 'could not be written: the disk is full',
  EROFS: 'could not be written: the file system is read-only',
  EMFILE: 'could not be opened: too many files are open',
};

/** A sentence for an error of the operating system that a user can act on. */
function systemSentence(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const what = SYSTEM_ERRORS[error.code];
  if (what === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'A file';
  return `${path} ${what}.`;
}

/** Prints `error` (one sentence; the stack only with `debug`) and returns the exit code. */
export function reportFailure(error: unknown, output: Output, debug: boolean): ExitCode {
  const exitCode = exitCodeOf(error);
  if (error instanceof ScriptErrors) return exitCode;
  const { red, bold, dim } = output.noteColours;
  const stopped = exitCode === ExitCode.Stopped;
  const label = stopped ? bold('stopped') : bold(red('error'));
  let code = stopped ? 'cli/stopped' : 'cli/internal';
  let message: string;
  if (error instanceof KrausError) {
    code = error.code;
    const span = error.span;
    message = span === undefined ? error.message : `${span.file}:${span.line}:${span.column}: ${error.message}`;
  } else if (stopped) {
    message = 'Stopped before the work was done.';
  } else {
    const sentence = systemSentence(error);
    const said = error instanceof Error ? error.message : String(error);
    if (sentence !== undefined) code = 'cli/system';
    message =
      sentence ??
      `Kraus has a defect (${said.split('\n')[0] ?? ''}). Please report it with the command line, the script and what --debug shows.`;
  }
  output.warn(`${label}: ${message} ${dim(`[${code}]`)}`);
  const span = error instanceof KrausError && error.span !== undefined ? { span: error.span } : {};
  output.event({ event: 'error', code, message, exitCode, ...span });
  if (debug && error instanceof Error && error.stack !== undefined) {
    output.warn(dim(error.stack));
    for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
      output.warn(dim(`caused by: ${cause.stack ?? cause.message}`));
    }
  }
  return exitCode;
}
