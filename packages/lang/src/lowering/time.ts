import { type AstNode, AstUtils } from 'langium';
import type { Argument } from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';

/** The times t = k/T of steps k = 1 … T. */
export function timesOf(steps: number): number[] {
  return Array.from({ length: steps }, (_, k) => (k + 1) / steps);
}

/** Whether arguments name the time `t` or a schedule. */
export function dependOnTime(values: readonly Argument[]): boolean {
  return values.some((argument) => AstUtils.streamAst(argument).some(namesTime));
}

function namesTime(node: AstNode): boolean {
  const target = isNameExpression(node) ? node.target.ref : undefined;
  if (target === undefined) return false;
  return target.$type === 'ScheduleDeclaration' || (target.$type === 'BuiltinDeclaration' && target.name === 't');
}
