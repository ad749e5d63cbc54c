import type { Token } from './token.js';

const tightAfter: ReadonlySet<string> = new Set(['(', '[', '..', '..=']);
const tightBefore: ReadonlySet<string> = new Set([')', ']', ',', ';', ':', '..', '..=']);
/** Rules whose opening bracket stands apart from the word before it. */
const looseBrackets: ReadonlySet<string> = new Set([
  'ListExpression',
  'ForwardClause',
  'For',
  'ParenthesizedExpression',
]);

/** Whether a space stands between two neighbours on one line. */
export function spaceBetween(before: Token, after: Token): boolean {
  if (after.comment !== undefined) return true;
  if (tightBefore.has(after.text) && after.keyword) return false;
  if (before.comment !== undefined) return true;
  if (tightAfter.has(before.text) && before.keyword) return false;
  if (isSign(before)) return false;
  if (after.text === '(' && before.text === 'edges') return false;
  if (after.text === '(' || after.text === '[') return looseBrackets.has(after.rule);
  // `|i><j|` is one product.
  return !(after.node.$type === 'BraExpression' && after.node.$container?.$type === 'KetExpression');
}

/** Whether a line may end between two neighbours outside of brackets: after an operator or comma, or before an operator. */
export function mayBreak(before: Token, after: Token): boolean {
  return isOperator(before) || before.text === ',' || isOperator(after);
}

/** A sign in front of an operand, as in `-x`. */
function isSign({ text, node, offset }: Token): boolean {
  return (text === '-' || text === '+') && node.$type === 'UnaryExpression' && node.$cstNode?.offset === offset;
}

function isOperator(token: Token): boolean {
  if (!token.keyword || isSign(token)) return false;
  return /^(?:and|or|=|[-+*/%^⊗]|[=!<>]=|<|>|>>|->)$/u.test(token.text);
}
