import { KrausError } from '@kraus/core';
import type { LangiumDocument } from 'langium';
import type { Formatter } from 'langium/lsp';
import type { DocumentRangeFormattingParams, Range, TextEdit } from 'vscode-languageserver';
import { formatScript } from '../../format/index.js';

/** The formatter of `kraus fmt`, as the changes of whole lines. A file with syntax errors is left alone. */
export class KrausFormatter implements Formatter {
  readonly formatOnTypeOptions = undefined;

  formatDocument(document: LangiumDocument): TextEdit[] {
    const text = document.textDocument.getText();
    const formatted = formattedText(text);
    return formatted === undefined ? [] : changedLines(text, formatted);
  }

  formatDocumentRange(document: LangiumDocument, { range }: DocumentRangeFormattingParams): TextEdit[] {
    return this.formatDocument(document).filter((edit) => overlaps(edit.range, range));
  }

  formatDocumentOnType(): TextEdit[] {
    return [];
  }
}

function formattedText(text: string): string | undefined {
  try {
    return formatScript(text);
  } catch (error) {
    if (error instanceof KrausError && error.code === 'lang/syntax') return undefined;
    throw error;
  }
}

function overlaps(a: Range, b: Range): boolean {
  return a.start.line <= b.end.line && (a.end.line > b.start.line || a.start.line >= b.start.line);
}

/**
 * The runs of lines that differ, by the longest common subsequence of the lines between the first and last difference
 * (Wagner & Fischer, J. ACM 21, 168, 1974).
 */
export function changedLines(before: string, after: string): TextEdit[] {
  const [old, young] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start++;
  let tail = 0;
  const most = Math.min(old.length, young.length) - start;
  while (tail < most && old[old.length - 1 - tail] === young[young.length - 1 - tail]) tail++;
  const [from, to] = [old.slice(start, old.length - tail), young.slice(start, young.length - tail)];
  if (from.length === 0 && to.length === 0) return [];
  // The table of a long stretch costs more than it saves.
  if (from.length * to.length > 4_000_000) return [edit(old, start, start + from.length, to)];
  return runs(from, to).map(([first, last, lines]) => edit(old, start + first, start + last, lines));
}

function runs(from: readonly string[], to: readonly string[]): [first: number, last: number, lines: string[]][] {
  const width = to.length + 1;
  const common = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      common[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: [number, number, string[]][] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      i++;
      j++;
      continue;
    }
    const first = i;
    const lines: string[] = [];
    while ((i < from.length || j < to.length) && !(i < from.length && j < to.length && from[i] === to[j])) {
      if (j >= to.length || (i < from.length && at(i + 1, j) >= at(i, j + 1))) i++;
      else lines.push(to[j++] ?? '');
    }
    found.push([first, i, lines]);
  }
  return found;
}

/** Replaces lines `first` to before `last`. */
function edit(old: readonly string[], first: number, last: number, lines: readonly string[]): TextEdit {
  // At the end of the text there is no line end to take along.
  if (last >= old.length) {
    const start = first > 0 ? { line: first - 1, character: old[first - 1]?.length ?? 0 } : { line: 0, character: 0 };
    const newText = lines.length === 0 ? '' : (first > 0 ? '\n' : '') + lines.join('\n');
    return { range: { start, end: { line: old.length - 1, character: old.at(-1)?.length ?? 0 } }, newText };
  }
  const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  return { range, newText: lines.map((line) => `${line}\n`).join('') };
}
