/** A text stream of the process: what the command needs of `process.stdout` and `process.stderr`. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The world the command runs in, handed in so that every command can be run and tested without a process. */
export interface Context {
  /** Folder that relative paths on the command line are relative to. */
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard input, read only by commands that say so. */
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/** The context of this process. */
export function processContext(): Context {
  return {
    workingDirectory: process.cwd(),
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
  };
}
