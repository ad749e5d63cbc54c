import { AstUtils, type CompositeCstNode, type CstNode, GrammarAST, isCompositeCstNode } from 'langium';

/**
 * Takes out of a tree of tokens the levels that say nothing: an expression passes through a dozen rules, each of which
 * leaves a level with one child behind. It is the larger part of the memory of a script.
 */
export function compactCst(root: CompositeCstNode): void {
  const waiting: CompositeCstNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let only = soleLevel(node); only !== undefined; only = soleLevel(node)) {
      node.content.splice(0, 1, ...only.content);
    }
    for (const child of node.content) if (isCompositeCstNode(child)) waiting.push(child);
    fit(node);
  }
}

/** A list that has grown one by one keeps room for sixteen more; a parsed script grows no further. */
function fit(node: { content: CstNode[] }): void {
  const { content } = node;
  node.content = Array.from({ length: content.length }, (_, index) => content[index] as CstNode);
}

/** The only child of a level, if it belongs to the same syntax node, which does not point at it, and is no property of it. */
function soleLevel(node: CompositeCstNode): CompositeCstNode | undefined {
  const [child, second] = node.content;
  if (child === undefined || second !== undefined || !isCompositeCstNode(child)) return undefined;
  const { astNode, grammarSource } = child;
  return astNode === node.astNode && astNode.$cstNode !== child && !isProperty(grammarSource) ? child : undefined;
}

const properties = new WeakMap<GrammarAST.AbstractElement, boolean>();

/** Whether the grammar assigns what is parsed here to a property. */
function isProperty(source: GrammarAST.AbstractElement | undefined): boolean {
  if (source === undefined) return false;
  let known = properties.get(source);
  if (known === undefined) {
    known = AstUtils.getContainerOfType(source, GrammarAST.isAssignment) !== undefined;
    properties.set(source, known);
  }
  return known;
}
