import { type Range, type Source, syntaxError } from './source.js';

export type TokenKind =
  | 'name'
  | 'hardware'
  | 'integer'
  | 'float'
  | 'imaginary'
  | 'timing'
  | 'text'
  | 'operator'
  | 'annotation'
  | 'pragma'
  | 'opaque'
  | 'end';

export interface Token extends Range {
  readonly kind: TokenKind;
  /** As written; of a text without its quotes, of a pragma or annotation the whole line. */
  readonly text: string;
}

const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const pragma = /#?pragma[ \t]+([^\n]*)/y;
const annotation = /@[\p{L}_][\p{L}\p{N}_.]*(?:[ \t]+[^\n]*)?/uy;
const dimension = /#dim/y;
const name = /[\p{L}_][\p{L}\p{N}_]*/uy;
const hardware = /\$[0-9]+/y;
const unit = '(?:dt|ns|us|µs|μs|ms|s)(?![\\p{L}\\p{N}_])';
const decimals = '(?:[0-9](?:_?[0-9])*)';
const float = `(?:${decimals}?\\.${decimals}(?:[eE][-+]?${decimals})?|${decimals}\\.(?:[eE][-+]?${decimals})?|${decimals}[eE][-+]?${decimals})`;
const whole = `(?:0[xX][0-9a-fA-F](?:_?[0-9a-fA-F])*|0[bB][01](?:_?[01])*|0[oO]?[0-7](?:_?[0-7])*(?![0-9.eE])|${decimals})`;
const timing = new RegExp(`(?:${float}|${decimals})[ \\t]*${unit}`, 'uy');
const imaginary = new RegExp(`(?:${float}|${decimals})[ \\t]*im(?![\\p{L}\\p{N}_])`, 'uy');
const floating = new RegExp(float, 'uy');
const integer = new RegExp(whole, 'uy');
const text = /"([^"\n\r]*)"|'([^'\n\r]*)'/y;
const operator =
  /\*\*=|<<=|>>=|->|\*\*|\+\+|&&|\|\||==|!=|<=|>=|<<|>>|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|~=|[-+*/%<>=!&|^~;:,.()[\]{}@]/y;

/** The numbers and names that come first where several forms would fit. */
const forms: readonly (readonly [TokenKind, RegExp])[] = [
  ['operator', dimension],
  ['name', name],
  ['hardware', hardware],
  ['timing', timing],
  ['imaginary', imaginary],
  ['float', floating],
  ['integer', integer],
  ['text', text],
  ['operator', operator],
];

/**
 * Splits OpenQASM into tokens; the last is `end`. Bodies of `cal` and `defcal` are one token each.
 * @throws KrausError `lang/qasm-syntax`
 */
export function tokenize(source: Source): Token[] {
  const { text: code } = source;
  const tokens: Token[] = [];
  let at = 0;
  let calibration = false;
  const match = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at;
    return form.exec(code);
  };
  for (;;) {
    at += match(blank)?.[0].length ?? 0;
    if (at >= code.length) break;
    if (calibration && code[at] === '{') {
      const end = closing(source, at);
      tokens.push({ kind: 'opaque', text: code.slice(at, end), source, start: at, end });
      at = end;
      calibration = false;
      continue;
    }
    const lineStart = code.slice(code.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
    const line = match(pragma);
    if (line !== null) {
      tokens.push({ kind: 'pragma', text: (line[1] ?? '').trim(), source, start: at, end: at + line[0].length });
      at += line[0].length;
      continue;
    }
    const note = lineStart && code[at] === '@' ? match(annotation) : null;
    if (note !== null) {
      tokens.push({ kind: 'annotation', text: note[0].trim(), source, start: at, end: at + note[0].length });
      at += note[0].length;
      continue;
    }
    const token = next(source, at);
    if (token.text === 'cal' || token.text === 'defcal') calibration = true;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: 'the end of the file', source, start: code.length, end: code.length });
  return tokens;
}

function next(source: Source, start: number): Token {
  const { text: code } = source;
  for (const [kind, form] of forms) {
    form.lastIndex = start;
    const found = form.exec(code);
    if (found === null) continue;
    const end = start + found[0].length;
    const numeric = kind === 'integer' || kind === 'float' || kind === 'timing' || kind === 'imaginary';
    if (numeric && /^[\p{L}\p{N}_]/u.test(code.slice(end, end + 2))) {
      return syntaxError(`${code.slice(start, end + 1)} is no number`, { source, start, end: end + 1 });
    }
    return { kind, text: kind === 'text' ? found[0].slice(1, -1) : found[0], source, start, end };
  }
  const character = String.fromCodePoint(code.codePointAt(start) ?? 0);
  const quoted = character === '"' || character === "'" ? 'the text that begins here has no end' : undefined;
  return syntaxError(quoted ?? `unexpected character ${character}`, { source, start, end: start + 1 });
}

function closing(source: Source, start: number): number {
  let depth = 0;
  for (let at = start; at < source.text.length; at++) {
    if (source.text[at] === '{') depth++;
    else if (source.text[at] === '}' && --depth === 0) return at + 1;
  }
  return syntaxError('this { is never closed', { source, start, end: start + 1 });
}
