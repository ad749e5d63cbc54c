import type { AstNode, LangiumCoreServices, ParseResult } from 'langium';
import { CompiledGrammar } from './compiled-grammar.js';
import { type MakeReference, Reader } from './reader.js';
import { Root } from './syntax-nodes.js';
import { type LexedTokens, TokenTable, type TokenType } from './token-table.js';

/**
 * Reads texts without errors that say something, by the same grammar as Langium's parser and into the same tree, several times faster and in a fraction of
 * the memory: it looks at two tokens at most, builds no node for a rule that only passes on what another one gives, and makes nodes
 * of single tokens when somebody asks for them. What it cannot read is left to Langium's parser, which says why.
 */
export class QuickParser {
  readonly #grammar: CompiledGrammar;
  readonly #typeOf: (TokenType | undefined)[] = [];

  constructor({ Grammar: grammar, parser, shared }: LangiumCoreServices) {
    const { definition } = parser.Lexer;
    for (const type of Object.values(definition)) this.#typeOf[type.tokenTypeIdx ?? 0] = type;
    this.#grammar = new CompiledGrammar({
      grammar,
      reflection: shared.AstReflection,
      converter: parser.ValueConverter,
      kindOf: (name) => definition[name]?.tokenTypeIdx ?? 0,
    });
  }

  /** @returns undefined for what is not right, or needs more than two tokens to see what it is */
  parse<T extends AstNode>(text: string, lexed: LexedTokens, makeReference: MakeReference): ParseResult<T> | undefined {
    if (lexed.errors.length > 0 || lexed.tokens.length === 0) return undefined;
    const root = new Root(new TokenTable(text, lexed, { places: this.#grammar.places, typeOf: this.#typeOf }));
    const reader = new Reader(lexed.tokens, root, (node) => this.#grammar.complete(node), makeReference);
    const script = this.#grammar.entry(reader, undefined);
    if (script === undefined || !reader.ended) return undefined;
    root.adopt(script, reader.deepest);
    return { value: script as T, lexerErrors: [], parserErrors: [] };
  }
}
