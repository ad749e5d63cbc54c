import { DefaultLexer } from 'langium';

type LexerResult = ReturnType<DefaultLexer['tokenize']>;
type Token = LexerResult['tokens'][number];

/** After these a statement may be complete, though the grammar would take a name after them for a wire. */
const mayEnd = new Set(['ID', 'NUMBER', ')', ']', 'barrier']);

/**
 * Statements end with the line: where a line in braces begins with a name and the line before may be complete, a `;` of no length
 * is put between them. Without it `barrier` and operations on the whole system would take the next line's first word for a wire.
 */
export class KrausLexer extends DefaultLexer {
  override tokenize(...given: Parameters<DefaultLexer['tokenize']>): LexerResult {
    const result = super.tokenize(...given);
    const separator = this.definition[';'];
    if (separator === undefined) return result;
    const tokens: Token[] = [];
    const open: string[] = [];
    for (const token of result.tokens) {
      const before = tokens.at(-1);
      const { name } = token.tokenType;
      if (before !== undefined && name === 'ID' && open.at(-1) === '{' && endsLine(before, token)) {
        tokens.push(endOfLine(before, separator));
      }
      if (name === '{') open.push(before?.tokenType.name === 'import' ? 'import' : '{');
      else if (name === '(' || name === '[') open.push(name);
      else if (name === '}' || name === ')' || name === ']') open.pop();
      tokens.push(token);
    }
    return { ...result, tokens };
  }
}

function endsLine(before: Token, token: Token): boolean {
  return mayEnd.has(before.tokenType.name) && (token.startLine ?? 0) > (before.endLine ?? 0);
}

function endOfLine(before: Token, type: Token['tokenType']): Token {
  const offset = (before.endOffset ?? before.startOffset) + 1;
  const line = before.endLine ?? 1;
  const column = (before.endColumn ?? 1) + 1;
  return {
    image: '',
    startOffset: offset,
    endOffset: offset - 1,
    startLine: line,
    endLine: line,
    startColumn: column,
    endColumn: column - 1,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
  };
}
