import type { Span } from '@kraus/core';

export type Severity = 'error' | 'warning' | 'info';

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
}
