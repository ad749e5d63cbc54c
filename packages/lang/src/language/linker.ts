import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  Cancellation,
  type CstNode,
  DefaultLinker,
  interruptAndCheck,
  type LangiumCoreServices,
  type LangiumDocument,
  type LinkingError,
  type Reference,
} from 'langium';
import { NameReference, type Resolver, referencesWithin } from '../parser/index.js';
import type { KrausScopeProvider } from './scope.js';

/** Names linked between two looks at whether the work is still wanted. */
const batch = 200;

/** Links names to what they stand for, one list of names for each document instead of a walk through its tree. */
export class KrausLinker extends DefaultLinker implements Resolver {
  readonly #scope: () => KrausScopeProvider;
  readonly #describe: (node: AstNode) => AstNodeDescription;

  constructor(services: LangiumCoreServices, scope: () => KrausScopeProvider) {
    super(services);
    this.#scope = scope;
    this.#describe = (node) =>
      services.workspace.AstNodeDescriptionProvider.createDescription(
        node,
        'name' in node ? String(node.name) : undefined,
      );
  }

  override buildReference(container: AstNode, property: string, place: CstNode | undefined, text: string): Reference {
    return new NameReference(this, place, { container, property, text }) as Reference;
  }

  override async link(document: LangiumDocument, token = Cancellation.CancellationToken.None): Promise<void> {
    const references = referencesOf(document.parseResult.value);
    for (let from = 0; from < references.length; from += batch) {
      await interruptAndCheck(token);
      for (const reference of references.slice(from, from + batch)) void reference.ref;
    }
    document.references = references as Reference[];
  }

  override unlink(document: LangiumDocument): void {
    for (const reference of referencesOf(document.parseResult.value)) reference.forget();
    document.references = [];
  }

  resolve(reference: NameReference): AstNode | LinkingError {
    const { container, property, $refText: text } = reference;
    return (
      this.#scope().targetOf(text, container) ??
      this.createLinkingError({ reference: reference as Reference, container, property })
    );
  }

  describe(node: AstNode): AstNodeDescription {
    return this.#describe(node);
  }
}

/** All references in a node, in the order of the text. */
export function referencesOf(node: AstNode): NameReference[] {
  return (
    referencesWithin(node) ??
    AstUtils.streamAst(node)
      .flatMap((part) => AstUtils.streamReferences(part))
      .map(({ reference }): unknown => reference)
      .filter((reference) => reference instanceof NameReference)
      .toArray()
  );
}
