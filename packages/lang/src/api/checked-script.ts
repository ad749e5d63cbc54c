import type { Catalogue, DeviceJudge, Span } from '@kraus/core';
import type { Diagnostic } from '../diagnostics/index.js';

/** What {@link checkScript} needs from its host. */
export interface CheckRequest {
  /** The script's path as the user named it; it appears in spans. */
  readonly path: string;
  /** Reads a text file; `undefined` if there is none. Called with `path` and with the paths of imports relative to it. */
  readonly readFile: (path: string) => Promise<string | undefined> | string | undefined;
  /** The components that models may name. */
  readonly catalogue: Catalogue;
  /** The judge of devices (K4xx), asked for when a script names one: `deviceJudge` of `@kraus/hardware/suitability`. Without it they are let pass. */
  readonly devices?: (() => Promise<DeviceJudge>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CheckResult {
  /** Ordered by file and place; a script can be lowered if none is an error. */
  readonly diagnostics: readonly Diagnostic[];
  readonly script: CheckedScript;
}

export type DeclarationKind =
  | 'const'
  | 'graph'
  | 'schedule'
  | 'gate'
  | 'generator'
  | 'channel'
  | 'circuit'
  | 'dataset'
  | 'device'
  | 'model'
  | 'sweep';

/** One declaration of the script itself or imported into it, for listings. */
export interface DeclarationInfo {
  readonly kind: DeclarationKind;
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly default?: string }[];
  /** The `///` comment, as Markdown. */
  readonly doc: string;
  readonly span: Span;
}

/** One file that took part in a check. */
export interface SourceFile {
  /** Path as in spans, or a `std/…` name. */
  readonly path: string;
  readonly text: string;
}

/** A parsed, linked and checked script. Opaque except for what is listed here; give it to the lowering functions. */
export interface CheckedScript {
  readonly path: string;
  /** The script, then everything it imports, each once. */
  readonly files: readonly SourceFile[];
  /** SHA-256 (hex) over the script and the files it imports, apart from `std/…`. */
  readonly sourceHash: string;
  readonly declarations: readonly DeclarationInfo[];
  readonly diagnostics: readonly Diagnostic[];
}
