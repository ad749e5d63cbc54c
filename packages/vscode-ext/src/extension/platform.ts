import type { BaseLanguageClient } from 'vscode-languageclient';

/** What the lenses of the language server give their commands. */
export interface LensTarget {
  /** The script. */
  readonly uri: string;
  /** The declaration, or the model or circuit of a task. */
  readonly name: string;
  readonly kind: string;
}

/** What differs between the desktop and a browser. */
export interface Platform {
  /** A client with a server of its own, not yet started. */
  readonly createClient: () => BaseLanguageClient;
  /** What the commands do that run the bundled `kraus`, by their names; absent where there are no processes. */
  readonly actions?: Readonly<Record<string, (target: LensTarget) => Promise<void>>>;
}
