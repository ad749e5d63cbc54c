import type { Block, Mix } from '../generated/index.js';
import { isMix } from '../generated/index.js';
import type { BodyProof } from './bodies.js';
import { checkWithin } from './bounds.js';
import { rootOfDiagonal } from './completion.js';
import { Formula, Undecided } from './formula.js';
import type { FormulaMatrix } from './formula-matrix.js';
import { textOfFormula } from './formula-text.js';
import { identityMatrix, type Place } from './symbolic-values.js';

/** What would make a channel one, for all values of its parameters. */
export interface Remedy {
  /** A Kraus operator to add. */
  readonly operator?: string | undefined;
  /** What to divide every Kraus operator by: Σ K†K is this squared, times the identity. */
  readonly divisor?: number | undefined;
  /** Weights of single branches of a mixture that make all add up to 1. */
  readonly weights?: { readonly mix: Mix; readonly rest: readonly (string | undefined)[] } | undefined;
}

/** @throws Undecided */
export function remedyOf(body: Block | undefined, bodies: BodyProof, place: Place): Remedy {
  if (body === undefined) return {};
  const [only] = body.statements;
  if (body.statements.length === 1 && isMix(only)) {
    return { weights: { mix: only, rest: restOf(bodies.weightsOf(only, place), place) } };
  }
  const square = bodies.squareOf(body, place);
  const missing = identityMatrix(square.rows).plus(square, -1);
  return { operator: rootOf(missing, place), divisor: divisorOf(square) };
}

/** An operator with K†K = what is missing, if that is diagonal and nowhere negative. */
function rootOf(missing: FormulaMatrix, place: Place): string | undefined {
  let diagonal = true;
  missing.forEach((row, column, entry) => {
    if (row !== column && !entry.isZero) diagonal = false;
  });
  if (!diagonal) return undefined;
  try {
    missing.forEach((row, column, entry) => {
      if (row === column) notNegative(entry, place);
    });
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
  return rootOfDiagonal(missing, place.frame.system?.dims ?? [missing.rows]);
}

function divisorOf(square: FormulaMatrix): number | undefined {
  const [c = 0] = square.at(0, 0).constant ?? [];
  const scaled = identityMatrix(square.rows).map((entry) => entry.scaled(c));
  return c > 1e-12 && square.plus(scaled, -1).isZero ? Math.sqrt(c) : undefined;
}

/** For each branch what the others leave, if that is a probability for all values and not nothing. */
function restOf(weights: readonly Formula[], place: Place): (string | undefined)[] {
  return weights.map((_, branch) => {
    const rest = weights.reduce(
      (left, weight, index) => (index === branch ? left : left.plus(weight, -1)),
      Formula.constant(1),
    );
    try {
      notNegative(rest, place);
      for (const [index, weight] of weights.entries()) if (index !== branch) notNegative(weight, place);
    } catch (error) {
      if (error instanceof Undecided) return undefined;
      throw error;
    }
    return rest.isZero ? undefined : textOfFormula(rest);
  });
}

function notNegative(formula: Formula, { known }: Place): void {
  checkWithin(formula, [0, Number.POSITIVE_INFINITY], known, 'what is missing');
}
