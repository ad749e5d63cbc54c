import { AstUtils, GrammarUtils, type LangiumDocument } from 'langium';
import type { RenameProvider } from 'langium/lsp';
import {
  LSPErrorCodes,
  type Range,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { isImportedName, isScript, type Script } from '../../generated/index.js';
import { KrausScopeProvider } from '../../language/index.js';
import type { KrausServerServices } from '../server-services.js';
import { type NameAt, nameAt, occurrencesOf } from './occurrences.js';

/** Renames a declaration everywhere, or a name given by `as` in its file. */
export class KrausRename implements RenameProvider {
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    this.#services = services;
  }

  prepareRename(document: LangiumDocument, params: TextDocumentPositionParams): Range | undefined {
    const name = nameAt(document, params.position, this.#services);
    if (name === undefined) return undefined;
    this.#refuseLibrary(name);
    return name.range;
  }

  rename(document: LangiumDocument, params: RenameParams): WorkspaceEdit | undefined {
    const name = nameAt(document, params.position, this.#services);
    if (name === undefined) return undefined;
    const { newName } = params;
    this.#refuseLibrary(name);
    this.#checkName(newName);
    const alias = name.text !== name.node.name;
    const places = occurrencesOf(name.node, this.#services, alias ? document.uri : undefined).filter(
      ({ text }) => text === name.text,
    );
    const changes: Record<string, TextEdit[]> = {};
    const add = (uri: string, range: Range): void => {
      changes[uri] ??= [];
      changes[uri].push({ range, newText: newName });
    };
    for (const { uri, range } of places) add(uri.toString(), range);
    if (alias) for (const range of aliasesIn(document, name)) add(document.uri.toString(), range);
    for (const uri of Object.keys(changes)) this.#checkFree(uri, newName, name);
    return { changes };
  }

  #refuseLibrary({ node, text }: NameAt): void {
    if (text !== node.name || !this.#services.server.LibraryPlaces.isLibrary(AstUtils.getDocument(node).uri)) return;
    throw refusal(`\`${text}\` belongs to the standard library; import it with \`as\` to give it another name.`);
  }

  #checkName(name: string): void {
    const { tokens, errors } = this.#services.parser.Lexer.tokenize(name);
    if (errors.length === 0 && tokens.length === 1 && tokens[0]?.tokenType.name === 'ID' && tokens[0].image === name)
      return;
    throw refusal(`\`${name}\` cannot be a name: names are letters, digits and _, and no words of the language.`);
  }

  /** Refuses a name that something else in a file has, as far as it can be seen from the places that change. */
  #checkFree(uri: string, newName: string, { node, leaf }: NameAt): void {
    const scope = this.#services.references.ScopeProvider;
    const documents = this.#services.shared.workspace.LangiumDocuments;
    if (!(scope instanceof KrausScopeProvider)) return;
    const document = documents.all.find((candidate) => candidate.uri.toString() === uri);
    const root = document?.parseResult.value;
    if (document === undefined || !isScript(root)) return;
    const own = document === AstUtils.getDocument(leaf.astNode);
    const from = own ? leaf.astNode : (root.statements[0] ?? root);
    const other = scope.find(newName, from);
    if (other === undefined || other === node) return;
    throw refusal(`There is a \`${newName}\` already where \`${node.name}\` is used.`);
  }
}

/** The names after `as` that stand for what is renamed. */
function aliasesIn(document: LangiumDocument, { node, text }: NameAt): Range[] {
  const root = document.parseResult.value as Script;
  return root.imports
    .flatMap(({ names }) => names)
    .filter((imported) => isImportedName(imported) && imported.name === text && imported.declaration?.ref === node)
    .flatMap((imported) => GrammarUtils.findNodeForProperty(imported.$cstNode, 'name')?.range ?? []);
}

function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
