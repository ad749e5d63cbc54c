import { type TextDocument, URI } from 'langium';
import { DefaultDocumentUpdateHandler, type LangiumSharedServices } from 'langium/lsp';
import type { TextDocumentChangeEvent } from 'vscode-languageserver';

/** Changes of documents, apart from the standard library's, which is read once and for all. */
export class KrausUpdateHandler extends DefaultDocumentUpdateHandler {
  readonly #services: LangiumSharedServices;

  constructor(services: LangiumSharedServices) {
    super(services);
    this.#services = services;
  }

  override didChangeContent(change: TextDocumentChangeEvent<TextDocument>): void {
    const uri = URI.parse(change.document.uri);
    if (uri.scheme !== 'kraus-std' && this.#services.ServiceRegistry.hasServices(uri)) super.didChangeContent(change);
  }
}
