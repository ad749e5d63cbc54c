import type { Blocks } from './control-flow.js';
import type { ExpressionParser } from './expressions.js';
import { type Range, spanning } from './source.js';
import type { Argument, Body, Expression, Type } from './syntax.js';
import type { TokenStream } from './token-stream.js';

/** Reads definitions of gates, subroutines, external functions and calibrations. */
export class DefinitionParser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #blocks: Blocks;

  constructor(tokens: TokenStream, expressions: ExpressionParser, blocks: Blocks) {
    this.#tokens = tokens;
    this.#expressions = expressions;
    this.#blocks = blocks;
  }

  /** The name, parameters and qubits of a gate, up to `end`. */
  gateHead(end: string): { name: string; parameters: string[]; wires: string[] } {
    const tokens = this.#tokens;
    const name = tokens.name('the name of a gate');
    const parameters = tokens.accept('(') ? tokens.list(')', () => tokens.name('a parameter')) : [];
    const wires: string[] = [];
    while (!tokens.is(end)) {
      wires.push(tokens.name('a qubit'));
      if (!tokens.is(end)) tokens.expect(',');
    }
    return { name, parameters, wires };
  }

  /** `gate name(parameters) qubits { … }`. */
  gate(): Body {
    this.#tokens.expect('gate');
    return { kind: 'gate', ...this.gateHead('{'), body: this.#blocks.block(), opaque: false };
  }

  /** `def name(arguments) -> type { … }`. */
  subroutine(): Body {
    const tokens = this.#tokens;
    tokens.expect('def');
    const name = tokens.name('the name of a subroutine');
    tokens.expect('(');
    const given = tokens.list(')', () => this.#argument());
    if (tokens.accept('->')) this.#expressions.scalarType();
    return { kind: 'subroutine', name, arguments: given, body: this.#blocks.block() };
  }

  #argument(): Argument {
    const tokens = this.#tokens;
    const first = tokens.peek();
    const named = (type: Type): Argument => {
      const name = tokens.name('a name');
      return { ...spanning(first, tokens.last), name, type };
    };
    if (tokens.accept('qubit')) return named({ ...first, kind: 'qubit', size: this.#expressions.designator() });
    const old = ['qreg', 'creg'].find((word) => tokens.accept(word));
    if (old !== undefined) {
      const name = tokens.name('a name');
      const size = this.#expressions.designator();
      const type: Type = old === 'qreg' ? { ...first, kind: 'qubit', size } : bits(first, size);
      return { ...spanning(first, tokens.last), name, type };
    }
    if (!tokens.is('readonly') && !tokens.is('mutable')) return named(this.#expressions.scalarType());
    return named(this.#reference());
  }

  #reference(): Type {
    const tokens = this.#tokens;
    const first = tokens.take();
    tokens.expect('array');
    tokens.expect('[');
    const base = this.#expressions.scalarType();
    tokens.expect(',');
    if (tokens.accept('#dim')) {
      tokens.expect('=');
      this.#expressions.expression();
      tokens.expect(']');
      return { ...spanning(first, tokens.last), kind: 'array-reference', base };
    }
    const shape = tokens.list(']', () => this.#expressions.expression());
    return { ...spanning(first, tokens.last), kind: 'array-reference', base, shape };
  }

  /** `extern name(types) -> type`, without its semicolon. */
  extern(): Body {
    const tokens = this.#tokens;
    tokens.expect('extern');
    const name = tokens.name('the name of a function');
    tokens.expect('(');
    tokens.list(')', () => {
      if (tokens.accept('creg')) this.#expressions.designator();
      else if (tokens.is('readonly') || tokens.is('mutable')) this.#reference();
      else this.#expressions.scalarType();
    });
    if (tokens.accept('->')) this.#expressions.scalarType();
    return { kind: 'extern', name };
  }

  /** `defcal … { … }`, whose body is not read. */
  calibration(): Body {
    const tokens = this.#tokens;
    tokens.expect('defcal');
    if (!['measure', 'reset', 'delay'].some((word) => tokens.accept(word))) tokens.name('what is calibrated');
    if (tokens.accept('(')) {
      tokens.list(')', () => {
        if (this.#expressions.isType()) this.#argument();
        else this.#expressions.expression();
      });
    }
    while (tokens.peek().kind !== 'opaque' && !tokens.is('->')) {
      this.#expressions.operand();
      if (!tokens.accept(',')) break;
    }
    if (tokens.accept('->')) this.#expressions.scalarType();
    tokens.expectKind('opaque', '{');
    return { kind: 'calibration' };
  }
}

/** The type of classical bits. */
export function bits(at: Range, size: Expression | undefined): Type {
  return { ...at, kind: 'scalar', name: 'bit', size };
}
