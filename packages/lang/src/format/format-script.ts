import { KrausError } from '@kraus/core';
import { isScript, type Script } from '../generated/index.js';
import { createKrausServices, deepBracket, type KrausServices } from '../language/index.js';
import { Printer } from './printer.js';

let services: KrausServices | undefined;

/**
 * A script in the one form that all scripts have: two spaces for each level, one item a line, the clauses of a model in
 * columns, at most one blank line. Comments, names, numbers and the line ends inside brackets stay as they are. Formatting
 * the result changes nothing, and it says the same to every later step.
 *
 * @param path the name of the script, for the places in errors
 * @throws KrausError `lang/syntax` with a span if the text is not Kraus; it cannot be formatted before that is mended
 */
export function formatScript(text: string, path = 'script'): string {
  const lines = text.replace(/\r\n/g, '\n');
  const { root, tokens } = parse(lines, path);
  const printed = new Printer(root, lines, [...root.imports, ...root.statements]).print();
  if (tokens.join('\n') !== tokensIn(printed).join('\n')) {
    throw new KrausError(
      'lang/internal',
      `Formatting ${path} would have changed more than its layout; nothing was done.`,
    );
  }
  return text.includes('\r\n') ? printed.replace(/\n/g, '\r\n') : printed;
}

function parse(text: string, path: string): { root: Script; tokens: string[] } {
  const fail = (message: string, offset: number, length: number): never => {
    const before = text.slice(0, offset).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    throw new KrausError('lang/syntax', `${path}:${place.line}:${place.column}: ${message}; mend it, then format.`, {
      span: { file: path, ...place, offset, length },
    });
  };
  const bracket = deepBracket(text);
  if (bracket !== undefined) fail('the script is nested too deeply to be read', bracket, 1);
  services ??= createKrausServices().kraus;
  try {
    const { value, lexerErrors, parserErrors } = services.parser.LangiumParser.parse(text);
    const [unreadable] = lexerErrors;
    if (unreadable !== undefined) fail('this character is not Kraus', unreadable.offset, unreadable.length);
    const [error] = parserErrors;
    if (error !== undefined) {
      const offset = Number.isFinite(error.token.startOffset) ? error.token.startOffset : text.length;
      fail(error.message, offset, error.token.image.length);
    }
    if (!isScript(value)) return fail('there is no script', 0, 0);
    return { root: value, tokens: tokensIn(text) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The parser gave up in the middle and cannot be used again.
    services = undefined;
    return fail('the script is nested too deeply to be read', 0, 1);
  }
}

/** The words of a text without separators, then its comments: what formatting keeps. */
function tokensIn(text: string): string[] {
  services ??= createKrausServices().kraus;
  const { tokens, hidden } = services.parser.Lexer.tokenize(text);
  const words = tokens.map(({ image }) => image).filter((image) => ![',', ';', ''].includes(image));
  return [...words, ...hidden.map(({ image }) => image.trimEnd())];
}
