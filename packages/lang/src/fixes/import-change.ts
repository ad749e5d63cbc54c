import { AstUtils } from 'langium';
import type { TextChange } from '../diagnostics/index.js';
import type { Script } from '../generated/index.js';

/** The change that imports a name: into the import of the same file, else a new one below the others or at the top. */
export function importChange(script: Script, name: string, path: string): TextChange {
  const at = (offset: number, text: string): TextChange => ({ start: offset, end: offset, text });
  const same = script.imports.find((statement) => statement.path === path && statement.names.length > 0);
  const last = same?.names.at(-1)?.$cstNode?.end;
  if (last !== undefined) return at(last, `, ${name}`);
  const text = `import { ${name} } from "${path}"`;
  const below = script.imports.at(-1)?.$cstNode?.end;
  if (below !== undefined) return at(below, `\n${text}`);
  // A comment that begins the file stays above, unless it documents the first declaration.
  const source = AstUtils.getDocument(script).textDocument.getText();
  const first = /^(?:\s*\/\/(?!\/)[^\n]*\n)+/.exec(source)?.[0].length ?? 0;
  return at(first, `${text}\n\n`);
}
