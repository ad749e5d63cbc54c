import type { LangiumDocument } from 'langium';
import type { ReferencesProvider } from 'langium/lsp';
import type { Location, ReferenceParams } from 'vscode-languageserver';
import type { KrausServerServices } from '../server-services.js';
import { nameAt, occurrencesOf } from './occurrences.js';

/** Every place in the workspace where a declaration is named. */
export class KrausReferences implements ReferencesProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  findReferences(document: LangiumDocument, params: ReferenceParams): Location[] {
    const name = nameAt(document, params.position, this.#services);
    if (name === undefined) return [];
    const { LibraryPlaces: places } = this.#services.server;
    return occurrencesOf(name.node, this.#services)
      .filter(({ declaration }) => params.context.includeDeclaration || !declaration)
      .map(({ uri, range }) => ({ uri: places.toClient(uri.toString()), range }));
  }
}
