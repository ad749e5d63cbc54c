import type { AstNode } from 'langium';
import type { BinaryExpression } from '../generated/index.js';
import { formatNumber, type NumberValue, numberValue, unitName, type Value } from '../values/index.js';
import { fail } from './evaluation-error.js';
import { type Budget, limits } from './frame.js';

export type Operator = BinaryExpression['operator'];

/** Operands with the nodes they come from, for messages. */
export interface Operands {
  readonly left: Value;
  readonly right: Value;
  readonly node: BinaryExpression;
  readonly budget: Budget;
}

/** Fails where two quantities of different units would be added or compared. */
export function sameUnit(left: number, right: number, node: AstNode, verb: string): void {
  if (Math.abs(left - right) < 1e-12) return;
  fail({ code: 'K107', message: `cannot ${verb} ${unitName(left)} and ${unitName(right)}`, node });
}

export function checkSize(rows: number, columns: number, count: number, node: AstNode): void {
  if (rows <= limits.dimension && columns <= limits.dimension && count <= limits.entries) return;
  fail({
    code: 'K113',
    message: `a ${rows}×${columns} matrix is too large to work out while checking`,
    node,
    help: `at most dimension ${limits.dimension} and ${limits.entries} non-zero entries`,
  });
}

/** A number, checked to be finite. */
export function finite(re: number, im: number, unit: number, node: AstNode): NumberValue {
  if (Number.isFinite(re) && Number.isFinite(im)) return numberValue(re, im, unit);
  return fail({ code: 'K123', message: `the result ${formatNumber({ re, im })} is not a finite number`, node });
}
