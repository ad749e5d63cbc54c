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
} from 'langium';
import { NameReference } from '../parser/index.js';

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
  override async createDescriptions(document: LangiumDocument): Promise<ReferenceDescription[]> {
    return document.references.flatMap((reference) => {
      if (!(reference instanceof NameReference)) return [];
      const target = reference.ref;
      if (target === undefined) return [];
      if (target.$type === 'BuiltinDeclaration' || AstUtils.getDocument(target) === document) return [];
      const { container, property } = reference;
      return this.createInfoDescriptions({ reference, container, property });
    });
  }
}

/** Scoping walks the tree and needs no table of local names. */
export class KrausScopeComputation extends DefaultScopeComputation {
  override async collectLocalSymbols(): Promise<LocalSymbols> {
    return new MultiMap<AstNode, AstNodeDescription>();
  }
}
