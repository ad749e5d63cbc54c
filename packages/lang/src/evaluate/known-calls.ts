import type { Declaration, Parameter } from '../generated/index.js';
import type { Value } from '../values/index.js';
import type { Interpreter } from './frame.js';

/** What a call gave, and the steps that it took. */
interface Result {
  readonly value: Value;
  readonly steps: number;
}

/** The most calls that are remembered. */
const most = 2000;
/** Results of calls that took more steps may be large. */
const mostSteps = 20_000;

/**
 * Results of calls with numbers as arguments, for one check: what several declarations of a file use is worked out once for each value.
 * The steps are counted again, so that budgets do not depend on what came before.
 */
export class KnownCalls {
  /** Values of matched schedules. */
  readonly matched: Interpreter['matched'] = new Map();
  readonly #results = new Map<Declaration, Map<string, Result>>();
  #count = 0;

  find(declaration: Declaration, values: ReadonlyMap<Parameter, Value>): Result | undefined {
    const results = this.#results.get(declaration);
    const key = results === undefined ? undefined : keyOf(values);
    return key === undefined ? undefined : results?.get(key);
  }

  keep(declaration: Declaration, values: ReadonlyMap<Parameter, Value>, result: Result): void {
    const key = keyOf(values);
    if (key === undefined || this.#count >= most || result.steps > mostSteps) return;
    let results = this.#results.get(declaration);
    if (results === undefined) {
      results = new Map();
      this.#results.set(declaration, results);
    }
    results.set(key, result);
    this.#count++;
  }
}

/** Numbers as a text, undefined if there is anything else. */
function keyOf(values: ReadonlyMap<Parameter, Value>): string | undefined {
  let key = '';
  for (const [{ name }, value] of values) {
    if (value.kind !== 'number') return undefined;
    key += `${name}=${value.re},${value.im},${value.unit};`;
  }
  return key;
}
