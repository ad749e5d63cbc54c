import type { LangiumDocument } from 'langium';
import type { TextEdit } from 'vscode-languageserver';
import type { Script } from '../../generated/index.js';

/** The change that imports a name: into the import of the same file, else a new one below the others or at the top. */
export function importEdit(script: Script, document: LangiumDocument, name: string, path: string): TextEdit {
  const same = script.imports.find((statement) => statement.path === path && statement.names.length > 0);
  const last = same?.names.at(-1)?.$cstNode?.range.end;
  if (last !== undefined) return { range: { start: last, end: last }, newText: `, ${name}` };
  const text = `import { ${name} } from "${path}"`;
  const below = script.imports.at(-1)?.$cstNode?.range.end;
  if (below !== undefined) return { range: { start: below, end: below }, newText: `\n${text}` };
  // A comment that begins the file stays above, unless it documents the first declaration.
  const first = /^(?:\s*\/\/(?!\/)[^\n]*\n)+/.exec(document.textDocument.getText())?.[0].length ?? 0;
  const start = document.textDocument.positionAt(first);
  return { range: { start, end: start }, newText: `${text}\n\n` };
}
