import {
  type AstNode,
  type AstNodeDescription,
  AstUtils,
  DefaultAstNodeDescriptionProvider,
  DefaultReferenceDescriptionProvider,
  DefaultScopeComputation,
  type LangiumDocument,
  type LocalSymbols,
  MultiMap,
  type ReferenceDescription,
  type ReferenceInfo,
} from 'langium';

/** Descriptions of what is named, made once for each name: most of a script's names are named many times. */
export class KrausDescriptions extends DefaultAstNodeDescriptionProvider {
  readonly #made = new WeakMap<AstNode, AstNodeDescription>();

  override createDescription(node: AstNode, name: string | undefined, document?: LangiumDocument): AstNodeDescription {
    const known = this.#made.get(node);
    if (known !== undefined) return known.name === name || name === undefined ? known : { ...known, name };
    const made = super.createDescription(node, name, document);
    this.#made.set(node, made);
    return made;
  }
}

/** References between files, which is what an index is for; those within a file are found in its tree. */
export class KrausReferenceDescriptions extends DefaultReferenceDescriptionProvider {
  protected override createInfoDescriptions(info: ReferenceInfo): ReferenceDescription[] {
    const { reference, container } = info;
    const target = 'ref' in reference ? reference.ref : undefined;
    if (target === undefined || target.$type === 'BuiltinDeclaration') return [];
    if (AstUtils.getDocument(target) === AstUtils.getDocument(container)) return [];
    return super.createInfoDescriptions(info);
  }
}

/** Scoping walks the tree and needs no table of local names. */
export class KrausScopeComputation extends DefaultScopeComputation {
  override async collectLocalSymbols(): Promise<LocalSymbols> {
    return new MultiMap<AstNode, AstNodeDescription>();
  }
}
