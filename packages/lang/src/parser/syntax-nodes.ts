import type { AstNode, CompositeCstNode, CstNode, GrammarAST, LeafCstNode, Reference, RootCstNode } from 'langium';
import type { TokenTable, TokenType } from './token-table.js';

type Element = GrammarAST.AbstractElement;
type Range = CstNode['range'];

function rangeBetween(tokens: TokenTable, start: number, end: number): Range {
  return { start: tokens.positionOf(start), end: tokens.positionOf(end) };
}

/** A token or comment. */
class Leaf implements LeafCstNode {
  readonly container: CompositeCstNode;
  readonly root: Root;
  readonly grammarSource?: Element;
  readonly tokenType: TokenType;
  readonly offset: number;
  readonly length: number;
  readonly hidden: boolean;

  constructor(
    container: CompositeCstNode,
    root: Root,
    place: { start: number; length: number; type: TokenType; source: Element | undefined; hidden: boolean },
  ) {
    this.container = container;
    this.root = root;
    this.offset = place.start;
    this.length = place.length;
    this.tokenType = place.type;
    if (place.source !== undefined) this.grammarSource = place.source;
    this.hidden = place.hidden;
  }

  get end(): number {
    return this.offset + this.length;
  }

  get astNode(): AstNode {
    return this.container.astNode;
  }

  get text(): string {
    return this.root.tokens.text.substring(this.offset, this.end);
  }

  get range(): Range {
    return rangeBetween(this.root.tokens, this.offset, this.end);
  }
}

/** A name of one token that a rule of its own gives. */
class Word implements CompositeCstNode {
  readonly container: CompositeCstNode;
  readonly root: Root;
  readonly grammarSource: Element;
  readonly content: CstNode[];

  constructor(container: CompositeCstNode, root: Root, call: Element, leaf: (own: CompositeCstNode) => Leaf) {
    this.container = container;
    this.root = root;
    this.grammarSource = call;
    this.content = [leaf(this)];
  }

  get hidden(): boolean {
    return false;
  }

  get offset(): number {
    return this.content[0]?.offset ?? 0;
  }

  get length(): number {
    return this.content[0]?.length ?? 0;
  }

  get end(): number {
    return this.offset + this.length;
  }

  get astNode(): AstNode {
    return this.container.astNode;
  }

  get text(): string {
    return this.root.tokens.text.substring(this.offset, this.end);
  }

  get range(): Range {
    return rangeBetween(this.root.tokens, this.offset, this.end);
  }
}

/**
 * What one node of the syntax tree was read from: tokens `first` to `last`. Its parts are made when somebody asks for them; most
 * nodes of a workspace are never asked.
 */
export class Phrase implements CompositeCstNode {
  container?: CompositeCstNode;
  grammarSource?: Element;
  astNode: AstNode;
  readonly root: Root;
  first: number;
  last: number;
  parts: readonly Phrase[] | undefined;
  #content: CstNode[] | undefined;

  constructor(
    root: Root | undefined,
    astNode: AstNode,
    first: number,
    last: number,
    parts: readonly Phrase[] | undefined,
  ) {
    this.root = root ?? (this as unknown as Root);
    this.astNode = astNode;
    this.first = first;
    this.last = last;
    this.parts = undefined;
    this.#content = undefined;
    this.take(parts);
  }

  /** Parts that lie in this one, in order, behind those it has. */
  take(parts: readonly Phrase[] | undefined): void {
    if (parts === undefined) return;
    for (const part of parts) part.container = this;
    this.parts = this.parts === undefined ? parts : [...this.parts, ...parts];
  }

  get hidden(): boolean {
    return false;
  }

  get offset(): number {
    return this.root.tokens.startOf(this.first);
  }

  get end(): number {
    return this.last < this.first ? this.offset : this.root.tokens.endOf(this.last);
  }

  get length(): number {
    return this.end - this.offset;
  }

  get text(): string {
    return this.root.tokens.text.substring(this.offset, this.end);
  }

  get range(): Range {
    return rangeBetween(this.root.tokens, this.offset, this.end);
  }

  get content(): CstNode[] {
    this.#content ??= this.#made();
    return this.#content;
  }

  /** What stands for a token that belongs to this node itself. */
  wordAt(token: number): CstNode | undefined {
    const offset = this.root.tokens.startOf(token);
    return this.content.find(
      (part) => !part.hidden && !(part instanceof Phrase) && part.offset === offset && part.length > 0,
    );
  }

  #made(): CstNode[] {
    const { tokens } = this.root;
    const content: CstNode[] = [];
    const whole = this.container === undefined;
    // Comments in front of the first token belong to what is around.
    let comment = whole ? 0 : tokens.comments.findIndex(({ before }) => before > this.first);
    if (comment < 0) comment = tokens.comments.length;
    const commentsBefore = (token: number, mine: boolean): void => {
      for (
        let next = tokens.comments[comment];
        next !== undefined && next.before <= token;
        next = tokens.comments[++comment]
      ) {
        if (mine) content.push(new Leaf(this, this.root, { ...next, source: undefined, hidden: true }));
      }
    };
    let token = this.first;
    const upTo = (end: number): void => {
      for (; token < end; token++) {
        commentsBefore(token, true);
        content.push(this.#token(token));
      }
    };
    for (const part of this.parts ?? []) {
      upTo(part.first);
      commentsBefore(part.first, true);
      content.push(part);
      commentsBefore(part.last, false);
      token = part.last + 1;
    }
    upTo(this.last + 1);
    if (whole) commentsBefore(Number.POSITIVE_INFINITY, true);
    return content;
  }

  #token(token: number): CstNode {
    const { tokens } = this.root;
    const place = tokens.places[tokens.placeOf[token] ?? 0];
    const leaf = (container: CompositeCstNode): Leaf =>
      new Leaf(container, this.root, {
        start: tokens.startOf(token),
        length: tokens.lengths[token] ?? 0,
        type: tokens.typeOf[tokens.kinds[token] ?? 0] as TokenType,
        source: place?.source,
        hidden: false,
      });
    return place?.call === undefined ? leaf(this) : new Word(this, this.root, place.call, leaf);
  }
}

/** What a script is before it is read. */
const unread: AstNode = { $type: 'Script' };

/** A whole script. */
export class Root extends Phrase implements RootCstNode {
  readonly tokens: TokenTable;
  /** How deeply nodes are nested at most. */
  depth = 0;
  /** All names in the script that stand for something. */
  references: readonly Reference[] = [];

  constructor(tokens: TokenTable) {
    super(undefined, unread, 0, tokens.count - 1, undefined);
    this.tokens = tokens;
  }

  /** Takes the place of the phrase that a whole script was read as. */
  adopt(script: AstNode, depth: number): void {
    const whole = script.$cstNode;
    if (whole instanceof Phrase) this.take(whole.parts);
    this.astNode = script;
    this.depth = depth;
    (script as { $cstNode?: unknown }).$cstNode = this;
  }

  get fullText(): string {
    return this.tokens.text;
  }
}
