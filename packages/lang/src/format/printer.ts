import type { AstNode } from 'langium';
import { type Braces, type Structure, structureOf } from './braces.js';
import { mayBreak, spaceBetween } from './spacing.js';
import { type Token, tokensOf } from './token.js';

/** Where new lines begin inside brackets or braces, and where the closing one goes. */
interface Level {
  readonly braces?: Braces | undefined;
  readonly indent: number;
  readonly closing: number;
}

const step = 2;

/**
 * Prints a script without syntax errors. Only white space, separators between items and trailing commas change; line
 * ends inside brackets and around operators stay where they are, blank lines become at most one.
 */
export class Printer {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #structure: Structure;
  readonly #topLevel: ReadonlyMap<number, AstNode>;
  readonly #levels: Level[] = [];
  #out = '';
  #lineStart = 0;
  #lineIndent = 0;
  /** Whether the last token is a block comment that began its line. */
  #leading = false;

  constructor(root: AstNode, text: string, items: readonly AstNode[]) {
    this.#text = text;
    this.#tokens = tokensOf(root);
    this.#structure = structureOf(this.#tokens, text);
    this.#topLevel = new Map(items.map((item) => [item.$cstNode?.offset ?? -1, item]));
  }

  print(): string {
    const kept = this.#tokens.filter((token, index) => !this.#dropped(token, index));
    let importsEnded = true;
    kept.forEach((token, index) => {
      const before = kept[index - 1];
      const item = token.comment === undefined ? this.#topLevel.get(token.offset) : undefined;
      if (before === undefined) this.#leading = token.comment === 'block';
      else {
        const next = kept.slice(index).find(({ comment }) => comment === undefined);
        const follows = next === undefined ? undefined : this.#topLevel.get(next.offset);
        const afterImports = !importsEnded && follows !== undefined && follows.$type !== 'Import';
        if (this.#gap(before, token, item !== undefined, afterImports) && afterImports) importsEnded = true;
      }
      if (item?.$type === 'Import') importsEnded = false;
      this.#write(token, kept[index + 1]);
    });
    return this.#out === '' ? '' : `${this.#out.trimEnd()}\n`;
  }

  /** Separators between items, and commas that end a list on its line. */
  #dropped(token: Token, index: number): boolean {
    if (token.comment !== undefined) return false;
    if (this.#structure.separators.has(token)) return true;
    if (token.text !== ',') return false;
    const next = this.#tokens[index + 1];
    if (next === undefined || next.comment !== undefined || !/^[)\]}]$/.test(next.text)) return false;
    return !this.#text.slice(token.end, next.offset).includes('\n');
  }

  /** White space between two tokens. @returns whether a line ended */
  #gap(before: Token, token: Token, topLevel: boolean, afterImports: boolean): boolean {
    const white = this.#text.slice(before.end, token.offset);
    const lineEnds = white.split('\n').length - 1;
    const level = this.#levels.at(-1);
    const braces = level?.braces;
    const wasLeading = this.#leading;
    this.#leading = false;
    const blank = (lineEnds > 1 || afterImports) && before !== braces?.open;
    if (token.comment !== undefined) {
      if (lineEnds === 0 && before.comment !== 'line') {
        this.#out += ' '.repeat(Math.max(1, white.length));
        return false;
      }
      this.#leading = token.comment === 'block';
      return this.#line(this.#continuation(token), blank && (braces !== undefined || level === undefined));
    }
    const closes = this.#structure.braces.get(token)?.close === token;
    if (closes && braces?.multiline === true) return this.#line(level?.closing ?? 0, false);
    const starts = braces === undefined ? topLevel : braces.items.has(token.offset);
    if (starts && braces?.multiline !== false) {
      if (wasLeading && lineEnds === 0) {
        this.#out += ' ';
        return false;
      }
      return this.#line(level?.indent ?? 0, blank);
    }
    if (before.comment === 'line') return this.#line(this.#continuation(token), false);
    if (closes) this.#out += before === braces?.open ? '' : ' ';
    else if (starts) this.#out += before === braces?.open || before.comment ? ' ' : `${braces?.separator ?? ''} `;
    else if (lineEnds > 0 && this.#mayBreak(before, token)) return this.#line(this.#continuation(token), false);
    else {
      const tight = before.rule === 'Import' && token.rule === 'Import' && before.text === '{' && token.text === '}';
      const padding = this.#structure.padding.get(before) ?? 0;
      this.#out += spaceBetween(before, token) && !tight ? ' '.repeat(1 + padding) : '';
    }
    return false;
  }

  #mayBreak(before: Token, token: Token): boolean {
    const level = this.#levels.at(-1);
    return (level !== undefined && level.braces === undefined) || mayBreak(before, token);
  }

  /** Where a line begins that goes on with what the one before it began, or holds a comment of its own. */
  #continuation(token: Token): number {
    const level = this.#levels.at(-1);
    if (level === undefined) return this.#inItem(token) ? step : 0;
    if (level.braces === undefined) return /^[)\]}]$/.test(token.text) ? level.closing : level.indent;
    return level.indent + (this.#inItem(token) ? step : 0);
  }

  /** Whether a token or comment stands inside an item of the innermost braces, not between items. */
  #inItem(token: Token): boolean {
    if (token.comment === undefined) return true;
    const braces = this.#levels.at(-1)?.braces;
    const items = braces === undefined ? [...this.#topLevel.keys()] : [...braces.items];
    const begun = items.filter((offset) => offset < token.offset).length;
    if (begun === 0) return false;
    const end = braces?.close.offset ?? this.#text.length;
    const next = this.#tokens.find(({ offset, comment }) => offset > token.offset && comment === undefined);
    if (next === undefined || next.offset >= end || this.#structure.separators.has(next)) return false;
    return !items.includes(next.offset);
  }

  #line(indent: number, blank: boolean): true {
    this.#out = `${this.#out.trimEnd()}\n${blank ? '\n' : ''}`;
    this.#lineStart = this.#out.length;
    this.#lineIndent = indent;
    this.#out += ' '.repeat(indent);
    return true;
  }

  #write(token: Token, next: Token | undefined): void {
    if (token.comment !== undefined) {
      this.#out += token.text.trimEnd();
      if (token.text.includes('\n')) this.#lineStart = this.#out.lastIndexOf('\n') + 1;
      return;
    }
    const column = this.#out.length - this.#lineStart;
    this.#out += token.text;
    if (!token.keyword) return;
    const braces = this.#structure.braces.get(token);
    if (braces?.open === token) {
      this.#levels.push({ braces, indent: this.#lineIndent + step, closing: this.#lineIndent });
    } else if (/^[([{]$/.test(token.text)) {
      const hangs = next !== undefined && this.#text.slice(token.end, next.offset).includes('\n');
      const inside = column + (token.text === '{' ? 2 : 1);
      this.#levels.push(
        hangs ? { indent: this.#lineIndent + step, closing: this.#lineIndent } : { indent: inside, closing: column },
      );
    } else if (/^[)\]}]$/.test(token.text)) this.#levels.pop();
  }
}
