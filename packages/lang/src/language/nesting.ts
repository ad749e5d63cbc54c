import { type AstNode, AstUtils } from 'langium';
import { Root } from '../parser/index.js';

/** The deepest nesting of syntax that is read; every later step may recurse this far without fear for the stack. */
const deepest = 250;

/** The deepest nesting of brackets that is given to the parser. */
const deepestBrackets = 100;

/** The first node that is nested deeper than a script may be. */
export function deepNode(root: AstNode): AstNode | undefined {
  if (root.$cstNode instanceof Root && root.$cstNode.depth <= deepest) return undefined;
  let level: AstNode[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return level[0];
    level = level.flatMap((node) => AstUtils.streamContents(node).toArray());
  }
  return undefined;
}

/** The first bracket that is nested deeper than the parser is given, in text without its comments and strings. */
export function deepBracket(text: string): number | undefined {
  let depth = 0;
  for (const { 0: piece, index } of text.matchAll(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\r\n])*"|[()[\]{}]/g)) {
    if (piece === '(' || piece === '[' || piece === '{') depth++;
    else if (piece.length === 1) depth = Math.max(0, depth - 1);
    if (depth > deepestBrackets) return index;
  }
  return undefined;
}
