import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic } from 'vscode-languageserver';
import type { Fix } from '../../diagnostics/index.js';
import { fix, importChange } from '../../fixes/index.js';
import { isScript } from '../../generated/index.js';
import { offeredNames } from '../imports/index.js';
import type { KrausServerServices } from '../server-services.js';

/** Quick fixes: those that came with the diagnostics, and imports from other files of the workspace. */
export class KrausCodeActions implements CodeActionProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getCodeActions(document: LangiumDocument, { context }: CodeActionParams): CodeAction[] {
    const wanted = context.only;
    if (wanted !== undefined && !wanted.some((kind) => CodeActionKind.QuickFix.startsWith(kind))) return [];
    return context.diagnostics.flatMap((diagnostic) => {
      const fixes = [...fixesIn(current(diagnostic, document)), ...this.#imports(document, diagnostic)];
      return fixes.map((each, index) => action(document, diagnostic, each, index === 0));
    });
  }

  /** Imports of declarations with the unknown name from other files of the workspace. */
  #imports(document: LangiumDocument, { code, range }: Diagnostic): Fix[] {
    const root = document.parseResult.value;
    if (code !== 'K101' || !isScript(root)) return [];
    const name = document.textDocument.getText(range);
    return [...offeredNames(document, this.#services)]
      .filter((offer) => offer.name === name && !offer.path.startsWith('std/'))
      .flatMap(({ path }) => fix(`Import \`${name}\` from "${path}"`, importChange(root, name, path)));
  }
}

/** The diagnostic as the server has it now: a client may hold one of an older text, whose places have moved. */
function current(held: Diagnostic, document: LangiumDocument): Diagnostic | undefined {
  const same = ({ code, message, range: { start, end } }: Diagnostic): boolean =>
    code === held.code &&
    message === held.message &&
    start.line === held.range.start.line &&
    start.character === held.range.start.character &&
    end.line === held.range.end.line &&
    end.character === held.range.end.character;
  return document.diagnostics?.find(same);
}

function fixesIn(diagnostic: Diagnostic | undefined): readonly Fix[] {
  const data: unknown = diagnostic?.data;
  return typeof data === 'object' && data !== null && 'fixes' in data ? (data.fixes as readonly Fix[]) : [];
}

function action(
  document: LangiumDocument,
  diagnostic: Diagnostic,
  { title, changes }: Fix,
  isPreferred: boolean,
): CodeAction {
  const place = (offset: number) => document.textDocument.positionAt(offset);
  const edits = changes.map(({ start, end, text }) => ({
    range: { start: place(start), end: place(end) },
    newText: text,
  }));
  const edit = { changes: { [document.uri.toString()]: edits } };
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred, edit };
}
