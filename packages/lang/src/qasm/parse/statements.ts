import { ControlFlowParser } from './control-flow.js';
import { bits, DefinitionParser } from './definitions.js';
import { ExpressionParser } from './expressions.js';
import { tokenize } from './lexer.js';
import { type Source, spanning } from './source.js';
import type { Body, Expression, Modifier, Program, Statement, Type } from './syntax.js';
import { TokenStream } from './token-stream.js';

const compound = ['=', '+=', '-=', '*=', '/=', '&=', '|=', '~=', '^=', '<<=', '>>=', '%=', '**='];

/** The deepest nesting of blocks that is read. */
const deepest = 100;

class StatementParser {
  readonly #tokens: TokenStream;
  readonly #expressions: ExpressionParser;
  readonly #control: ControlFlowParser;
  readonly #definitions: DefinitionParser;
  readonly #version: 2 | 3;
  #depth = 0;

  constructor(tokens: TokenStream, version: 2 | 3) {
    this.#tokens = tokens;
    this.#version = version;
    this.#expressions = new ExpressionParser(tokens, version, () => this.#block());
    const blocks = { block: () => this.#block(), body: () => this.#body() };
    this.#control = new ControlFlowParser(tokens, this.#expressions, blocks, version);
    this.#definitions = new DefinitionParser(tokens, this.#expressions, blocks);
  }

  program(): readonly Statement[] {
    const statements: Statement[] = [];
    while (this.#tokens.peek().kind !== 'end') statements.push(this.#statement());
    return statements;
  }

  #block(): readonly Statement[] {
    const statements: Statement[] = [];
    this.#tokens.expect('{');
    while (!this.#tokens.accept('}')) statements.push(this.#statement());
    return statements;
  }

  /** A block, or one statement without braces. */
  #body(): readonly Statement[] {
    return this.#tokens.is('{') ? this.#block() : [this.#statement()];
  }

  #statement(): Statement {
    const annotations: string[] = [];
    while (this.#tokens.peek().kind === 'annotation') annotations.push(this.#tokens.take().text);
    if (++this.#depth > deepest) this.#tokens.fail('blocks that are nested less deeply');
    const first = this.#tokens.peek();
    const body = this.#plain();
    this.#depth--;
    return { ...body, ...spanning(first, this.#tokens.last), annotations } as Statement;
  }

  #plain(): Body {
    const tokens = this.#tokens;
    const token = tokens.peek();
    if (token.kind === 'pragma') return { kind: 'pragma', text: tokens.take().text };
    if (token.kind === 'name') {
      const own = this.#keyword(token.text);
      if (own !== undefined) return own;
    }
    if (tokens.is('{') && this.#version === 3) return { kind: 'scope', body: this.#block() };
    if (this.#expressions.isType() && !this.#isCast()) return this.#declaration(false);
    return this.#ending(this.#expressionOrApplication());
  }

  /** Whether a type begins an expression: `int[8](x);`. */
  #isCast(): boolean {
    let depth = 0;
    for (let ahead = 1; ; ahead++) {
      const { text, kind } = this.#tokens.peek(ahead);
      if (kind === 'end') return false;
      if (text === '[' && kind === 'operator') depth++;
      else if (text === ']' && kind === 'operator') depth--;
      else if (depth === 0) return text === '(';
    }
  }

  #ending(body: Body): Body {
    this.#tokens.expect(';');
    return body;
  }

  #keyword(word: string): Body | undefined {
    const tokens = this.#tokens;
    const simple = this.#version === 3 ? this.#keywordOf3(word) : undefined;
    if (simple !== undefined) return simple;
    switch (word) {
      case 'include':
        tokens.take();
        return this.#ending({ kind: 'include', path: tokens.expectKind('text', 'the name of a file').text });
      case 'qreg':
      case 'creg': {
        tokens.take();
        const name = tokens.name('a name');
        const size = this.#expressions.designator();
        const type: Type = word === 'qreg' ? { ...tokens.last, kind: 'qubit', size } : bits(tokens.last, size);
        return this.#ending({ kind: 'declare', type, name, constant: false });
      }
      case 'gate':
        return this.#definitions.gate();
      case 'opaque': {
        if (this.#version === 3) return undefined;
        tokens.take();
        return this.#ending({ kind: 'gate', ...this.#definitions.gateHead(';'), body: [], opaque: true });
      }
      case 'measure': {
        const value = this.#expressions.measured();
        const operand = value?.kind === 'measure' ? value.operand : tokens.fail('measure');
        const target = tokens.accept('->') ? this.#expressions.operand() : undefined;
        return this.#ending({ kind: 'measure', operand, target });
      }
      case 'reset':
        tokens.take();
        return this.#ending({ kind: 'reset', operand: this.#expressions.operand() });
      case 'barrier':
        tokens.take();
        return { kind: 'barrier', operands: tokens.list(';', () => this.#expressions.operand()) };
      case 'if':
        return this.#control.condition();
      case 'gphase':
      case 'inv':
      case 'pow':
      case 'ctrl':
      case 'negctrl':
        return this.#version === 3 ? this.#ending(this.#application()) : undefined;
      default:
        return undefined;
    }
  }

  #keywordOf3(word: string): Body | undefined {
    const tokens = this.#tokens;
    const accept = (text: string): boolean => tokens.accept(text);
    switch (word) {
      case 'qubit': {
        accept('qubit');
        const type: Type = { ...tokens.last, kind: 'qubit', size: this.#expressions.designator() };
        return this.#ending({ kind: 'declare', type, name: tokens.name('a name'), constant: false });
      }
      case 'const':
        accept('const');
        return this.#declaration(true);
      case 'input':
      case 'output': {
        accept(word);
        const isArray = tokens.is('array');
        const type = isArray ? this.#expressions.arrayType() : this.#expressions.scalarType();
        return this.#ending({ kind: 'declare', type, name: tokens.name('a name'), constant: false, direction: word });
      }
      case 'let': {
        accept('let');
        const name = tokens.name('a name');
        tokens.expect('=');
        return this.#ending({ kind: 'alias', name, value: this.#joined() });
      }
      case 'nop':
        accept('nop');
        return { kind: 'nop', operands: tokens.list(';', () => this.#expressions.operand()) };
      case 'delay': {
        accept('delay');
        const duration = this.#expressions.designator() ?? tokens.fail('[ and a duration');
        return { kind: 'delay', duration, operands: tokens.list(';', () => this.#expressions.operand()) };
      }
      case 'box':
        accept('box');
        this.#expressions.designator();
        return { kind: 'box', body: this.#block() };
      case 'for':
        return this.#control.loop();
      case 'while':
        return this.#control.loopWhile();
      case 'switch':
        return this.#control.choice();
      case 'def':
        return this.#definitions.subroutine();
      case 'extern':
        return this.#ending(this.#definitions.extern());
      case 'return': {
        accept('return');
        const value = tokens.is(';') ? undefined : this.#expressions.assigned();
        return this.#ending({ kind: 'return', value });
      }
      case 'break':
      case 'continue':
      case 'end':
        accept(word);
        return this.#ending({ kind: word });
      case 'cal':
        accept('cal');
        tokens.expectKind('opaque', '{');
        return { kind: 'calibration' };
      case 'defcal':
        return this.#definitions.calibration();
      case 'defcalgrammar':
        accept('defcalgrammar');
        tokens.expectKind('text', 'the name of a grammar in quotes');
        return this.#ending({ kind: 'calibration' });
      default:
        return undefined;
    }
  }

  #declaration(constant: boolean): Body {
    const isArray = this.#tokens.is('array');
    const type = isArray ? this.#expressions.arrayType() : this.#expressions.scalarType();
    const name = this.#tokens.name('a name');
    const given = constant ? this.#tokens.expect('=') : this.#tokens.accept('=');
    if (!given) return this.#ending({ kind: 'declare', type, name, constant });
    if (this.#tokens.is('{') && !isArray) this.#tokens.fail('a value');
    const value = this.#expressions.assigned();
    return this.#ending({ kind: 'declare', type, name, constant, value });
  }

  /** Registers put one behind the other with `++`. */
  #joined(): Expression {
    let left = this.#expressions.expression();
    while (this.#tokens.accept('++')) {
      const right = this.#expressions.expression();
      left = { ...spanning(left, right), kind: 'binary', operator: '++', left, right };
    }
    return left;
  }

  #application(): Body {
    const tokens = this.#tokens;
    const modifiers: Modifier[] = [];
    for (;;) {
      const token = tokens.peek();
      const kind = (['inv', 'pow', 'ctrl', 'negctrl'] as const).find((word) => tokens.accept(word));
      if (kind === undefined) break;
      let value: Expression | undefined;
      if (kind !== 'inv' && (kind === 'pow' ? tokens.expect('(') : tokens.accept('('))) {
        value = this.#expressions.expression();
        tokens.expect(')');
      }
      tokens.expect('@');
      modifiers.push({ ...spanning(token, tokens.last), kind, value });
    }
    const name = tokens.accept('gphase') ? 'gphase' : tokens.name('a gate');
    if (name === 'gphase') tokens.expect('(');
    const given = name === 'gphase' || tokens.accept('(') ? tokens.list(')', () => this.#expressions.expression()) : [];
    const duration = this.#expressions.designator();
    return { kind: 'apply', modifiers, name, arguments: given, duration, operands: this.#operands() };
  }

  #operands(): Expression[] {
    const operands: Expression[] = [];
    while (!this.#tokens.is(';')) {
      operands.push(this.#expressions.operand());
      if (!this.#tokens.is(';')) this.#tokens.expect(',');
    }
    return operands;
  }

  /** A gate on qubits, an assignment, or an expression alone: all of them begin like an expression. */
  #expressionOrApplication(): Body {
    const tokens = this.#tokens;
    const value = this.#expressions.expression();
    const { kind } = tokens.peek();
    const base = value.kind === 'index' ? value.base : value;
    const isGate = base.kind === 'name' || base.kind === 'call';
    if (isGate && (tokens.isName() || kind === 'hardware')) {
      const duration = value.kind === 'index' ? value.indices[0] : undefined;
      const given = base.kind === 'call' ? base.arguments : [];
      return { kind: 'apply', modifiers: [], name: base.name, arguments: given, duration, operands: this.#operands() };
    }
    const operator = compound.find((sign) => tokens.is(sign));
    let root = value;
    while (root.kind === 'index') root = root.base;
    if (operator === undefined || root.kind !== 'name' || this.#version === 2) {
      if (this.#version === 2) tokens.fail('the qubits of a gate');
      return { kind: 'expression', value };
    }
    tokens.take();
    const assigned = tokens.is('{') ? this.#expressions.expression() : this.#expressions.assigned();
    return { kind: 'assign', target: value, operator, value: assigned };
  }
}

/**
 * Reads OpenQASM 2 or 3; 3 where no version is given.
 * @throws KrausError `lang/qasm-syntax` with the place
 */
export function parseQasm(source: Source): Program {
  const tokens = new TokenStream(tokenize(source));
  let version: 2 | 3 = 3;
  if (tokens.accept('OPENQASM')) {
    const given = tokens.take();
    const [major, minor] = /^([23])(?:\.([0-9]+))?$/.exec(given.text)?.slice(1) ?? [];
    if (major === undefined || (minor === undefined && given.kind !== 'integer')) {
      tokens.fail('version 2.0, 3.0 or 3.1 before this');
    }
    version = major === '2' ? 2 : 3;
    tokens.expect(';');
  }
  return { version, statements: new StatementParser(tokens, version).program() };
}
