import type { AstNode, LangiumDocument } from 'langium';
import { isScript } from '../../generated/index.js';
import { type KrausAddedServices, textHash } from '../../language/index.js';

const hashes = new WeakMap<AstNode, string>();

/** A key for the text of a document and of all that it imports: what its checks depend on. */
export function contentKey(document: LangiumDocument, services: KrausAddedServices): string {
  const files = new Set<LangiumDocument>([document]);
  for (const file of files) {
    const script = file.parseResult.value;
    if (!isScript(script)) continue;
    for (const statement of script.imports) {
      const target = services.kraus.ImportTargets.get(statement);
      if (target !== undefined) files.add(target);
    }
  }
  return [...files].map((file) => `${file.uri.toString()} ${hashOf(file)}`).join('\n');
}

function hashOf(document: LangiumDocument): string {
  const root = document.parseResult.value;
  let hash = hashes.get(root);
  if (hash === undefined) {
    hash = textHash(root.$cstNode?.root.fullText ?? '');
    hashes.set(root, hash);
  }
  return hash;
}
