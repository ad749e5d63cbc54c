import type { ScriptSpec } from '@kraus/core';
import type { CheckedScript, Diagnostic } from '@kraus/lang';

/** A checked script and the place it was read from. */
export interface LoadedScript {
  /** The path as given on the command line. */
  readonly path: string;
  /** The absolute path. */
  readonly file: string;
  readonly script: CheckedScript;
  readonly diagnostics: readonly Diagnostic[];
}

/** A checked script with its specification. */
export interface LoweredScript extends LoadedScript {
  readonly spec: ScriptSpec;
}
