import type { LangiumDocument } from 'langium';
import type { FoldingRangeProvider } from 'langium/lsp';
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { isScript } from '../../generated/index.js';
import type { KrausServerServices } from '../server-services.js';

/** Folds what stands between braces and brackets, comments of several lines, and the imports. */
export class KrausFolding implements FoldingRangeProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getFoldingRanges(document: LangiumDocument): FoldingRange[] {
    const { tokens, hidden } = this.#services.parser.Lexer.tokenize(document.textDocument.getText());
    const found: FoldingRange[] = [];
    const fold = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
      if (endLine > startLine) found.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
    };
    const open: number[] = [];
    for (const { image, startLine = 1 } of tokens) {
      if (/^[{[(]$/.test(image)) open.push(startLine - 1);
      // The line of the closing bracket stays visible.
      else if (/^[}\])]$/.test(image)) fold(open.pop() ?? startLine, startLine - 2);
    }
    let run: { first: number; last: number } | undefined;
    for (const { image, startLine = 1, endLine = startLine } of hidden) {
      const [first, last] = [startLine - 1, endLine - 1];
      if (image.startsWith('//') && run !== undefined && first === run.last + 1) run.last = last;
      else {
        if (run !== undefined) fold(run.first, run.last, FoldingRangeKind.Comment);
        run = image.startsWith('//') ? { first, last } : undefined;
        if (run === undefined) fold(first, last, FoldingRangeKind.Comment);
      }
    }
    if (run !== undefined) fold(run.first, run.last, FoldingRangeKind.Comment);
    const root = document.parseResult.value;
    const imports = isScript(root) ? root.imports : [];
    const [from, to] = [imports[0]?.$cstNode?.range.start.line, imports.at(-1)?.$cstNode?.range.end.line];
    if (from !== undefined && to !== undefined) fold(from, to, FoldingRangeKind.Imports);
    return found;
  }
}
