import type { LangiumDocument } from 'langium';
import type { CodeActionProvider } from 'langium/lsp';
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextEdit,
} from 'vscode-languageserver';
import { isScript } from '../../generated/index.js';
import { importEdit, offeredNames } from '../imports/index.js';
import type { KrausServerServices } from '../server-services.js';

/** Quick fixes of what the checks found. */
export class KrausCodeActions implements CodeActionProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  getCodeActions(document: LangiumDocument, { context }: CodeActionParams): CodeAction[] {
    const wanted = context.only;
    if (wanted !== undefined && !wanted.some((kind) => CodeActionKind.QuickFix.startsWith(kind))) return [];
    return context.diagnostics.flatMap((diagnostic) => [...this.#fixes(document, diagnostic)]);
  }

  *#fixes(document: LangiumDocument, diagnostic: Diagnostic): Generator<CodeAction> {
    const { code, range } = diagnostic;
    const help = helpOf(diagnostic);
    const replace = (title: string, newText: string, preferred = true): CodeAction =>
      fix(document, diagnostic, title, [{ range, newText }], preferred);
    const insert = (title: string, newText: string, position = range.end): CodeAction =>
      fix(document, diagnostic, title, [{ range: { start: position, end: position }, newText }], true);
    const near = /did you mean `([^`]+)`\?/.exec(help)?.[1];
    if (near !== undefined && code !== 'K100') {
      const quoted = document.textDocument.getText(range).startsWith('"') ? `"${near}"` : near;
      yield replace(`Change to \`${near}\``, quoted);
    }
    const misspelt = code === 'K100' ? /did you mean `([^`]+)`\?/.exec(diagnostic.message)?.[1] : undefined;
    if (misspelt !== undefined) yield replace(`Change to \`${misspelt}\``, misspelt);
    if (code === 'K101') yield* this.#imports(document, diagnostic);
    if (code === 'K124') {
      for (const type of ['prob', 'real', 'angle', 'time', 'int'])
        yield insert(`Add the type \`${type}\``, `: ${type}`);
    }
    if (code === 'K301') yield insert('Tell the reverse model the time', ', time');
    if (code === 'K122') yield insert('Begin a new line', '\n', range.start);
    if (/syntax|not closed/.test(diagnostic.message) && help.includes('end it with `"`'))
      yield insert('Close the text', '"');
  }

  /** Imports of declarations with the unknown name from anywhere in the workspace and the standard library. */
  *#imports(document: LangiumDocument, diagnostic: Diagnostic): Generator<CodeAction> {
    const name = document.textDocument.getText(diagnostic.range);
    const root = document.parseResult.value;
    if (!isScript(root)) return;
    const found = [...offeredNames(document, this.#services)].filter((offer) => offer.name === name);
    for (const { path } of found) {
      const edits = [importEdit(root, document, name, path)];
      yield fix(document, diagnostic, `Import \`${name}\` from "${path}"`, edits, found.length === 1);
    }
  }
}

function helpOf({ data }: Diagnostic): string {
  return typeof data === 'object' && data !== null && 'help' in data && typeof data.help === 'string' ? data.help : '';
}

function fix(
  document: LangiumDocument,
  diagnostic: Diagnostic,
  title: string,
  edits: TextEdit[],
  isPreferred: boolean,
): CodeAction {
  const edit = { changes: { [document.uri.toString()]: edits } };
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred, edit };
}
