import type { AstNode } from 'langium';
import { NameReference } from './references.js';
import { Phrase } from './syntax-nodes.js';

/**
 * The names in a node that stand for something, in the order of the text.
 *
 * @returns undefined for a node of a script with syntax errors
 */
export function referencesWithin(node: AstNode): NameReference[] | undefined {
  const phrase = node.$cstNode;
  if (!(phrase instanceof Phrase)) return undefined;
  const { references } = phrase.root;
  const found: NameReference[] = [];
  for (let next = firstFrom(references, phrase.first); next < references.length; next++) {
    const reference: unknown = references[next];
    if (!(reference instanceof NameReference) || (reference.token ?? 0) > phrase.last) break;
    found.push(reference);
  }
  return found;
}

/**
 * The words of a node in order, without comments and the space between them, with what stands for the names that it refers to.
 *
 * @param standsFor what to put for a name: a text, undefined for the name itself
 * @returns undefined for a node of a script with syntax errors
 */
export function wordsOf(
  node: AstNode,
  standsFor: (reference: NameReference) => string | undefined,
): string[] | undefined {
  const phrase = node.$cstNode;
  if (!(phrase instanceof Phrase)) return undefined;
  const names = new Map((referencesWithin(node) ?? []).map((reference) => [reference.token, reference]));
  const { tokens } = phrase.root;
  const words: string[] = [];
  for (let token = phrase.first; token <= phrase.last; token++) {
    const reference = names.get(token);
    const other = reference === undefined ? undefined : standsFor(reference);
    words.push(other ?? tokens.text.substring(tokens.startOf(token), tokens.endOf(token)));
  }
  return words;
}

/** The index of the first reference that is read from a token or one after it. */
function firstFrom(references: readonly unknown[], token: number): number {
  let [low, high] = [0, references.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const reference = references[middle];
    if (reference instanceof NameReference && (reference.token ?? 0) < token) low = middle + 1;
    else high = middle;
  }
  return low;
}
