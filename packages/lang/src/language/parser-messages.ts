import { AbstractParserErrorMessageProvider } from 'langium';
import { nearest } from './suggest.js';

type MismatchOptions = Parameters<AbstractParserErrorMessageProvider['buildMismatchTokenMessage']>[0];
type RedundantOptions = Parameters<AbstractParserErrorMessageProvider['buildNotAllInputParsedMessage']>[0];
type NoAlternativeOptions = Parameters<AbstractParserErrorMessageProvider['buildNoViableAltMessage']>[0];
type EarlyExitOptions = Parameters<AbstractParserErrorMessageProvider['buildEarlyExitMessage']>[0];
type Token = MismatchOptions['actual'];
type TokenKind = MismatchOptions['expected'];

/** What a grammar rule is called in a message, where "expected one of twenty tokens" helps nobody. */
const ruleWords: Readonly<Record<string, string>> = {
  TopLevel: 'a declaration',
  Statement: 'a statement',
  Clause: 'a model clause (data, encode, forward, reverse, predict, objective, condition)',
  PrimaryExpression: 'an expression',
  OptionName: 'the name of an option',
  Item: 'an option',
  TypeName: 'a type',
  Modifier: '`measured`, `coherent`, `matched to …` or `on …`',
  Process: 'a forward process such as `Walk(0.3) for 20 steps`',
  KetExpression: 'a ket',
  BraExpression: 'a bra',
};

const tokenWords: Readonly<Record<string, string>> = {
  ID: 'a name',
  NUMBER: 'a number',
  STRING: 'a text in double quotes',
  EOF: 'the end of the file',
  KET_NAME: 'a ket',
  KET_STATE: 'a ket',
  BRA_NAME: 'a bra',
  BRA_STATE: 'a bra',
};

export const declarationKeywords: readonly string[] = [
  'import',
  'const',
  'graph',
  'schedule',
  'gate',
  'generator',
  'channel',
  'circuit',
  'dataset',
  'model',
  'train',
  'sample',
  'evaluate',
  'sweep',
];

/** Syntax errors in words: what was expected, what was found. */
export class KrausParserMessages extends AbstractParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected, actual, ruleName }: MismatchOptions): string {
    if (expected.name === 'EOF') return this.buildNotAllInputParsedMessage({ firstRedundant: actual, ruleName });
    const rule = ruleName.replace(/[^A-Za-z]/g, '');
    if (expected.name === '}' && (rule === 'Block' || rule === 'ModelDeclaration')) {
      const item = rule === 'Block' ? 'a statement' : ruleWords.Clause;
      return `expected ${item} or \`}\`, found ${found(actual)}`;
    }
    const soft = expected.name === 'ID' && /^[a-z]+$/.test(actual.image);
    const hint = soft ? ` (\`${actual.image}\` is a word of the language)` : '';
    return `expected ${kind(expected)}, found ${found(actual)}${hint}`;
  }

  override buildNotAllInputParsedMessage({ firstRedundant }: RedundantOptions): string {
    const near = nearest(firstRedundant.image, declarationKeywords);
    const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
    return `expected a declaration, found ${found(firstRedundant)}${hint}`;
  }

  override buildNoViableAltMessage({ expectedPathsPerAlt, actual, ruleName }: NoAlternativeOptions): string {
    const first = actual[0];
    return `expected ${this.#anyOf(expectedPathsPerAlt.flat(), ruleName)}, found ${first ? found(first) : 'nothing'}`;
  }

  override buildEarlyExitMessage({ expectedIterationPaths, actual, ruleName }: EarlyExitOptions): string {
    const first = actual[0];
    return `expected ${this.#anyOf(expectedIterationPaths, ruleName)}, found ${first ? found(first) : 'nothing'}`;
  }

  #anyOf(paths: readonly (readonly TokenKind[])[], ruleName: string): string {
    const word = ruleWords[ruleName.replace(/[^A-Za-z]/g, '')];
    if (word !== undefined) return word;
    const words = [...new Set(paths.flatMap((path) => (path[0] === undefined ? [] : [kind(path[0])])))];
    if (words.length === 0 || words.length > 6) return 'an expression';
    return words.length === 1 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  }
}

function kind(token: TokenKind): string {
  return tokenWords[token.name] ?? `\`${token.name}\``;
}

function found(token: Token): string {
  if (token.image === '' && token.tokenType.name === ';') return 'the end of the line';
  return token.image === ''
    ? 'the end of the file'
    : `\`${token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image}\``;
}
