import { type LangiumDocument, UriUtils } from 'langium';
import { isScript, type Named } from '../../generated/index.js';
import { exportedNames, type StandardLibrary } from '../../language/index.js';
import type { KrausServerServices } from '../server-services.js';

/** A declaration that a file could import. */
export interface Offer {
  readonly name: string;
  readonly node: Named;
  /** The path to write in the import. */
  readonly path: string;
}

/** Every declaration of the standard library and of other files of the workspace that a file has not imported. */
export function* offeredNames(document: LangiumDocument, services: KrausServerServices): Generator<Offer> {
  const root = document.parseResult.value;
  const has = new Set<Named>();
  for (const statement of isScript(root) ? root.imports : []) {
    for (const imported of statement.names)
      if (imported.declaration?.ref !== undefined) has.add(imported.declaration.ref);
  }
  yield* libraryNames(services.kraus.StandardLibrary, has);
  for (const other of services.shared.workspace.LangiumDocuments.all) {
    const script = other.parseResult.value;
    if (other === document || services.server.LibraryPlaces.isLibrary(other.uri) || !isScript(script)) continue;
    const path = relativePath(document, other);
    if (path === undefined) continue;
    for (const [name, node] of exportedNames(script)) if (!has.has(node)) yield { name, node, path };
  }
}

function* libraryNames(library: StandardLibrary, has: ReadonlySet<Named>): Generator<Offer> {
  for (const [path, script] of library.scripts) {
    for (const [name, node] of exportedNames(script)) if (!has.has(node)) yield { name, node, path };
  }
}

/** `./noise.kraus`, as an import writes it; undefined between different file systems. */
export function relativePath(from: LangiumDocument, to: LangiumDocument): string | undefined {
  if (from.uri.scheme !== to.uri.scheme || from.uri.authority !== to.uri.authority) return undefined;
  const path = UriUtils.relative(UriUtils.dirname(from.uri), to.uri);
  return path.startsWith('.') ? path : `./${path}`;
}
