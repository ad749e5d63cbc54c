import type { AstNode, LangiumDocument } from 'langium';
import { isScript } from '../../generated/index.js';
import type { KrausAddedServices } from '../../language/index.js';

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

/** Two 32-bit FNV-1a hashes with different primes of a text, as hexadecimal, with its length. */
function textHash(text: string): string {
  let [a, b] = [0x811c9dc5, 0xc9dc5118];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return `${text.length}-${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`;
}
