import type { AstNode, AstNodeDescription, CstNode, LinkingError } from 'langium';
import { Phrase } from './syntax-nodes.js';

/** Finds what names stand for. */
export interface Resolver {
  resolve(reference: NameReference): AstNode | LinkingError;
  describe(node: AstNode): AstNodeDescription;
}

export function isResolver(linker: unknown): linker is Resolver {
  return typeof linker === 'object' && linker !== null && 'resolve' in linker && 'describe' in linker;
}

/** A name that stands for something declared elsewhere, which is found when somebody asks for it. */
export class NameReference {
  readonly $refText: string;
  readonly container: AstNode;
  readonly property: string;
  readonly #place: CstNode | number | undefined;
  readonly #resolver: Resolver;
  #target: AstNode | undefined = undefined;
  #error: LinkingError | undefined = undefined;

  /** @param place what the name was read from, or the number of its token */
  constructor(
    resolver: Resolver,
    place: CstNode | number | undefined,
    from: { readonly container: AstNode; readonly property: string; readonly text: string },
  ) {
    this.#resolver = resolver;
    this.#place = place;
    this.container = from.container;
    this.property = from.property;
    this.$refText = from.text;
  }

  /** The number of its token, if the script has no syntax errors. */
  get token(): number | undefined {
    return typeof this.#place === 'number' ? this.#place : undefined;
  }

  get $refNode(): CstNode | undefined {
    if (typeof this.#place !== 'number') return this.#place;
    const phrase = this.container.$cstNode;
    return phrase instanceof Phrase ? phrase.wordAt(this.#place) : undefined;
  }

  get ref(): AstNode | undefined {
    return this.#target ?? (this.#error === undefined ? this.#seek() : undefined);
  }

  get error(): LinkingError | undefined {
    if (this.#target === undefined && this.#error === undefined) this.#seek();
    return this.#error;
  }

  get $nodeDescription(): AstNodeDescription | undefined {
    const target = this.ref;
    return target === undefined ? undefined : this.#resolver.describe(target);
  }

  /** Forgets what was found, since other files have changed. */
  forget(): void {
    this.#target = undefined;
    this.#error = undefined;
  }

  #seek(): AstNode | undefined {
    const found = this.#resolver.resolve(this);
    if ('$type' in found) this.#target = found;
    else this.#error = found;
    return this.#target;
  }
}
