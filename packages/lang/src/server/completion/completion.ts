import { type AstNodeDescription, GrammarAST, type LangiumDocument, type ReferenceInfo, type Stream } from 'langium';
import {
  type CompletionAcceptor,
  type CompletionContext,
  type CompletionProviderOptions,
  type CompletionValueItem,
  DefaultCompletionProvider,
  type NextFeature,
} from 'langium/lsp';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
  type TextEdit,
} from 'vscode-languageserver';
import { isModelDeclaration, isScript, type Named } from '../../generated/index.js';
import { documentationOf, KrausScopeProvider } from '../../language/index.js';
import { type Cursor, callAt, cursorAt, lookUp, nodeAround } from '../cursor/index.js';
import { keywordDocs, parametersOf, signatureOf, written } from '../describe/index.js';
import { importEdit, type Offer, offeredNames, relativePath } from '../imports/index.js';
import type { KrausServerServices } from '../server-services.js';
import { fits } from './fitting.js';
import { componentItems, optionItems, typeItems, unitItems, valueItems } from './items.js';
import { type Place, placeAt } from './place.js';

/** What can be written at the cursor: by the grammar, by the catalogue, and by what is declared anywhere. */
export class KrausCompletion extends DefaultCompletionProvider {
  override readonly completionOptions: CompletionProviderOptions = {
    triggerCharacters: ['"', '/', ':', '{', '(', ' '],
  };
  readonly #services: KrausServerServices;

  constructor(services: KrausServerServices) {
    super(services);
    this.#services = services;
  }

  override async getCompletion(
    document: LangiumDocument,
    params: CompletionParams,
  ): Promise<CompletionList | undefined> {
    const offset = document.textDocument.offsetAt(params.position);
    const cursor = cursorAt(document, offset, this.lexer);
    if (cursor === undefined) return undefined;
    const place = placeAt(cursor, this.#services.server.Host.catalogue);
    const own = this.#ownItems(place, cursor, document).map((item) => placed(item, document, cursor));
    if (place.kind !== 'grammar' && !('names' in place)) return { isIncomplete: false, items: own };
    const general = await super.getCompletion(document, params);
    return { isIncomplete: true, items: [...own, ...(general?.items ?? [])] };
  }

  #ownItems(place: Place, cursor: Cursor, document: LangiumDocument): CompletionItem[] {
    const { catalogue } = this.#services.server.Host;
    switch (place.kind) {
      case 'component':
        return componentItems(catalogue, place.slots);
      case 'option':
        return [...optionItems(place.options, place.given), ...componentItems(catalogue, place.slots)];
      case 'value':
        return place.option.type.kind === 'circuit'
          ? this.#circuits(cursor, document)
          : valueItems(catalogue, place.option, cursor.inText);
      case 'axis':
        return this.#axes(place, cursor, document);
      case 'type':
        return typeItems(place.of);
      case 'unit':
        return unitItems(cursor.word);
      case 'path':
        return this.#paths(document);
      case 'grammar':
        return this.#argumentNames(cursor, document);
      case 'nothing':
        return [];
    }
  }

  /** The circuits that can be named, and those of other files. */
  #circuits(cursor: Cursor, document: LangiumDocument): CompletionItem[] {
    const scope = this.#services.references.ScopeProvider;
    if (!(scope instanceof KrausScopeProvider)) return [];
    const visible = [...scope.visibleFrom(nodeAround(document, cursor.wordStart))].map(([name, node]) => ({
      name,
      node,
    }));
    const offered = [...offeredNames(document, this.#services)];
    const item = ({ name, node }: { readonly name: string; readonly node: Named }): CompletionItem => ({
      label: name,
      kind: CompletionItemKind.Module,
      detail: signatureOf(node),
      documentation: { kind: 'markdown', value: documentationOf(node) },
      sortText: `1${name}`,
    });
    const root = document.parseResult.value;
    const imports = (offer: Offer): TextEdit[] =>
      isScript(root) ? [importEdit(root, document, offer.name, offer.path)] : [];
    const circuits = <T extends { readonly node: Named }>(found: readonly T[]): T[] =>
      found.filter(({ node }) => node.$type === 'CircuitDeclaration');
    return [
      ...circuits(visible).map(item),
      ...circuits(offered).map((offer) => ({
        ...item(offer),
        labelDetails: { description: offer.path },
        sortText: `4${offer.name}`,
        additionalTextEdits: imports(offer),
      })),
    ];
  }

  /** What a sweep can vary. */
  #axes(place: Extract<Place, { kind: 'axis' }>, cursor: Cursor, document: LangiumDocument): CompletionItem[] {
    const model = this.#lookUp(place.model, cursor, document);
    const names = isModelDeclaration(model) ? model.parameters.map(({ name }) => name) : [];
    const axes = [...names, 'seeds'].filter((name) => !place.given.includes(name));
    const plot = { label: 'plot', kind: CompletionItemKind.Keyword, documentation: keywordDocs.plot ?? '' };
    return [...axes.map((name) => ({ label: name, kind: CompletionItemKind.Property, insertText: `${name}: ` })), plot];
  }

  /** The files that can be imported. */
  #paths(document: LangiumDocument): CompletionItem[] {
    const library = [...this.#services.kraus.StandardLibrary.scripts.keys()].filter((path) => path !== 'std/prelude');
    const files = this.#services.shared.workspace.LangiumDocuments.all
      .filter((other) => other !== document && !this.#services.server.LibraryPlaces.isLibrary(other.uri))
      .map((other) => relativePath(document, other))
      .toArray()
      .filter((path) => path !== undefined);
    return [...library, ...files].map((label) => ({ label, kind: CompletionItemKind.File }));
  }

  /** `dt: ` and the like, at the beginning of an argument. */
  #argumentNames(cursor: Cursor, document: LangiumDocument): CompletionItem[] {
    const call = cursor.current.length === 0 && cursor.levels.at(-1)?.open === '(' ? callAt(cursor) : undefined;
    const callee = call === undefined ? undefined : this.#lookUp(call.callee, cursor, document);
    if (call === undefined || callee === undefined || callee.$type === 'BuiltinDeclaration') return [];
    return (parametersOf(callee) ?? [])
      .filter(({ name }, index) => index >= call.position && !call.given.includes(name))
      .map((parameter) => ({
        label: `${parameter.name}:`,
        kind: CompletionItemKind.Field,
        detail: written(parameter),
        insertText: `${parameter.name}: `,
        sortText: `00${parameter.$containerIndex ?? 0}`,
      }));
  }

  #lookUp(name: string, cursor: Cursor, document: LangiumDocument): Named | undefined {
    const scope = this.#services.references.ScopeProvider;
    return scope instanceof KrausScopeProvider ? lookUp(name, document, cursor.wordStart, scope) : undefined;
  }

  protected override completionFor(
    context: CompletionContext,
    next: NextFeature,
    acceptor: CompletionAcceptor,
  ): void | Promise<void> {
    const { feature } = next;
    // Kets are not written by the name inside them.
    if (GrammarAST.isCrossReference(feature) && GrammarAST.isRuleCall(feature.terminal)) {
      if (/^(KET|BRA)_/.test(feature.terminal.rule.$refText)) return;
    }
    return super.completionFor(context, next, acceptor);
  }

  protected override completionForKeyword(
    context: CompletionContext,
    keyword: GrammarAST.Keyword,
    acceptor: CompletionAcceptor,
  ): void {
    const doc = keywordDocs[keyword.value];
    // Words without a text are for the compiler's own files.
    if (doc === undefined) return;
    const documentation = { kind: 'markdown' as const, value: doc };
    acceptor(context, { label: keyword.value, kind: CompletionItemKind.Keyword, documentation, sortText: '3' });
  }

  protected override getReferenceCandidates(info: ReferenceInfo): Stream<AstNodeDescription> {
    return super.getReferenceCandidates(info, undefined as never).filter(({ type }) => fits(info, type));
  }

  protected override createReferenceCompletionItem(
    description: AstNodeDescription,
    info: ReferenceInfo,
    context: CompletionContext,
  ): CompletionValueItem {
    const item = super.createReferenceCompletionItem(description, info, context);
    const { node } = description;
    const builtin = description.type === 'BuiltinDeclaration';
    return {
      ...item,
      detail: node === undefined ? description.type : signatureOf(node as Named),
      sortText: builtin ? '2' : '1',
    };
  }

  protected override completionForCrossReference(
    context: CompletionContext,
    next: NextFeature<GrammarAST.CrossReference>,
    acceptor: CompletionAcceptor,
  ): void | Promise<void> {
    const done = super.completionForCrossReference(context, next, acceptor);
    const assignment = GrammarAST.isAssignment(next.feature.$container) ? next.feature.$container : undefined;
    const container = { $type: next.type ?? context.node?.$type ?? '' };
    if (assignment === undefined || container.$type === 'ImportedName') return done;
    const info = { container, property: assignment.feature } as ReferenceInfo;
    for (const offer of offeredNames(context.document, this.#services)) {
      if (fits(info, offer.node.$type)) acceptor(context, this.#offer(offer, context));
    }
    return done;
  }

  /** A name from another file, with the import that it needs. */
  #offer({ name, node, path }: Offer, { document }: CompletionContext): CompletionValueItem {
    const root = document.parseResult.value;
    const edits: TextEdit[] = isScript(root) ? [importEdit(root, document, name, path)] : [];
    return {
      label: name,
      kind: this.nodeKindProvider.getCompletionItemKind(node),
      detail: signatureOf(node),
      labelDetails: { description: path },
      documentation: { kind: 'markdown', value: documentationOf(node) },
      sortText: '4',
      additionalTextEdits: edits,
    };
  }
}

/** An item in place of the word that is being typed. */
function placed(item: CompletionItem, document: LangiumDocument, cursor: Cursor): CompletionItem {
  const { insertText, ...rest } = item;
  const position = (offset: number) => document.textDocument.positionAt(offset);
  const range = { start: position(cursor.wordStart), end: position(cursor.offset) };
  return { ...rest, textEdit: { range, newText: insertText ?? item.label } };
}
