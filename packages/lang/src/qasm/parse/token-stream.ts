import type { Token, TokenKind } from './lexer.js';
import { syntaxError } from './source.js';

/** Words that cannot be names in OpenQASM. */
export const reservedWords: ReadonlySet<string> = new Set(
  'OPENQASM include defcalgrammar def cal defcal gate extern box let break continue if else end return for while in switch case default nop pragma input output const readonly mutable qreg qubit creg bool bit int uint float angle complex array void duration stretch gphase inv pow ctrl negctrl durationof delay reset measure barrier true false opaque'.split(
    ' ',
  ),
);

/** Tokens one after another. */
export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` of the next one, without taking it. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] as Token;
  }

  /** The token taken last. */
  get last(): Token {
    return this.#tokens[Math.max(0, this.#at - 1)] as Token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Whether the next token is this operator or word. */
  is(text: string): boolean {
    const { kind, text: found } = this.peek();
    return found === text && (kind === 'operator' || kind === 'name');
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  expect(text: string): Token {
    return this.is(text) ? this.take() : this.fail(text);
  }

  expectKind(kind: TokenKind, what: string): Token {
    return this.peek().kind === kind ? this.take() : this.fail(what);
  }

  isName(): boolean {
    const { kind, text } = this.peek();
    return kind === 'name' && !reservedWords.has(text);
  }

  name(what: string): string {
    return this.isName() ? this.take().text : this.fail(what);
  }

  /** Items between commas up to `end`, which is taken too; a comma may stand before it. */
  list<Item>(end: string, item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.accept(end)) {
      items.push(item());
      if (!this.is(end)) this.expect(',');
    }
    return items;
  }

  fail(expected: string): never {
    const token = this.peek();
    return syntaxError(`expected ${expected}, found ${token.text}`, token);
  }
}
