import type { AstNode, ParseResult, ParserOptions } from 'langium';
import { deepBracket, deepNode } from '../../language/index.js';
import { KrausParser } from '../../parser/index.js';

const tooDeep = 'the script is nested too deeply to be read; give parts of it names with `const` or `let`';

/** A parser that survives what is nested too deeply for the stack: it gives an empty script with one syntax error. */
export class GuardedParser extends KrausParser {
  override parse<T extends AstNode = AstNode>(input: string, options: ParserOptions = {}): ParseResult<T> {
    const bracket = deepBracket(input);
    if (bracket !== undefined) return this.#refuse(input, bracket);
    try {
      const result = super.parse<T>(input, options);
      const deep = deepNode(result.value);
      return deep === undefined ? result : this.#refuse(input, deep.$cstNode?.offset ?? 0);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.#refuse(input, 0);
    }
  }
  #refuse<T extends AstNode>(input: string, offset: number): ParseResult<T> {
    const empty = super.parse<T>('');
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
