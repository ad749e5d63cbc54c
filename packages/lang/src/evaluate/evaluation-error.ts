import type { AstNode } from 'langium';
import type { Issue } from '../diagnostics/index.js';

/** Thrown where an expression or body has no value; carries what a diagnostic needs. */
export class EvaluationError extends Error {
  readonly issue: Issue;
  /** The calls that led here, innermost first. */
  readonly sites: AstNode[] = [];

  constructor(issue: Issue) {
    super(issue.message);
    this.name = 'EvaluationError';
    this.issue = issue;
  }
}

/** Thrown when the budget of an evaluation is used up; loops on the way move it to their range. */
export class BudgetError extends EvaluationError {}

/** Throws an {@link EvaluationError}. In a physics message `{at}` is where the counter-example's values go. */
export function fail(issue: Issue): never {
  throw new EvaluationError(issue);
}
