import type { Context } from '../context.js';

/** A context whose streams are kept as text, for tests. */
export interface RecordedContext {
  readonly context: Context;
  readonly texts: { stdout: string; stderr: string };
}

/** A context for tests: nothing reaches the process's own streams. */
export function recordedContext(
  options: {
    stdin?: string;
    tty?: boolean;
    environment?: Record<string, string>;
    columns?: number;
    workingDirectory?: string;
  } = {},
): RecordedContext {
  const texts = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text;
    },
    isTTY: options.tty === true,
    columns: options.columns,
  });
  const context: Context = {
    workingDirectory: options.workingDirectory ?? process.cwd(),
    environment: options.environment ?? {},
    stdin: textStream(options.stdin ?? ''),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  };
  return { context, texts };
}

async function* textStream(text: string): AsyncGenerator<string> {
  yield text;
}
