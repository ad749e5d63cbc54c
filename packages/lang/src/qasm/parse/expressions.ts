import { spanning } from './source.js';
import type { ArrayType, Expression, ScalarType, Statement, TypeName } from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** Operators of two operands, loosest first. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const sized: readonly TypeName[] = ['bit', 'int', 'uint', 'float', 'angle'];
const unsized: readonly TypeName[] = ['bool', 'duration', 'stretch'];

/** The deepest nesting that is read, so that no text overflows the stack. */
const deepest = 200;

/** Expressions and the types in them. */
export class ExpressionParser {
  readonly tokens: TokenStream;
  readonly #version: 2 | 3;
  readonly #block: () => readonly Statement[];
  #depth = 0;

  constructor(tokens: TokenStream, version: 2 | 3, block: () => readonly Statement[]) {
    this.tokens = tokens;
    this.#version = version;
    this.#block = block;
  }

  expression(): Expression {
    if (++this.#depth > deepest) this.tokens.fail('an expression that is nested less deeply');
    const result = this.#binary(0);
    this.#depth--;
    return result;
  }

  /** In declarations and assignments also `measure q` and `{1, 2}`. */
  assigned(): Expression {
    if (this.tokens.is('{')) return this.set();
    return this.measured() ?? this.expression();
  }

  /** `measure q`, if it stands here. */
  measured(): Expression | undefined {
    const first = this.tokens.peek();
    if (!this.tokens.accept('measure')) return undefined;
    const operand = this.operand();
    return { ...spanning(first, operand), kind: 'measure', operand };
  }

  /** A qubit, a register or a part of one. */
  operand(): Expression {
    const token = this.tokens.peek();
    if (token.kind === 'hardware') return { ...this.tokens.take(), kind: 'hardware' };
    const name = this.tokens.name('a qubit or a register');
    return this.#indexed({ ...token, kind: 'name', name });
  }

  set(): Expression {
    const first = this.tokens.expect('{');
    const items = this.tokens.list('}', () => (this.tokens.is('{') ? this.set() : this.expression()));
    return { ...spanning(first, this.tokens.last), kind: 'set', items };
  }

  /** `[size]`, if it stands here. */
  designator(): Expression | undefined {
    if (!this.tokens.accept('[')) return undefined;
    const size = this.expression();
    this.tokens.expect(']');
    return size;
  }

  range(end: string): Expression {
    const first = this.tokens.peek();
    const part = (): Expression | undefined =>
      this.tokens.is(':') || this.tokens.is(end) || this.tokens.is(',') ? undefined : this.expression();
    const from = part();
    if (!this.tokens.is(':')) return from ?? this.tokens.fail('an index');
    this.tokens.take();
    const second = part();
    const third = this.tokens.accept(':') ? part() : undefined;
    const step = this.tokens.last.text === ':' || third !== undefined ? second : undefined;
    const [stride, to] = third === undefined ? [undefined, second] : [step, third];
    return {
      ...spanning(first, this.tokens.last),
      kind: 'range',
      ...(from && { from }),
      ...(stride && { step: stride }),
      ...(to && { to }),
    };
  }

  isType(): boolean {
    const { text } = this.tokens.peek();
    const isScalar = [...sized, ...unsized, 'complex'].some((name) => name === text);
    return this.#version === 3 && (isScalar || this.tokens.is('array'));
  }

  scalarType(): ScalarType {
    const token = this.tokens.peek();
    const name = [...sized, ...unsized, 'complex' as const].find((known) => this.tokens.is(known));
    if (name === undefined) return this.tokens.fail('a type');
    this.tokens.take();
    if (name === 'complex') {
      if (this.tokens.accept('[')) {
        if (!this.tokens.is('float')) this.tokens.fail('float');
        this.scalarType();
        this.tokens.expect(']');
      }
      return { ...token, kind: 'scalar', name };
    }
    const size = sized.includes(name) ? this.designator() : undefined;
    return { ...token, kind: 'scalar', name, size };
  }

  arrayType(): ArrayType {
    const first = this.tokens.expect('array');
    this.tokens.expect('[');
    const base = this.scalarType();
    this.tokens.expect(',');
    const shape = this.tokens.list(']', () => this.expression());
    if (shape.length === 0) this.tokens.fail('the size of the array');
    return { ...spanning(first, this.tokens.last), kind: 'array', base, shape };
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { kind, text } = this.tokens.peek();
      if (kind !== 'operator') return left;
      // OpenQASM 2 writes powers with ^.
      if (!operators.includes(text) || (text === '^' && this.#version === 2)) return left;
      this.tokens.take();
      const right = this.#binary(level + 1);
      left = { ...spanning(left, right), kind: 'binary', operator: text, left, right };
    }
  }

  #unary(): Expression {
    const first = this.tokens.peek();
    const operator = ['-', '!', '~', ...(this.#version === 2 ? ['+'] : [])].find((sign) => this.tokens.is(sign));
    if (operator === undefined) return this.#power();
    this.tokens.take();
    if (++this.#depth > deepest) this.tokens.fail('an expression that is nested less deeply');
    const operand = this.#unary();
    this.#depth--;
    return { ...spanning(first, operand), kind: 'unary', operator, operand };
  }

  #power(): Expression {
    const base = this.#indexed(this.#primary());
    if (!this.tokens.accept('**') && !(this.#version === 2 && this.tokens.accept('^'))) return base;
    if (++this.#depth > deepest) this.tokens.fail('an expression that is nested less deeply');
    const exponent = this.#unary();
    this.#depth--;
    return { ...spanning(base, exponent), kind: 'binary', operator: '**', left: base, right: exponent };
  }

  #indexed(base: Expression): Expression {
    let result = base;
    while (this.tokens.accept('[')) {
      const indices = this.tokens.is('{') ? [this.set()] : this.tokens.list(']', () => this.range(']'));
      if (this.tokens.last.text === '}') this.tokens.expect(']');
      if (indices.length === 0) this.tokens.fail('an index');
      result = { ...spanning(base, this.tokens.last), kind: 'index', base: result, indices };
    }
    return result;
  }

  #primary(): Expression {
    const token = this.tokens.peek();
    switch (token.kind) {
      case 'integer': {
        const { text } = this.tokens.take();
        const plain = text.replaceAll('_', '');
        return { ...token, kind: 'number', text: plain, value: Number(plain.toLowerCase()), whole: true };
      }
      case 'float': {
        const text = this.tokens.take().text.replaceAll('_', '');
        return { ...token, kind: 'number', text, value: Number(text), whole: false };
      }
      case 'imaginary':
      case 'timing':
      case 'text':
      case 'hardware':
        return { ...this.tokens.take(), kind: token.kind };
      default:
        return this.#worded();
    }
  }

  #worded(): Expression {
    const { tokens } = this;
    const token = tokens.peek();
    if (tokens.accept('(')) {
      const inner = this.expression();
      tokens.expect(')');
      return { ...inner, ...spanning(token, tokens.last) };
    }
    if (tokens.is('true') || tokens.is('false')) {
      return { ...tokens.take(), kind: 'boolean', value: token.text === 'true' };
    }
    if (tokens.accept('durationof')) {
      tokens.expect('(');
      const body = this.#block();
      tokens.expect(')');
      return { ...spanning(token, tokens.last), kind: 'duration-of', body };
    }
    if (this.isType()) {
      const type = tokens.is('array') ? this.arrayType() : this.scalarType();
      tokens.expect('(');
      const operand = this.expression();
      tokens.expect(')');
      return { ...spanning(token, tokens.last), kind: 'cast', type, operand };
    }
    const name = tokens.name('an expression');
    if (!tokens.accept('(')) return { ...token, kind: 'name', name };
    const given = tokens.list(')', () => this.expression());
    return { ...spanning(token, tokens.last), kind: 'call', name, arguments: given };
  }
}
