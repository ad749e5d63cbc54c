import {
  type AstNode,
  createParser,
  isCompositeCstNode,
  type LangiumCoreServices,
  LangiumParser,
  type ParseResult,
  type ParserOptions,
} from 'langium';
import { deepBracket, deepNode } from '../../language/index.js';
import { compactCst } from './compact-cst.js';

const tooDeep = 'the script is nested too deeply to be read; give parts of it names with `const` or `let`';

/** A parser that keeps only what is needed of the tokens, and survives what is nested too deeply for the stack: it gives an empty script with one syntax error. */
export class GuardedParser extends LangiumParser {
  readonly #services: LangiumCoreServices;
  #parser: LangiumParser | undefined;

  constructor(services: LangiumCoreServices) {
    super(services);
    this.#services = services;
  }

  override parse<T extends AstNode = AstNode>(input: string, options: ParserOptions = {}): ParseResult<T> {
    const bracket = deepBracket(input);
    if (bracket !== undefined) return this.#refuse(input, bracket);
    try {
      const result = this.#ready().parse<T>(input, options);
      const deep = deepNode(result.value);
      if (deep !== undefined) return this.#refuse(input, deep.$cstNode?.offset ?? 0);
      const cst = result.value.$cstNode;
      if (isCompositeCstNode(cst)) compactCst(cst);
      return result;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The parser gave up in the middle and cannot be used again.
      this.#parser = undefined;
      return this.#refuse(input, 0);
    }
  }

  #ready(): LangiumParser {
    if (this.#parser === undefined) {
      const { Grammar: grammar, parser } = this.#services;
      this.#parser = createParser(grammar, new LangiumParser(this.#services), parser.Lexer.definition);
      this.#parser.finalize();
    }
    return this.#parser;
  }

  #refuse<T extends AstNode>(input: string, offset: number): ParseResult<T> {
    const empty = this.#ready().parse<T>('');
    const before = input.slice(0, offset).split('\n');
    const [startLine, startColumn] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    const tokenType = { name: 'EOF' };
    const place = {
      startOffset: offset,
      endOffset: offset,
      startLine,
      endLine: startLine,
      startColumn,
      endColumn: startColumn,
    };
    const token = { image: input.charAt(offset), tokenTypeIdx: 0, tokenType, ...place };
    const error = { name: 'TooDeep', message: tooDeep, token, resyncedTokens: [] };
    const context = { ruleStack: [], ruleOccurrenceStack: [] };
    return { ...empty, parserErrors: [{ ...error, context }] };
  }
}
