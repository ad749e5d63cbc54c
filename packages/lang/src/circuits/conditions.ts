import { type CircuitOperation, type CircuitProgram, type Condition, classicalRadices } from '@kraus/core';
import { fail } from '../evaluate/index.js';
import type { ConditionValue } from '../values/index.js';
import type { Emitted } from './emitted.js';

/** The most combinations of digits that a condition may involve. */
const mostCombinations = 4096;

/**
 * The operations with their conditions as the program has them: digits that must have given values. An operation whose
 * condition holds for several combinations of digits appears once for each; one whose condition never holds is left out.
 */
export function withConditions(emitted: readonly Emitted[], program: Pick<CircuitProgram, 'bits' | 'dims'>): Emitted[] {
  const operations = emitted.map(({ operation }) => operation);
  const radices = classicalRadices({ ...program, operations });
  const known = new Map<readonly ConditionValue[], readonly (Condition | undefined)[]>();
  return emitted.flatMap((own) => {
    if (own.conditions.length === 0) return [own];
    let conditions = known.get(own.conditions);
    if (conditions === undefined) {
      conditions = combinations(own, radices);
      known.set(own.conditions, conditions);
    }
    return conditions.map((condition) => ({ ...own, operation: conditional(own.operation, condition) }));
  });
}

function conditional(operation: CircuitOperation, condition: Condition | undefined): CircuitOperation {
  if (condition === undefined || operation.kind === 'barrier' || operation.kind === 'measure') return operation;
  return { ...operation, condition };
}

/** Every combination of digits for which all conditions hold; `undefined` alone if that is always. */
function combinations({ conditions, node }: Emitted, radices: readonly number[]): readonly (Condition | undefined)[] {
  const bits = [...new Set(conditions.flatMap((condition) => condition.bits))].sort((a, b) => a - b);
  const sizes = bits.map((bit) => radices[bit] ?? 2);
  const total = sizes.reduce((product, size) => product * size, 1);
  if (total > mostCombinations) {
    const message = `a condition on ${bits.length} bits has more than ${mostCombinations} cases`;
    return fail({ code: 'K113', message, node });
  }
  const found: Condition[] = [];
  for (let value = 0; value < total; value++) {
    let rest = value;
    const digits = sizes.map((size) => {
      const digit = rest % size;
      rest = (rest - digit) / size;
      return digit;
    });
    const holds = conditions.every((condition) => {
      const places = condition.bits.map((bit) => bits.indexOf(bit));
      return condition.holds(
        places.map((place) => digits[place] ?? 0),
        places.map((place) => sizes[place] ?? 2),
      );
    });
    if (holds) found.push({ bits, value });
  }
  return found.length === total ? [undefined] : found;
}
