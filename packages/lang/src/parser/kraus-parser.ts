import {
  type AstNode,
  createParser,
  type LangiumCoreServices,
  LangiumParser,
  type ParseResult,
  type ParserOptions,
  type Reference,
} from 'langium';
import { QuickParser } from './quick-parser.js';
import { isResolver, NameReference, type Resolver } from './references.js';
import { Root } from './syntax-nodes.js';

/**
 * Reads scripts: quickly those without syntax errors, and the others once more with Langium's parser, which finds its way through what is
 * wrong and says what was expected.
 */
export class KrausParser extends LangiumParser {
  readonly #services: LangiumCoreServices;
  readonly #resolver: Resolver;
  #quick: QuickParser | undefined;
  #thorough: LangiumParser | undefined;

  constructor(services: LangiumCoreServices) {
    super(services);
    const linker: unknown = services.references.Linker;
    if (!isResolver(linker)) throw new TypeError('Kraus needs its own linker');
    this.#services = services;
    this.#resolver = linker;
  }

  override parse<T extends AstNode = AstNode>(input: string, options: ParserOptions = {}): ParseResult<T> {
    return (
      (options.rule === undefined ? this.#parseQuickly<T>(input) : undefined) ?? this.#parseThoroughly(input, options)
    );
  }

  #parseQuickly<T extends AstNode>(input: string): ParseResult<T> | undefined {
    this.#quick ??= new QuickParser(this.#services);
    const references: NameReference[] = [];
    const makeReference = (container: AstNode, property: string, token: number, text: string): NameReference => {
      const reference = new NameReference(this.#resolver, token, { container, property, text });
      references.push(reference);
      return reference;
    };
    const result = this.#quick.parse<T>(input, this.#services.parser.Lexer.tokenize(input), makeReference);
    const root = result?.value.$cstNode;
    if (root instanceof Root) root.references = references as Reference[];
    return result;
  }

  #parseThoroughly<T extends AstNode>(input: string, options: ParserOptions): ParseResult<T> {
    if (this.#thorough === undefined) {
      const { Grammar: grammar, parser } = this.#services;
      this.#thorough = createParser(grammar, new LangiumParser(this.#services), parser.Lexer.definition);
      this.#thorough.finalize();
    }
    try {
      return this.#thorough.parse<T>(input, options);
    } catch (error) {
      // It gave up in the middle and cannot be used again.
      this.#thorough = undefined;
      throw error;
    }
  }
}
