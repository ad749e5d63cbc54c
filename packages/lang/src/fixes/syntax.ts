import type { Fix } from '../diagnostics/index.js';
import { fix } from './changes.js';

/** Where a syntax error was found, and where what came before it ends; as offsets. */
export interface SyntaxPlace {
  readonly start: number;
  readonly end: number;
  readonly before: number;
}

/** Fixes of syntax errors: a misspelt word, a bracket or quote that is missing. */
export function syntaxFixes(message: string, { start, end, before }: SyntaxPlace): Fix[] {
  const near = /did you mean `([^`]+)`\?/.exec(message)?.[1];
  if (near !== undefined) return fix(`Change to \`${near}\``, { start, end, text: near });
  if (message === 'the text is not closed') return fix('Close the text', { start: end, end, text: '"' });
  const [, bracket, brace] = /^expected (?:`([)\]])`|.* or `(\})`),/.exec(message) ?? [];
  if (bracket !== undefined) return fix(`Write \`${bracket}\``, { start: before, end: before, text: bracket });
  if (brace !== undefined) return fix('Close with `}`', { start: before, end: before, text: '\n}' });
  return [];
}
