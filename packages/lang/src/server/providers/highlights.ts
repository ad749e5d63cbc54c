import type { LangiumDocument } from 'langium';
import type { DocumentHighlightProvider } from 'langium/lsp';
import { type DocumentHighlight, DocumentHighlightKind, type DocumentHighlightParams } from 'vscode-languageserver';
import type { KrausServerServices } from '../server-services.js';
import { nameAt, occurrencesOf } from './occurrences.js';

/** Every place in a file where the name under the cursor is written. */
export class KrausHighlights implements DocumentHighlightProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getDocumentHighlight(document: LangiumDocument, params: DocumentHighlightParams): DocumentHighlight[] {
    const name = nameAt(document, params.position, this.#services);
    if (name === undefined) return [];
    return occurrencesOf(name.node, this.#services, document.uri)
      .filter(({ uri }) => uri.toString() === document.uri.toString())
      .map(({ range, declaration }) => ({
        range,
        kind: declaration ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
  }
}
