import { type AstNode, AstUtils, CstUtils, GrammarUtils } from 'langium';
import type { Fix, TextChange } from '../diagnostics/index.js';

/** One fix of the changes that could be made out, or none if one of them could not. */
export function fix(title: string, ...changes: readonly (TextChange | undefined)[]): Fix[] {
  const known = changes.filter((change) => change !== undefined);
  return known.length < changes.length || known.length === 0 ? [] : [{ title, changes: known }];
}

/** The text of a node, as written. */
export function textOf(node: AstNode): string {
  return node.$cstNode?.text ?? '';
}

/** Writes another text in place of a node or one of its properties. */
export function replaced(node: AstNode, text: string, property?: string, index?: number): TextChange | undefined {
  const cst = placeOf(node, property, index);
  return cst && { start: cst.offset, end: cst.end, text };
}

export function placeOf(
  node: AstNode,
  property?: string,
  index?: number,
): { offset: number; end: number; text: string } | undefined {
  const own = property === undefined ? undefined : GrammarUtils.findNodeForProperty(node.$cstNode, property, index);
  return own ?? node.$cstNode;
}

/** Writes a text right behind a node or one of its properties. */
export function appended(node: AstNode, text: string, property?: string): TextChange | undefined {
  const cst = placeOf(node, property);
  return cst && { start: cst.end, end: cst.end, text };
}

/** An expression divided by another, in brackets where it needs them. */
export function divided(node: AstNode, by: string): TextChange | undefined {
  const loose =
    node.$type === 'BinaryExpression' && 'operator' in node && !['*', '/', '^'].includes(String(node.operator));
  const bare = textOf(node);
  return replaced(node, `${loose ? `(${bare})` : bare} / ${by}`);
}

/** Writes a statement in front of another, on a line of its own if that one has one. */
export function statementBefore(node: AstNode, text: string): TextChange | undefined {
  const start = node.$cstNode?.offset;
  if (start === undefined) return undefined;
  const indent = indentOf(node);
  return { start, end: start, text: indent === undefined ? `${text}; ` : `${text}\n${indent}` };
}

/** Writes a statement behind another, on a line of its own if that one has one. */
export function statementBehind(node: AstNode, text: string): TextChange | undefined {
  const start = node.$cstNode?.end;
  if (start === undefined) return undefined;
  const indent = indentOf(node);
  return { start, end: start, text: indent === undefined ? `; ${text}` : `\n${indent}${text}` };
}

/** The white space in front of a node that begins its line; undefined if it does not. */
function indentOf(node: AstNode): string | undefined {
  const offset = node.$cstNode?.offset ?? 0;
  const text = AstUtils.getDocument(node).textDocument.getText();
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*$/.test(before) ? before : undefined;
}

/** Takes an item out of a list, with the separator or line break in front of it; not where a comment would go with it. */
export function removed(node: AstNode): TextChange | undefined {
  const cst = node.$cstNode;
  if (cst === undefined) return undefined;
  const text = AstUtils.getDocument(node).textDocument.getText();
  const separator = /^[,;]$/;
  const before = CstUtils.getPreviousNode(cst, false);
  const after = CstUtils.getNextNode(cst, false);
  let [start, end] = [before?.end ?? cst.offset, cst.end];
  if (before !== undefined && separator.test(before.text)) {
    start = CstUtils.getPreviousNode(before, false)?.end ?? before.offset;
  } else if (after !== undefined && separator.test(after.text)) {
    [start, end] = [cst.offset, (CstUtils.getNextNode(after, false) ?? after).offset];
  }
  return /\/[/*]/.test(text.slice(start, cst.offset)) ? undefined : { start, end, text: '' };
}
