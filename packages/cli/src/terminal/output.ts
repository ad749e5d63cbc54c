import picocolors from 'picocolors';
import type { Context, TextStream } from '../context.js';
import { jsonLine } from './json.js';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** What a command says, and where: results on standard output, remarks and progress on standard error. */
export interface Output {
  /** With `--json`, standard output carries JSON only, one object a line, and all text goes to standard error. */
  readonly json: boolean;
  /** Whether standard error is a terminal that can redraw a line. */
  readonly interactive: boolean;
  /** Columns of the terminal that progress is drawn on. */
  readonly columns: number;
  /** Colours for results. */
  readonly colours: Colours;
  /** Colours for remarks. */
  readonly noteColours: Colours;
  /** Text that was asked for. */
  result(text: string): void;
  /** A remark by the way; dropped by `--quiet`. */
  note(text: string): void;
  /** A remark that `--quiet` does not drop. */
  warn(text: string): void;
  /** An object for machines; nothing without `--json`. */
  event(value: object): void;
  /** Raw text on standard error, for redrawing a progress line. */
  draw(text: string): void;
}

function wantsColour(stream: TextStream, environment: Context['environment']): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '' && environment.FORCE_COLOR !== '0') {
    return true;
  }
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** The {@link Output} of one command run. */
export function createOutput(context: Context, options: { json?: boolean; quiet?: boolean } = {}): Output {
  const json = options.json === true;
  const quiet = options.quiet === true;
  const results = json ? context.stderr : context.stdout;
  const { stderr, stdout, environment } = context;
  return {
    json,
    interactive: stderr.isTTY === true && environment.TERM !== 'dumb' && !quiet,
    columns: stderr.columns ?? 80,
    colours: picocolors.createColors(wantsColour(results, environment)),
    noteColours: picocolors.createColors(wantsColour(stderr, environment)),
    result: (text) => void results.write(`${text}\n`),
    note: (text) => {
      if (!quiet) stderr.write(`${text}\n`);
    },
    warn: (text) => void stderr.write(`${text}\n`),
    event: (value) => {
      if (json) stdout.write(`${jsonLine(value)}\n`);
    },
    draw: (text) => void stderr.write(text),
  };
}
