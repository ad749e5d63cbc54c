import type { BaseLanguageClient } from 'vscode-languageclient';

/** What differs between the desktop and a browser. */
export interface Platform {
  /** A client with a server of its own, not yet started. */
  readonly createClient: () => BaseLanguageClient;
  /** How the bundled `kraus` command is started; absent where there are no processes. */
  readonly kraus?: {
    readonly program: string;
    readonly argv: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
}
