import type { LangiumDocument } from 'langium';
import type { TextEdit } from 'vscode-languageserver';
import { importChange } from '../../fixes/index.js';
import type { Script } from '../../generated/index.js';

/** {@link importChange} as the protocol has it. */
export function importEdit(script: Script, document: LangiumDocument, name: string, path: string): TextEdit {
  const { start, text } = importChange(script, name, path);
  const place = document.textDocument.positionAt(start);
  return { range: { start: place, end: place }, newText: text };
}
