/** Quick fixes: exact changes of the text that remove the cause of a diagnostic. */
import type { Fix, Issue } from '../diagnostics/index.js';
import { fixesByCode, nearFix } from './by-code.js';

export { appended, divided, fix, removed, replaced, statementBefore, statementBehind, textOf } from './changes.js';
export { importChange } from './import-change.js';
export { fractionText, rootText } from './numbers.js';
export { type SyntaxPlace, syntaxFixes } from './syntax.js';

/** All fixes of an issue: those found along with it, what was probably meant, and what follows from the code. */
export function fixesOf(issue: Issue): Fix[] {
  return [...(issue.fixes ?? []), ...nearFix(issue), ...(fixesByCode[issue.code]?.(issue) ?? [])];
}
