import { AstUtils, type LangiumDocument, type LangiumDocuments, type URI, UriUtils } from 'langium';
import { type Import, isScript } from '../../generated/index.js';
import { ImportTargets, type StandardLibrary } from '../../language/index.js';

/** Where the file of an import is; undefined for a `std/…` path and for a path that is not written yet. */
export function importedUri(document: LangiumDocument, path: string | undefined): URI | undefined {
  if (path === undefined || path === '' || path.startsWith('std/')) return undefined;
  if (path.startsWith('/')) return document.uri.with({ path });
  return UriUtils.resolvePath(UriUtils.dirname(document.uri), path);
}

/** Imports lead to the documents of the workspace as they are at the moment. */
export class WorkspaceImportTargets extends ImportTargets {
  readonly #documents: () => LangiumDocuments;
  readonly #library: () => StandardLibrary;

  constructor(documents: () => LangiumDocuments, library: () => StandardLibrary) {
    super();
    this.#documents = documents;
    this.#library = library;
  }

  override get(node: Import): LangiumDocument | undefined {
    if (node.path?.startsWith('std/')) return this.#library().document(node.path);
    const uri = importedUri(AstUtils.getDocument(node), node.path);
    const found = uri === undefined ? undefined : this.#documents().getDocument(uri);
    // A document that is about to be parsed has no script yet.
    return found !== undefined && isScript(found.parseResult.value) ? found : undefined;
  }
}
