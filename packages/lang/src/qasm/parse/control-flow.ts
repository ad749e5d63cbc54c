import type { ExpressionParser } from './expressions.js';
import type { Body, Expression, Statement } from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** What reads the statements inside of others. */
export interface Blocks {
  /** Statements in braces. */
  block(): readonly Statement[];
  /** Statements in braces, or one without. */
  body(): readonly Statement[];
}

/** Reads `if`, `for`, `while` and `switch`. */
export class ControlFlowParser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #blocks: Blocks;
  readonly #version: 2 | 3;

  constructor(tokens: TokenStream, expressions: ExpressionParser, blocks: Blocks, version: 2 | 3) {
    this.#tokens = tokens;
    this.#expressions = expressions;
    this.#blocks = blocks;
    this.#version = version;
  }

  /** `if (…) … else …`. */
  condition(): Body {
    const tokens = this.#tokens;
    tokens.expect('if');
    tokens.expect('(');
    const condition = this.#expressions.expression();
    tokens.expect(')');
    const then = this.#blocks.body();
    const otherwise = this.#version === 3 && tokens.accept('else') ? this.#blocks.body() : [];
    return { kind: 'if', condition, then, otherwise };
  }

  /** `for type name in … …`. */
  loop(): Body {
    const tokens = this.#tokens;
    tokens.expect('for');
    this.#expressions.scalarType();
    const variable = tokens.name('a loop variable');
    tokens.expect('in');
    let range: Expression;
    if (tokens.is('{')) range = this.#expressions.set();
    else if (tokens.accept('[')) {
      range = this.#expressions.range(']');
      tokens.expect(']');
    } else range = this.#expressions.expression();
    return { kind: 'for', variable, range, body: this.#blocks.body() };
  }

  /** `switch (…) { case … default … }`. */
  choice(): Body {
    const tokens = this.#tokens;
    tokens.expect('switch');
    tokens.expect('(');
    const value = this.#expressions.expression();
    tokens.expect(')');
    tokens.expect('{');
    const cases: { values: Expression[]; body: readonly Statement[] }[] = [];
    while (tokens.accept('case')) {
      const values = [this.#expressions.expression()];
      while (tokens.accept(',') && !tokens.is('{')) values.push(this.#expressions.expression());
      cases.push({ values, body: this.#blocks.block() });
    }
    const otherwise = tokens.accept('default') ? this.#blocks.block() : undefined;
    if (cases.length === 0 && otherwise === undefined) tokens.fail('case');
    tokens.expect('}');
    return { kind: 'switch', value, cases, otherwise };
  }

  /** `while (…) …`. */
  loopWhile(): Body {
    const tokens = this.#tokens;
    tokens.expect('while');
    tokens.expect('(');
    const condition = this.#expressions.expression();
    tokens.expect(')');
    return { kind: 'while', condition, body: this.#blocks.body() };
  }
}
