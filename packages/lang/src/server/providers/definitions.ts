import { AstUtils, CstUtils, type LangiumDocument } from 'langium';
import type { DefinitionProvider } from 'langium/lsp';
import { type DefinitionParams, LocationLink } from 'vscode-languageserver';
import { isImport } from '../../generated/index.js';
import type { KrausServerServices } from '../server-services.js';
import { nameAt } from './occurrences.js';

/** Leads from a name to its declaration, also into the standard library, and from an import's path to its file. */
export class KrausDefinitions implements DefinitionProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getDefinition(document: LangiumDocument, params: DefinitionParams): LocationLink[] | undefined {
    const { LibraryPlaces: places } = this.#services.server;
    const name = nameAt(document, params.position, this.#services);
    if (name !== undefined) {
      const target = AstUtils.getDocument(name.node);
      const own = this.#services.references.NameProvider.getNameNode(name.node);
      const whole = name.node.$cstNode;
      if (own === undefined || whole === undefined) return undefined;
      const uri = places.toClient(target.uri.toString());
      return [LocationLink.create(uri, whole.range, own.range, name.range)];
    }
    const root = document.parseResult.value.$cstNode;
    if (root === undefined) return undefined;
    const leaf = CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(params.position));
    const statement = leaf?.astNode;
    if (leaf === undefined || !isImport(statement) || !leaf.text.startsWith('"')) return undefined;
    const target = this.#services.kraus.ImportTargets.get(statement);
    if (target === undefined) return undefined;
    const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return [LocationLink.create(places.toClient(target.uri.toString()), start, start, leaf.range)];
  }
}
