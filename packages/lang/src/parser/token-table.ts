import type { GrammarAST } from 'langium';

type Element = GrammarAST.AbstractElement;
export type LexedTokens = ReturnType<import('langium').Lexer['tokenize']>;
export type LexedToken = LexedTokens['tokens'][number];
export type TokenType = LexedToken['tokenType'];

/** Where a token stands in the grammar: the element that reads it and, if that is in a rule that gives a text, the call of this rule. */
export interface TokenPlace {
  readonly source: Element;
  readonly call: Element | undefined;
}

/** The tokens and comments of a text in a few numbers each; nodes of the syntax are made of them when somebody looks. */
export class TokenTable {
  readonly text: string;
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** For each token its kind, see {@link typeOf}. */
  readonly kinds: Uint16Array;
  readonly typeOf: readonly (TokenType | undefined)[];
  /** For each token the index of its place in {@link places}. */
  readonly placeOf: Uint16Array;
  readonly places: readonly TokenPlace[];
  readonly comments: readonly {
    readonly start: number;
    readonly length: number;
    readonly type: TokenType;
    readonly before: number;
  }[];
  #lines: Int32Array | undefined;

  constructor(
    text: string,
    { tokens, hidden }: Pick<LexedTokens, 'tokens' | 'hidden'>,
    shared: { readonly places: readonly TokenPlace[]; readonly typeOf: readonly (TokenType | undefined)[] },
  ) {
    this.text = text;
    this.places = shared.places;
    this.typeOf = shared.typeOf;
    this.starts = Int32Array.from(tokens, ({ startOffset }) => startOffset);
    this.lengths = Int32Array.from(tokens, ({ image }) => image.length);
    this.kinds = Uint16Array.from(tokens, ({ tokenType }) => tokenType.tokenTypeIdx ?? 0);
    this.placeOf = new Uint16Array(tokens.length);
    let before = 0;
    this.comments = hidden.map(({ startOffset, image, tokenType }) => {
      while (before < tokens.length && (this.starts[before] as number) < startOffset) before++;
      return { start: startOffset, length: image.length, type: tokenType, before };
    });
  }

  get count(): number {
    return this.starts.length;
  }

  startOf(token: number): number {
    return this.starts[token] ?? 0;
  }

  endOf(token: number): number {
    return (this.starts[token] ?? 0) + (this.lengths[token] ?? 0);
  }

  /** Line and character of an offset, both from 0. */
  positionOf(offset: number): { line: number; character: number } {
    this.#lines ??= lineStarts(this.text);
    let [low, high] = [0, this.#lines.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.#lines[low] as number) };
  }
}

function lineStarts(text: string): Int32Array {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return Int32Array.from(starts);
}
