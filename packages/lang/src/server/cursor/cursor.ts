import type { LangiumDocument, Lexer } from 'langium';

/** A token before the cursor. */
export interface Word {
  readonly text: string;
  readonly kind: string;
  readonly offset: number;
  readonly end: number;
  readonly line: number;
}

/** An opened bracket that is not closed before the cursor, with what stands in front of it and inside it so far. */
export interface Level {
  readonly open: string;
  /** Since the last separator or, between braces, the last line end. */
  readonly head: readonly Word[];
  /** Separators inside so far. */
  commas: number;
  /** Names with a colon seen inside: options or named arguments that are already given. */
  readonly given: string[];
}

/** What is written before the cursor, without help from the parser: it holds in any half-typed text. */
export interface Cursor {
  readonly offset: number;
  /** The beginning of the word that the cursor is in or after, and its text up to the cursor. */
  readonly wordStart: number;
  readonly word: string;
  /** Open brackets, outermost first. */
  readonly levels: readonly Level[];
  /** What stands before the word in its statement, clause, option or argument. */
  readonly current: readonly Word[];
  /** Whether the cursor is in a text in quotation marks; then `word` is the text so far. */
  readonly inText: boolean;
}

const topWords =
  /^(import|const|graph|schedule|gate|generator|channel|circuit|dataset|device|model|train|sample|evaluate|run|sweep)$/;

/** Looks at the text up to an offset. Undefined within a comment. */
export function cursorAt(document: LangiumDocument, offset: number, lexer: Lexer): Cursor | undefined {
  const text = document.textDocument.getText().slice(0, offset);
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const { tokens, hidden } = lexer.tokenize(text);
  if (hidden.some(({ image, endOffset = 0 }) => endOffset + 1 >= offset && image.startsWith('//'))) return undefined;
  if (text.lastIndexOf('/*') > text.lastIndexOf('*/')) return undefined;
  const quoted = /^(?:[^"]|"(?:\\.|[^"\\])*")*"((?:\\.|[^"\\])*)$/.exec(line)?.[1];
  const words: Word[] = tokens.map(({ image, tokenType, startOffset, startLine = 1 }) => ({
    text: image,
    kind: tokenType.name,
    offset: startOffset,
    end: startOffset + image.length,
    line: startLine,
  }));
  let wordStart = offset - (quoted?.length ?? 0);
  const last = words.at(-1);
  if (quoted === undefined && last !== undefined && last.end === offset && /^\w/.test(last.text)) {
    wordStart = last.offset;
    words.pop();
  }
  while ((words.at(-1)?.offset ?? -1) >= wordStart) words.pop();
  const line1 = text.slice(0, wordStart).split('\n').length;
  return { offset, wordStart, word: text.slice(wordStart), ...levelsOf(words, line1), inText: quoted !== undefined };
}

/** Between the braces of these a comma stands within one statement or clause; elsewhere it ends an option. */
const bodies = /^(model|circuit|channel|gate|generator|for|repeat|if|else|mix)$/;

function levelsOf(words: readonly Word[], cursorLine: number): { levels: Level[]; current: Word[] } {
  let levels: Level[] = [];
  let current: Word[] = [];
  const between = (): boolean => levels.length === 0 || levels.at(-1)?.open === '{';
  const lineEnds = (line: number): void => {
    const last = current.at(-1);
    // A line that ends with an operator or separator goes on.
    if (last !== undefined && between() && line > last.line && !/^[-+*/=,:(]$|^(>>|on|from)$/.test(last.text))
      current = [];
  };
  words.forEach((word, index) => {
    lineEnds(word.line);
    const before = words[index - 1];
    // A declaration begins anew whatever was left open above.
    if (topWords.test(word.text) && word.kind !== 'ID' && before !== undefined && word.line > before.line) {
      const column = levels[0]?.open === '{' && levels[0].head.length > 0;
      if (!column || !/^(train|sample|evaluate|run|device|graph|schedule)$/.test(word.text)) {
        if (levels.some(({ open }) => open !== '{')) levels = [];
      }
    }
    if (/^[{[(]$/.test(word.text)) {
      levels.push({ open: word.text, head: current, commas: 0, given: [] });
      current = [];
    } else if (/^[}\])]$/.test(word.text)) {
      const closed = levels.pop();
      current = word.text === '}' ? [] : [...(closed?.head ?? []), word];
    } else if (word.text === ';' || (word.text === ',' && separates(levels.at(-1)))) {
      const level = levels.at(-1);
      if (level !== undefined) level.commas++;
      current = [];
    } else {
      current.push(word);
      if (word.text === ':' && current.length === 2) levels.at(-1)?.given.push(current[0]?.text ?? '');
    }
  });
  lineEnds(cursorLine);
  return { levels, current };
}

function separates(level: Level | undefined): boolean {
  if (level === undefined) return false;
  return level.open !== '{' || !bodies.test(level.head[0]?.text ?? '');
}
