import type { Span } from './span.js';

/** What a {@link KrausError} may carry besides its sentence. */
export interface KrausErrorDetails {
  /** Where in a script the cause lies, if it lies in one. */
  readonly span?: Span | undefined;
  readonly cause?: unknown;
}

/**
 * An error that a user can act on. The message is one clear sentence: what was given, what was expected, what to do.
 * `code` is stable and has the form `package/what-is-wrong`, e.g. `core/not-a-probability`.
 */
export class KrausError extends Error {
  readonly code: string;
  readonly span: Span | undefined;

  constructor(code: string, message: string, details: KrausErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'KrausError';
    this.code = code;
    this.span = details.span;
  }
}
