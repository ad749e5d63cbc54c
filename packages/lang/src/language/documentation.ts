import { type AstNode, AstUtils } from 'langium';

/** The `///` lines directly above a node, without the slashes. */
export function documentationOf(node: AstNode): string {
  const start = node.$cstNode?.offset;
  if (start === undefined) return '';
  const above = AstUtils.getDocument(node).textDocument.getText().slice(0, start).split('\n');
  above.pop();
  const lines: string[] = [];
  for (let line = above.pop(); line !== undefined; line = above.pop()) {
    const match = /^\s*\/\/\/ ?(.*?)\r?$/.exec(line);
    if (match === null) break;
    lines.unshift(match[1] ?? '');
  }
  return lines.join('\n');
}
