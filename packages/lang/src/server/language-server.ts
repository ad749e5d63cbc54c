import { DefaultLanguageServer, type LangiumSharedServices } from 'langium/lsp';
import type { InitializeParams, InitializeResult } from 'vscode-languageserver';
import type { ServerHost } from './host.js';
import type { LibraryPlaces } from './library-places.js';

/** Langium's server with what it does not know of: selection ranges, and its own name. */
export class KrausLanguageServer extends DefaultLanguageServer {
  readonly #host: ServerHost;
  readonly #places: LibraryPlaces;

  constructor(services: LangiumSharedServices, host: ServerHost, places: LibraryPlaces) {
    super(services);
    this.#host = host;
    this.#places = places;
  }

  override async initialize(params: InitializeParams): Promise<InitializeResult> {
    const options: unknown = params.initializationOptions;
    const virtual = typeof options === 'object' && options !== null && 'virtualDocuments' in options;
    this.#places.virtual = virtual && options.virtualDocuments === true;
    return super.initialize(params);
  }

  protected override buildInitializeResult(params: InitializeParams): InitializeResult {
    const result = super.buildInitializeResult(params);
    const { version } = this.#host;
    return {
      capabilities: { ...result.capabilities, selectionRangeProvider: true },
      serverInfo: { name: 'kraus', ...(version === undefined ? {} : { version }) },
    };
  }
}
