import type { Span } from '@kraus/core';

export type Severity = 'error' | 'warning' | 'info';

/** A piece of a file's text, from offset `start` up to `end`, and what is written there instead. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A change of the file that removes the cause of a diagnostic: exact, and right without another word from the writer. */
export interface Fix {
  /** What it does, as an order: `Change to \`omega\``. */
  readonly title: string;
  /** Pieces that do not overlap. */
  readonly changes: readonly TextChange[];
}

/** Something the checker has to say about a place in a script. */
export interface Diagnostic {
  /** Stable, e.g. `K201`; see the table in `codes.ts`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what was given and what was expected. */
  readonly message: string;
  readonly span: Span;
  /** Why it is so: the rule of physics or of the language behind the message. */
  readonly reason?: string | undefined;
  /** What to do about it. */
  readonly help?: string | undefined;
  /** Quick fixes, the most likely one first. */
  readonly fixes?: readonly Fix[] | undefined;
}

/** A text with the changes of a fix. */
export function applyFix(text: string, { changes }: Fix): string {
  return [...changes]
    .sort((a, b) => b.start - a.start)
    .reduce((result, change) => result.slice(0, change.start) + change.text + result.slice(change.end), text);
}
