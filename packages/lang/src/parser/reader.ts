import type { AstNode, GrammarAST } from 'langium';
import { Phrase, type Root } from './syntax-nodes.js';
import type { LexedToken } from './token-table.js';

type Element = GrammarAST.AbstractElement;
type Fields = Record<string, unknown>;
type Links = { $container?: AstNode; $containerProperty?: string; $containerIndex?: number; $cstNode?: unknown };

/** A rule that is being read: its node, once there is one, and the phrases that lie in it. */
export interface Frame {
  readonly type: string;
  readonly first: number;
  node: AstNode | undefined;
  /** The phrase of a node that another rule gave. */
  phrase: Phrase | undefined;
  parts: Phrase[] | undefined;
}

/** Makes a reference of a property of a node to what a token of it names. */
export type MakeReference = (node: AstNode, property: string, token: number, text: string) => object;

/** Goes through the tokens of one text and builds its tree. */
export class Reader {
  readonly #tokens: readonly LexedToken[];
  readonly #root: Root;
  readonly #complete: (node: AstNode) => void;
  readonly #makeReference: MakeReference;
  readonly #kinds: Uint16Array;
  at = 0;
  #depth = 0;
  /** How deeply nodes are nested at most, counted by the rules that give them. */
  deepest = 0;

  /** @param complete gives a finished node the lists and switches that nothing was read into */
  constructor(
    tokens: readonly LexedToken[],
    root: Root,
    complete: (node: AstNode) => void,
    makeReference: MakeReference,
  ) {
    this.#tokens = tokens;
    this.#root = root;
    this.#complete = complete;
    this.#makeReference = makeReference;
    this.#kinds = root.tokens.kinds;
  }

  /** The kind of the next token, 0 at the end. */
  get kind(): number {
    return this.#kinds[this.at] ?? 0;
  }

  /** The kind of the token after the next. */
  get nextKind(): number {
    return this.#kinds[this.at + 1] ?? 0;
  }

  get image(): string {
    return this.#tokens[this.at]?.image ?? '';
  }

  get ended(): boolean {
    return this.at >= this.#tokens.length;
  }

  /** Takes the next token, if it is of a kind. */
  take(kind: number, place: number): boolean {
    if (this.#kinds[this.at] !== kind) return false;
    this.#root.tokens.placeOf[this.at] = place;
    this.at++;
    return true;
  }

  open(type: string): Frame {
    if (++this.#depth > this.deepest) this.deepest = this.#depth;
    return { type, first: this.at, node: undefined, phrase: undefined, parts: undefined };
  }

  /** The finished node of a rule. */
  close(frame: Frame, source: Element | undefined): AstNode {
    this.#depth--;
    const node = this.begun(frame);
    this.#finish(frame, node, source);
    return node;
  }

  #finish(frame: Frame, node: AstNode, source: Element | undefined): Phrase {
    let { phrase } = frame;
    if (phrase === undefined) {
      this.#complete(node);
      phrase = new Phrase(this.#root, node, frame.first, this.at - 1, frame.parts);
      (node as Links).$cstNode = phrase;
    } else {
      phrase.first = frame.first;
      phrase.last = this.at - 1;
      phrase.take(frame.parts);
    }
    if (source !== undefined) phrase.grammarSource = source;
    return phrase;
  }

  /** The node of a rule, made if there is none yet. */
  begun(frame: Frame): AstNode {
    frame.node ??= newNode(frame.type);
    return frame.node;
  }

  /** An action gives the node of a rule its type. */
  turn(frame: Frame, type: string): boolean {
    if (frame.node !== undefined) throw new TypeError('the grammar has an action in a place that is not read');
    frame.node = newNode(type);
    return true;
  }

  /** A rule is what another rule gives. */
  become(frame: Frame, node: AstNode): boolean {
    if (frame.node !== undefined) throw new TypeError('the grammar calls a rule in a place that is not read');
    frame.node = node;
    frame.phrase = phraseOf(node);
    return true;
  }

  /** An action puts what was read into a new node. */
  wrap(frame: Frame, type: string, property: string, source: Element): boolean {
    const inner = this.begun(frame);
    const phrase = this.#finish(frame, inner, source);
    frame.node = newNode(type);
    frame.phrase = undefined;
    frame.parts = undefined;
    this.#hold(frame, phrase);
    this.put(frame, property, '=', inner);
    link(inner, frame.node, property);
    return true;
  }

  /** Assigns a node that another rule gave. */
  own(frame: Frame, inner: AstNode, property: string, operator: string): void {
    const phrase = phraseOf(inner);
    if (phrase !== undefined) this.#hold(frame, phrase);
    this.put(frame, property, operator, inner);
    const node = this.begun(frame);
    const list = (node as unknown as Fields)[property];
    link(inner, node, property, Array.isArray(list) ? list.length - 1 : undefined);
  }

  put(frame: Frame, property: string, operator: string, value: unknown): void {
    const fields = this.begun(frame) as unknown as Fields;
    if (operator === '=') fields[property] = value;
    else if (operator === '?=') fields[property] = true;
    else {
      const list = fields[property];
      if (Array.isArray(list)) list.push(value);
      else fields[property] = [value];
    }
  }

  reference(frame: Frame, property: string, token: number, text: string): object {
    return this.#makeReference(this.begun(frame), property, token, text);
  }

  #hold(frame: Frame, phrase: Phrase): void {
    if (frame.parts === undefined) frame.parts = [phrase];
    else frame.parts.push(phrase);
  }
}

function newNode($type: string): AstNode {
  return {
    $type,
    $container: undefined,
    $containerProperty: undefined,
    $containerIndex: undefined,
    $cstNode: undefined,
  } as unknown as AstNode;
}

function link(node: AstNode, container: AstNode, property: string, index?: number): void {
  const links = node as Links;
  links.$container = container;
  links.$containerProperty = property;
  if (index !== undefined) links.$containerIndex = index;
}

function phraseOf({ $cstNode: phrase }: AstNode): Phrase | undefined {
  return phrase instanceof Phrase ? phrase : undefined;
}
